"""Run a command in a system that refuses every lock on a file, as some file systems do (Linux).

    python tests/refusing_locks.py COMMAND …

A seccomp filter does it: fcntl(2) with F_SETLK or F_SETLKW answers ENOLCK. The exit status is 77 where no
filter can be set.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

CANNOT = 77

_FCNTL_CALL = {"x86_64": 72, "aarch64": 25}
_F_SETLK, _F_SETLKW, _ENOLCK = 6, 7, 37
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def refuse_locks() -> bool:
    """Refuse locks to this process and all that it becomes; say whether that could be done."""
    call = _FCNTL_CALL.get(platform.machine())
    if call is None or sys.platform != "linux":
        return False
    load, equal, give = 0x20, 0x15, 0x06
    allowed, refused = 0x7FFF0000, 0x00050000 | _ENOLCK
    program = [
        (load, 0, 0, 0),  # the number of the call
        (equal, 0, 4, call),
        (load, 0, 0, 24),  # its second argument
        (equal, 1, 0, _F_SETLK),
        (equal, 0, 1, _F_SETLKW),
        (give, 0, 0, refused),
        (give, 0, 0, allowed),
    ]
    code = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    )
    described = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None)
    return not (
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SECCOMP, _FILTER, described, 0, 0)
    )


if __name__ == "__main__":
    if not refuse_locks():
        sys.exit(CANNOT)
    os.execvp(sys.argv[1], sys.argv[1:])
