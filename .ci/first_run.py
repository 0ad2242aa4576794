"""Take the README at its word: run its first command in a pseudo-terminal until the reading room shows.

usage: first_run.py README.md [--print N]   (--print N only prints the README's Nth command)
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from pathlib import Path

PATIENCE = 600  # seconds for the installation
SIGNS = re.compile(rb"\x1b\[[0-9;?<=>]*[ -/]*[@-~]|\x1b[()=>].?")


def commands(readme: Path) -> list[str]:
    """Return the one-line commands of the README's ``sh`` blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def opens(command: str) -> bool:
    """Run ``command`` at 80x24, wait for the reading room, press ``q``; say whether it ended well."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp("sh", ["sh", "-c", command])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    written, asked, begun = b"", 0.0, time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
        elif b"Stories" in SIGNS.sub(b"", written) and time.monotonic() - asked > 3:
            asked = time.monotonic()
            os.write(terminal, b"q")
    else:
        os.kill(process, 9)
    _, status = os.waitpid(process, 0)
    shown = b"Stories" in SIGNS.sub(b"", written)
    if not shown or status:
        sys.stdout.write(written[-4000:].decode("utf-8", "replace"))
    return shown and status == 0


def main() -> int:
    """Run, or print, a command of the README."""
    found = commands(Path(sys.argv[1]))
    if sys.argv[2:3] == ["--print"]:
        sys.stdout.write(found[int(sys.argv[3]) - 1] + "\n")
        return 0
    worked = opens(found[0])
    sys.stdout.write(f"{found[0]}\n  {'opened the reading room' if worked else 'FAILED'}\n")
    return 0 if worked else 1


if __name__ == "__main__":
    sys.exit(main())
