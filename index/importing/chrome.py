"""Telling what a single line of a news page is: text of the article, metadata, or page chrome.

The words and patterns stand in ``data/page_chrome.toml``; its head explains the format.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib import resources

from index.importing.dates import parse_leading_moment, parse_moment
from index.importing.draft import address
from index.model import Moment, Precision

# Nothing longer is looked at: page chrome comes in short lines, and so no pattern takes long.
_LONGEST = 500
_LONGEST_PATTERN = 400
_LONGEST_LABEL_VALUE = 200
_LONGEST_CREDIT = 120
# Signs that end a line of chrome as often as not, and say nothing.
_EDGE_SIGNS = " \t.,:;!?*|•·–—-−_~=»«›‹>→←↑↓▶►▼▲+#()[]{}\"'“”‘’…\ufe0f"
_RULE_SIGNS = frozenset("*-_=~#•·—–.")
_SIZE = re.compile(r"\W{0,12}\d{1,3}\s?(?:px|pt)\W{0,12}\Z", re.IGNORECASE)
_SEGMENTS = re.compile(r"\s?[|•·]\s?|\s[–—-]\s|\s/\s")
# "World › Europe": the way to the story through the sections of a site.
_CRUMBS = re.compile(r"\s(?:[›»>→]|::)\s")
_LONGEST_CRUMB = 30
_BY_USER = re.compile(r"by [\w.-]{1,30}(?: [\w.-]{1,30})?\Z", re.IGNORECASE)
_AND = re.compile(r"\s?(?:[,;/&]|\b(?:and|y|et|und|e|with)\b)\s?", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,3}\Z")
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.|\b(?:Jr|Sr|St)\.)\Z")


class LineKind(Enum):
    """What a line of a page is.

    EDGE is chrome only at the head or foot of a page and in runs; AGENCY is the bare name of a news
    or picture agency: a credit at the head, a sign-off at the foot.
    """

    TEXT = auto()
    CHROME = auto()
    EDGE = auto()
    RELATED = auto()
    CAPTION = auto()
    CREDIT = auto()
    AGENCY = auto()
    PUBLISHED = auto()
    UPDATED = auto()
    DATE = auto()
    BYLINE = auto()
    TAIL_BYLINE = auto()
    SOURCE = auto()
    HEADLINE = auto()
    URL = auto()
    DATELINE = auto()
    LANGUAGE = auto()
    SEVERAL = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: what it is, and the value it gives (a name, a caption), without its label."""

    kind: LineKind
    value: str = ""
    moment: Moment | None = None
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rules:
    anywhere: frozenset[str]
    edges: frozenset[str]
    related: frozenset[str]
    ends: frozenset[str]
    buttons: frozenset[str]
    text_size: frozenset[str]
    joining: frozenset[str]
    outlets: frozenset[str]
    roles: frozenset[str]
    desks: frozenset[str]
    anywhere_patterns: re.Pattern[str]
    edge_patterns: re.Pattern[str]
    labels: dict[str, LineKind]
    label: re.Pattern[str]
    credit_label: re.Pattern[str]
    agencies: frozenset[str]
    writing: frozenset[str]
    slash_credit: re.Pattern[str]
    reports_after: tuple[str, ...]
    reports_before: tuple[str, ...]


_LABEL_KINDS = {
    "published": LineKind.PUBLISHED,
    "updated": LineKind.UPDATED,
    "byline": LineKind.BYLINE,
    "tail_byline": LineKind.TAIL_BYLINE,
    "source": LineKind.SOURCE,
    "headline": LineKind.HEADLINE,
    "url": LineKind.URL,
    "caption": LineKind.CAPTION,
    "dateline": LineKind.DATELINE,
    "language": LineKind.LANGUAGE,
}


