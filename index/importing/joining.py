"""Mending the breaks of scraped text: lines wrapped by force, and sentences glued together."""

from __future__ import annotations

import itertools
import re

# A file wrapped by hand or by a mail program keeps within these widths.
_NARROWEST, _WIDEST = 40, 100
_FULL_LINES = 3
# So many glued places in one paragraph are the ends of paragraphs that somebody lost.
_LOST_PARAGRAPHS = 3
# A sentence's last sign, quotation marks on either side of it, and a capital straight after.
_GLUED = re.compile(
    r"(?P<stop>[.!?…])(?P<after>[)\]]?)(?P<quote>[\"“”«»‘’]?)(?=[^\W\d_])"
    r"|(?P<closing>,[”»])(?=[^\W\d_])"
)
_CLOSERS = ')]%"”’»'
_TOKEN_BEFORE = re.compile(r"\S{1,60}\Z")
_TOKEN_AFTER = re.compile(r"[^\W\d_]+")
# Words of two letters that begin sentences; other pairs after a full stop end a domain (News.Az).
_SHORT_STARTERS = frozenset(
    [
        "in",
        "it",
        "he",
        "we",
        "as",
        "at",
        "by",
        "to",
        "so",
        "no",
        "my",
        "if",
        "on",
        "or",
        "of",
        "an",
        "is",
        "do",
        "be",
        "up",
        "us",
        "me",
        "go",
        "am",
        "ex",
        "la",
        "el",
        "le",
        "un",
        "en",
        "es",
    ]
)
_DOMAIN_ENDINGS = frozenset(
    ["com", "org", "net", "gov", "edu", "biz", "tv", "app", "dev", "html", "htm", "php", "pdf"]
)
# These end domains too, but a sentence may well begin with them.
_WORDS_AND_ENDINGS = frozenset(
    ["info", "news", "online", "press", "media", "live", "today", "world", "site", "store"]
)
_TERMINAL = re.compile(r"[.!?:;…\"”’»)\]]\Z")


def unwrap(lines: list[str]) -> list[str]:
    """Join lines that were broken only because they were full, "" standing for an empty line.

    A text counts as wrapped where none of its lines is longer than some 100 characters and several
    come close to the longest. A line is joined to the next where the next line's first word would
    not have fitted.
    """
    width = max((len(line) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return lines
    full = [
        bool(line and following and len(line) + 1 + len(following.split(" ", 1)[0]) > width)
        for line, following in itertools.pairwise(lines)
    ]
    if sum(full) < _FULL_LINES:
        return lines
    # Once a text is known to be wrapped, a sentence that goes on in lower case is one line too.
    wrapped = [
        is_full
        or (len(line) > 0.6 * width and following[:1].islower() and not _TERMINAL.search(line))
        for is_full, (line, following) in zip(full, itertools.pairwise(lines), strict=True)
    ]
    joined: list[list[str]] = []
    goes_on = False
    for line, is_wrapped in zip(lines, [*wrapped, False], strict=True):
        if goes_on:
            joined[-1].append(line)
        else:
            joined.append([line])
        goes_on = is_wrapped
    return [" ".join(parts) for parts in joined]


def separate(paragraph: str) -> list[str]:
    """Return `paragraph` with the spaces put back that were lost between its sentences.

    Where several are missing they were the ends of paragraphs, and as many paragraphs come back. A
    straight quotation mark at such a place closes what stands before it or opens what follows,
    according to the number of marks before it. Names such as News.Az, U.S. and addresses stay whole.
    """
    cuts: list[int] = []
    marks, seen = 0, 0
    for found in _GLUED.finditer(paragraph):
        marks += paragraph.count('"', seen, found.start())
        seen = found.start()
        cut = _cut(paragraph, found, quoted=marks % 2 == 1)
        if cut is not None:
            cuts.append(cut)
    if not cuts:
        return [paragraph]
    pieces = [
        paragraph[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(paragraph)], strict=True)
    ]
    if len(cuts) < _LOST_PARAGRAPHS:
        return [" ".join(pieces)]
    return pieces


def _cut(text: str, found: re.Match[str], *, quoted: bool) -> int | None:
    """Return where a break is missing at a place that looks glued, or None where nothing is."""
    following = _TOKEN_AFTER.match(text, found.end())
    if following is None or not following[0][0].isupper():
        return None
    start = found.start()
    closers = ""
    while start and len(closers) < 2 and text[start - 1] in _CLOSERS:
        start -= 1
        closers += text[start]
    if not start or not text[start - 1].isalnum():
        return None
    if found["closing"]:
        return found.end()
    quote = found["quote"]
    if quote in ("“", "«", "‘") or (quote == '"' and not quoted):
        return found.end("after")
    if quote:
        # An apostrophe before a capital is rather that of a name.
        return None if quote == "’" and not closers else found.end()
    token = _TOKEN_BEFORE.search(text, max(0, found.start() - 60), found.start())
    before = token[0].lstrip("\"“‘'«([") if token else ""
    if closers or found["after"] or found["stop"] == "…":
        return found.end()
    return found.end() if _is_sentence_end(before, found["stop"], following[0]) else None


def _is_sentence_end(before: str, stop: str, after: str) -> bool:
    if "." in before or "/" in before or "@" in before or len(before) < 2:
        return False  # initials, addresses
    if stop != ".":
        return before.islower()
    folded = after.casefold()
    if folded in _DOMAIN_ENDINGS:
        return False
    if folded in _WORDS_AND_ENDINGS:
        return before.islower()
    if len(after) == 1:
        # "government.A spokesman", but not the initials of a name.
        return before.islower() and folded in ("a", "i", "o", "y", "e")
    if len(after) == 2 and folded not in _SHORT_STARTERS:
        return after.isupper() and before[-1:].islower() and before.islower()
    # Both in capitals is a name, such as ASP.NET.
    return not (before.isupper() and after.isupper())


def ends_paragraph(line: str, following: str) -> bool:
    """Tell whether a line break without an empty line stands for the end of a paragraph."""
    return len(line) >= 80 and _TERMINAL.search(line) is not None and following[:1] not in "-*•"
