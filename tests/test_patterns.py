"""Every regular expression of ours, fed what makes regular expressions take for ever.

Each is fed, as it is used, with long runs of every sign it knows, alone and in pairs. Where that takes long, and a run
four times as long takes far more than four times as long, it is given one of a hundred thousand signs: that is done at
once where the work is in proportion to the text or bounded, and takes minutes where it grows with its square or worse.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

FEEDING = r"""
import ast, dataclasses, importlib, inspect, itertools, pkgutil, re, signal, time
import re._parser as parser
from pathlib import Path
import index, tui

SHORT, LONG = 500, 120_000
QUICK = 0.00005  # seconds of the processor for the short text; a pass over it takes less
ENOUGH = 2.5  # and for the long one
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
# Programs of the makers, which read word lists of our own.
EXEMPT = {
    "index.analysis." + name
    for name in ("build_gazetteers", "train_tagger", "training_capitals", "training_lines", "training_slots")
}
GENERAL = ["a", "A", "é", "1", " ", "\n", "\t", ".", ",", "-", "'", "(", "*", "_", "<", '"', "a ", "a.", "A. "]

def names():
    for package in (index, tui):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith("__main__") and module.name not in EXEMPT:
                yield module.name

MODULES = {name: importlib.import_module(name) for name in names()}
SOURCES = {name: Path(module.__file__).read_text("utf-8") for name, module in MODULES.items()}
USES = {name: re.findall(r"\b(\w+)\.(\w+)\(", source) for name, source in SOURCES.items()}
CALLED = {name: set(re.findall(r"\b(\w+)\(\)", source)) for name, source in SOURCES.items()}

def held(value, name, depth=4):
    '''Every pattern in a value: in the pairs, lists and records that it is made of.'''
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth and isinstance(value, (tuple, list, frozenset, set)) and len(value) < 500:
        for one in value:
            yield from held(one, name, depth - 1)
    elif depth and isinstance(value, dict) and len(value) < 500:
        for one in value.values():
            yield from held(one, name, depth - 1)
    elif depth and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from held(getattr(value, field.name, None), field.name, depth - 1)

def found():
    '''Every pattern with the module and the name it goes by, None where it is written where it is used.'''
    for module, values in MODULES.items():
        for name, value in list(vars(values).items()):
            yield from ((module, *one) for one in held(value, name))
            # What is read from a file of rules when it is first wanted.
            if hasattr(value, "cache_clear") and value.__module__ == module:
                if not inspect.signature(value).parameters:
                    yield from ((module, *one) for one in held(value(), name))
        for node in ast.walk(ast.parse(SOURCES[module])):
            function = getattr(node, "func", None)
            if not (isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "re"):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and function.attr in SEARCHING | {"match", "fullmatch"}:
                yield module, function.attr, re.compile(first.value, re.I)

def searched(module, name):
    '''Whether a pattern is looked for everywhere in a text, and not asked at one place.'''
    if name in SEARCHING:
        return True
    if name in ("match", "fullmatch"):
        return False
    where = [module] if name.startswith("_") else USES
    uses = {how for one in where for called, how in USES[one] if called == name}
    uses &= SEARCHING | {"match", "fullmatch"}
    return not uses or bool(uses & SEARCHING)

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

def feed(pattern, everywhere, piece, length):
    text = (piece * length)[:length] + "\x00"
    given = text if isinstance(pattern.pattern, str) else text.encode()
    started = time.process_time()
    if everywhere:
        for _ in pattern.finditer(given):
            pass
    else:
        pattern.match(given)
        pattern.fullmatch(given)
    return time.process_time() - started

class TooLong(Exception):
    pass

def stop(_number, _frame):
    raise TooLong

signal.signal(signal.SIGVTALRM, stop)
fed = {}
for module, name, pattern in found():
    everywhere = searched(module, name)
    if fed.setdefault((pattern.pattern, pattern.flags, everywhere), (module, name)) != (module, name):
        continue
    own = list(dict.fromkeys(signs(parser.parse(pattern.pattern, pattern.flags))))
    pieces = own[:10] + GENERAL + ["".join(two) for two in itertools.product(own[:3] + GENERAL[:2], repeat=2)]
    for piece in pieces:
        signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
        try:
            spent = feed(pattern, everywhere, piece, SHORT)
            if spent > QUICK and feed(pattern, everywhere, piece, 4 * SHORT) > 6 * spent:
                feed(pattern, everywhere, piece, LONG)
        except TooLong:
            print(f"too long: {module}.{name} {pattern.pattern[:80]!r} fed {piece!r}", flush=True)
            break
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
print("fed", len(fed))
"""


def test_no_pattern_takes_for_ever():
    done = subprocess.run(
        [sys.executable, "-c", FEEDING], capture_output=True, text=True, cwd=ROOT, check=False
    )
    *slow, last = done.stdout.splitlines() or [done.stderr]
    assert slow == [], done.stderr
    assert int(last.removeprefix("fed ")) > 150