def _choice(words: list[str] | frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def rules() -> _Rules:
    """Return the words and patterns of ``page_chrome.toml``, read once."""
    text = resources.files("index.importing.data").joinpath("page_chrome.toml").read_text("utf-8")
    table = tomllib.loads(text)
    phrases, words, patterns = table["phrases"], table["words"], table["patterns"]
    labels = {
        label: kind
        for name, kind in _LABEL_KINDS.items()
        for label in table["labels"].get(name, ())
    }
    agencies = frozenset(table["credits"]["agencies"])
    agency = _choice(agencies)
    name = r"[^\W\d_][\w.'’-]{0,30}"
    return _Rules(
        anywhere=frozenset(phrases["anywhere"]),
        edges=frozenset(phrases["edges"]),
        related=frozenset(phrases["related"]),
        ends=frozenset(phrases["ends"]),
        buttons=frozenset(words["buttons"]),
        text_size=frozenset(words["text_size"]),
        joining=frozenset(words["joining"]),
        outlets=frozenset(words["outlets"]),
        roles=frozenset(words["roles"]),
        desks=frozenset(words["desks"]),
        anywhere_patterns=re.compile("|".join(f"(?:{one})" for one in patterns["anywhere"])),
        edge_patterns=re.compile("|".join(f"(?:{one})" for one in patterns["edges"])),
        labels=labels,
        label=re.compile(
            rf"(?P<label>{_choice(frozenset(labels))})(?:\s?(?P<colon>[:：,])\s?|\s)", re.IGNORECASE
        ),
        credit_label=re.compile(
            rf"(?<!\w)(?P<label>{_choice(table['credits']['labels'])})\s?(?P<colon>[:：])?\s?(?=\S)",
            re.IGNORECASE,
        ),
        agencies=frozenset(one.casefold() for one in agencies),
        writing=frozenset(one.casefold() for one in table["credits"]["writing"]),
        slash_credit=re.compile(
            rf"(?:(?<=[.!?)\]\"”’] )|(?<=[(\[])|(?<=[—–|] )|\A)"
            rf"(?:(?:{agency})\s?/\s?{name}(?:\s{name}){{0,3}}"
            rf"|{name}(?:\s{name}){{0,3}}\s?/\s?(?:{agency}))"
            rf"(?:(?:\s?/\s?|\svia\s)(?:{agency}))?[)\].]{{0,2}}\Z"
        ),
        reports_after=tuple(table["reports"]["after"]),
        reports_before=tuple(table["reports"]["before"]),
    )


def folded(line: str) -> str:
    """Return `line` as phrases are compared: lower case, one space between words, no signs at the ends."""
    return " ".join(line.casefold().replace("’", "'").split()).strip(_EDGE_SIGNS)


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence does; initials ("the U.S.") do not count."""
    return _TERMINAL.search(text) is not None and _INITIALS.search(text) is None


def is_prose(text: str) -> bool:
    """Tell whether `text` is a paragraph of an article rather than a line beside it."""
    if len(text) > 160:
        return True
    return ends_sentence(text) and (len(text.split()) >= 6 or len(text) >= 60)


def classify(line: str) -> Line:
    """Return what one line of a page is. `line` is taken without regard to its neighbours."""
    line = " ".join(line.split())
    if not line or len(line) > _LONGEST:
        return Line(LineKind.TEXT, line)
    return (
        _as_control(line)
        or _as_labelled(line)
        or _as_chrome(line)
        or _as_caption(line)
        or _as_date(line)
        or _as_several(line)
        or _as_placed_date(line)
        or _as_crumbs(line)
        or Line(LineKind.TEXT, line)
    )


def _as_control(line: str) -> Line | None:
    if not any(sign.isalnum() for sign in line):
        # A row of stars or dashes is the writer's; other signs alone are buttons.
        signs = set(line) - {" "}
        is_rule = len(signs) == 1 and signs <= _RULE_SIGNS and len(line) > 1
        return None if is_rule else Line(LineKind.CHROME)
    if len(line) <= 40 and _SIZE.match(line):
        return Line(LineKind.CHROME)
    tokens = line.casefold().split()
    if 2 <= len(tokens) <= 8 and all(token in rules().text_size for token in tokens):
        return Line(LineKind.CHROME)
    return None


def _as_chrome(line: str) -> Line | None:
    known = rules()
    phrase = folded(line)
    if phrase in known.anywhere:
        return Line(LineKind.CHROME)
    if phrase in known.related:
        return Line(LineKind.RELATED)
    if phrase in known.agencies:
        return Line(LineKind.AGENCY, line.strip("()[] —–-/"))
    if phrase in known.edges:
        return Line(LineKind.EDGE)
    tokens = re.findall(r"[\w-]+", phrase)
    if 0 < len(tokens) <= 16 and all(token in known.buttons for token in tokens):
        return Line(LineKind.CHROME if len(tokens) >= 2 else LineKind.EDGE)
    if len(line) > _LONGEST_PATTERN:
        return None
    plain = line.casefold().replace("’", "'").strip(" \t*|•·»«›‹→←▶►▼▲\ufe0f")
    if known.anywhere_patterns.fullmatch(plain):
        return Line(LineKind.CHROME)
    if known.edge_patterns.fullmatch(plain):
        return Line(LineKind.EDGE)
    return None


def _as_date(line: str) -> Line | None:
    if url := address(line):
        return Line(LineKind.URL, url)
    moment = parse_moment(line.strip("()[] "))
    # A year alone may be a subhead.
    if moment is None or folded(line).isdigit():
        return None
    return Line(LineKind.DATE, line, moment)


def _as_labelled(line: str) -> Line | None:
    found = rules().label.match(line.lstrip("([ "))
    if found is None:
        return None
    label, colon = " ".join(found["label"].casefold().split()), bool(found["colon"])
    kind = rules().labels[label]
    value = line.lstrip("([ ")[found.end() :].strip()
    if not value or len(value) > _LONGEST_LABEL_VALUE:
        return None
    if found["colon"] == "," and kind is not LineKind.CAPTION:
        return None
    if kind in (LineKind.PUBLISHED, LineKind.UPDATED):
        return _date_line(kind, value)
    if kind in (LineKind.BYLINE, LineKind.TAIL_BYLINE):
        return _byline(kind, value.rstrip(")]"))
    if kind is LineKind.URL:
        url = address(value)
        return Line(kind, url) if url else None
    if kind is LineKind.CAPTION:
        return Line(kind, value) if colon else None
    if not colon:
        return None
    if kind is LineKind.HEADLINE:
        return Line(kind, value)
    # The others name something: what reads like a sentence is one.
    if ends_sentence(value) or len(value.split()) > 8:
        return None
    return Line(kind, value)


def _date_line(kind: LineKind, value: str) -> Line | None:
    moment = parse_moment(value)
    if moment is not None:
        return Line(kind, value, moment)
    leading = parse_leading_moment(value)
    if leading is None:
        return None
    moment, rest = leading
    rest = rest.strip(" ,;|•·–—-/")
    # What may follow: the date of an update, a time whose zone is spelled out, a reading time.
    if len(rest) <= 60 and not ends_sentence(rest):
        after = classify(rest)
        if after.kind is not LineKind.TEXT:
            return Line(LineKind.SEVERAL, value, parts=(Line(kind, value, moment), after))
        if re.fullmatch(r"(?:at )?\d{1,2}[:.]\d{2}.{0,30}", rest) or _BY_USER.match(rest):
            return Line(kind, value, moment)
    return None


def names_in(text: str) -> list[str]:
    """Return the parts of a byline's text, split at commas and "and"."""
    return [part.strip() for part in _AND.split(text) if part.strip()]


def looks_like_name(text: str) -> bool:
    """Tell whether `text` could be the name of a person or a newsroom, and not words of a sentence."""
    words = text.split()
    if not 1 <= len(words) <= 6 or any(sign.isdigit() for sign in text):
        return False
    known = rules()
    if any(word.casefold() in known.outlets for word in words):
        return words[0][:1].isupper()
    if len(words) == 1:
        return words[0].isupper() and 2 <= len(words[0]) <= 12 and words[0].isalpha()
    if parse_moment(f"1 {words[0]} 2000") is not None or parse_moment(f"{words[0]} 2000-01-01"):
        return False  # "By Monday Evening", "By January"
    capitals = sum(word[:1].isupper() for word in words)
    return capitals >= 2 and all(
        word[:1].isupper()
        or word.casefold() in known.joining
        or word.startswith(("al-", "el-", "d'"))
        for word in words
    )


def _byline(kind: LineKind, value: str) -> Line | None:
    names, moment = value, None
    pieces = [piece for piece in _SEGMENTS.split(value) if piece]
    parts: list[Line] = []
    if len(pieces) > 1:
        parts = [classify(piece) for piece in pieces[1:]]
        if any(part.kind is LineKind.TEXT and not looks_like_name(part.value) for part in parts):
            return None
        names = pieces[0]
    else:
        for before, between, after in (value.partition(", "), value.rpartition(" on ")):
            moment = parse_moment(after) if between else None
            if moment is not None:
                names = before
                break
        if moment is not None and len(names.split()) == 1 and not looks_like_name(names):
            # "Posted by admin on 15 January 2025": the name of an account says nothing.
            return Line(LineKind.DATE, value, moment)
    if ends_sentence(names) and kind is LineKind.BYLINE:
        return None
    listed = names_in(names.rstrip("."))
    if kind is LineKind.TAIL_BYLINE:
        listed = [rules().label.sub("", part, count=1) for part in listed]
    if not listed or not looks_like_name(listed[0]):
        return None
    known = rules()
    for part in listed[1:]:
        words = part.casefold().split()
        if not (looks_like_name(part) or part[:1].isupper() or known.roles.intersection(words)):
            return None
        if len(words) > 7:
            return None
    line = Line(kind, names, moment)
    return Line(LineKind.SEVERAL, value, parts=(line, *parts)) if parts else line


def _as_caption(line: str) -> Line | None:
    if found := _credit_start(line):
        start, credit = found
        caption = line[:start].rstrip(" ([|/—–-")
        if not caption:
            return Line(LineKind.CREDIT, credit)
        if len(caption) > _LONGEST_PATTERN:
            return None
        return Line(LineKind.CAPTION, line)
    return None


def _credit_start(line: str) -> tuple[int, str] | None:
    """Return where the credit at the end of `line` begins, and the credit; None where there is none."""
    known = rules()
    best: tuple[int, str] | None = None
    for found in known.credit_label.finditer(line):
        credit = line[found.end() :].strip().rstrip(")].")
        before = line[: found.start()].rstrip()
        bracketed = before.endswith(("(", "["))
        opens = (
            not before
            or bracketed
            or ends_sentence(before)
            or before.endswith(("|", "—", "–", "/"))
        )
        if not opens or (not found["label"][:1].isupper() and not bracketed):
            continue
        # "Photo by" and "Courtesy of" name somebody without a colon.
        by = found["label"].casefold().endswith((" by", " of"))
        if not (found["colon"] or by):
            continue
        if _names_somebody(credit, sure=bool(found["colon"]) or bracketed):
            best = best or (found.start(), credit)
    if best is None and (found_slash := known.slash_credit.search(line)):
        best = (found_slash.start(), found_slash[0])
    if best is None and "©" in line:
        start = line.rindex("©")
        if start and _names_somebody(line[start + 1 :].strip(" )].0123456789-–"), sure=True):
            best = (start, line[start + 1 :].strip())
    return best


def _names_somebody(credit: str, *, sure: bool) -> bool:
    """Tell whether the text of a credit names people and agencies and nothing but them."""
    if not credit or len(credit) > _LONGEST_CREDIT:
        return False
    words = re.findall(r"[^\W\d_][\w.'’-]*", credit)
    if not words or len(words) > 14:
        return False
    joining = rules().joining
    if not all(word[:1].isupper() or word.casefold() in joining or "." in word for word in words):
        return len(words) <= 2 and sure and "." not in credit and len(credit) <= 30
    return sure or "/" in credit or len(words) <= 5


def _as_placed_date(line: str) -> Line | None:
    """Read "Harbour News, 14 January 2025" and, where no newsroom is named, "Port Arden, 14 January 2025"."""
    place = line.strip("()[]*_ ").rstrip(".")
    if len(place) > _LONGEST_CREDIT:
        return None
    name, comma, rest = place.partition(", ")
    while comma:
        moment = parse_moment(rest)
        if moment is not None:
            break
        more, comma, rest = rest.partition(", ")
        name = f"{name}, {more}"
    if not comma or moment is None or moment.precision in (Precision.YEAR, Precision.MONTH):
        return None
    words = name.split()
    if not 1 <= len(words) <= 6 or any(sign.isdigit() for sign in name) or not name[:1].isupper():
        return None
    if any(word[:1].islower() and word not in rules().joining for word in words):
        return None
    outlet = outlet_in(name)
    return (
        Line(LineKind.SOURCE, outlet, moment) if outlet else Line(LineKind.DATELINE, line, moment)
    )


def _as_crumbs(line: str) -> Line | None:
    pieces = _CRUMBS.split(line)
    if not 2 <= len(pieces) <= 6 or ends_sentence(line):
        return None
    # The last may be the headline once more.
    short = pieces if len(pieces) == 2 else pieces[:-1]
    fits = all(0 < len(one) <= _LONGEST_CRUMB and len(one.split()) <= 4 for one in short)
    return Line(LineKind.EDGE) if fits and all(one[:1].isupper() for one in short) else None


def outlet_in(text: str) -> str:
    """Return the newsroom that `text` names, a place behind a comma left out, or "" where it names none."""
    name = text.partition(", ")[0].strip()
    if name.casefold() in rules().writing:
        return name
    words = name.removeprefix("The ").split()
    # "Harbour News", "Gazeta Arden": in the middle the word may be one of a headline.
    named = words and not rules().outlets.isdisjoint((words[0].casefold(), words[-1].casefold()))
    capitals = all(word[:1].isupper() or word.casefold() in rules().joining for word in words)
    return name if named and 2 <= len(words) <= 4 and capitals and looks_like_name(name) else ""


def _as_several(line: str) -> Line | None:
    """Read a line such as "By Jane Doe | 7 January 2025 | 5 min read", all of whose parts say something."""
    pieces = [piece for piece in _SEGMENTS.split(line) if piece.strip()]
    if not 2 <= len(pieces) <= 6 or len(line) > _LONGEST_LABEL_VALUE:
        return None
    parts = [
        _as_control(piece)
        or _as_labelled(piece)
        or _as_chrome(piece)
        or _as_date(piece)
        or Line(LineKind.TEXT, piece)
        for piece in pieces
    ]
    dated = any(part.moment is not None for part in parts)
    named: list[Line] = []
    for part in parts:
        if part.kind is LineKind.TEXT:
            # Without a date beside it, a name between bars may be anything.
            if not dated or not looks_like_name(part.value):
                return None
            outlet = rules().outlets.intersection(part.value.casefold().split())
            part = Line(LineKind.AGENCY if outlet else LineKind.BYLINE, part.value)
        named.append(part)
    if all(part.kind is LineKind.EDGE for part in named):
        return Line(LineKind.EDGE)
    return Line(LineKind.SEVERAL, line, parts=tuple(named))
