"""Every regular expression of ours, fed what makes regular expressions take for ever.

Each is fed, as it is used, with long runs of every sign it knows, alone and in pairs, in a process that is given many
times what all of them need together. One that backtracks over and over would need hours.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 150  # seconds; all of them take a few
LENGTH = 4_000

FEEDING = r"""
import importlib, itertools, pkgutil, re, sys
import re._constants as constants, re._parser as parser
from pathlib import Path
import index, tui

SOURCES = "\n".join(path.read_text("utf-8") for package in (index, tui) for path in Path(package.__path__[0]).rglob("*.py"))
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}

# Looked for in word lists of our own when gazetteers are built.
EXEMPT = {"index.analysis.build_gazetteers"}
GENERAL = ["a", "A", "é", "1", " ", "\n", "\t", ".", ",", "-", "'", "(", "*", "_", "<", '"', "a ", "a.", "A. "]

def patterns():
    seen = {}
    for package in (index, tui):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name.endswith("__main__") or module.name in EXEMPT:
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                values = value.values() if isinstance(value, dict) else value
                several = values if isinstance(value, (tuple, list, dict)) else ()
                for one in (value, *several):
                    if isinstance(one, re.Pattern):
                        seen.setdefault((one.pattern, one.flags), (one, f"{module.name}.{name}"))
    return seen.values()

def signs(tree):
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "IN":
            yield from (chr(one if str(kind) == "LITERAL" else one[0]) for kind, one in argument if str(kind) in ("LITERAL", "RANGE"))
        elif name.endswith("REPEAT"):
            yield from signs(argument[2])
        elif name == "SUBPATTERN":
            yield from signs(argument[3])
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from signs(branch)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from signs(argument[1])

for pattern, name in patterns():
    print(name, flush=True)
    uses = set(re.findall(rf"\b{name.rpartition('.')[2]}\.(\w+)\(", SOURCES))
    # Asked at one place only: it need not be quick from every place of a text.
    anchored = bool(uses) and not uses & SEARCHING
    own = list(dict.fromkeys(signs(parser.parse(pattern.pattern, pattern.flags))))
    fed = own[:10] + GENERAL + ["".join(two) for two in itertools.product(own[:3] + GENERAL[:2], repeat=2)]
    for piece in fed:
        text = (piece * LENGTH)[:LENGTH] + "\x00"
        given = text if isinstance(pattern.pattern, str) else text.encode()
        if anchored:
            pattern.match(given)
            pattern.fullmatch(given)
        else:
            for _ in pattern.finditer(given):
                pass
print("all")
"""


def test_no_pattern_takes_for_ever():
    code = FEEDING.replace("LENGTH", str(LENGTH))
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as stopped:
        tried = (stopped.stdout or b"").decode().splitlines()
        raise AssertionError(f"{tried[-1]} takes very long") from None
    assert done.stdout.splitlines()[-1] == "all", done.stderr
