"""Taking a scraped page apart: the article's text, what the page says about it, and what goes.

Precision comes first: what is not known to be page chrome is text of the article and stays.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from index.importing.chrome import (
    Line,
    LineKind,
    classify,
    ends_sentence,
    folded,
    is_prose,
    looks_like_name,
    rules,
)
from index.importing.dates import parse_leading_moment
from index.importing.html_markdown import unescaped
from index.importing.joining import ends_paragraph, separate, unwrap
from index.importing.mastheads import (
    HEAD_LINES,
    METADATA,
    Row,
    is_dated,
    join_labels,
    name_mastheads,
)
from index.importing.storable import tidy
from index.model import Moment

# Where credits and sign-offs can be expected, in lines that are not empty.
_TAIL_LINES = 80
_LONGEST_HEADLINE = 150
_LONGEST_SIGN_OFF = 40
_LONGEST_CAPTION = 300
_KICKER = 25
_HEAD_BLOCKS = 6
_ALWAYS_GONE = (LineKind.CHROME, LineKind.CREDIT, LineKind.CAPTION)
_DOMAIN = re.compile(r"(?:[\w-]{1,40}\.){1,3}[^\W\d_]{2,12}\Z")
_SIGNED = re.compile(
    r"[—–-]{1,2}\s?(?P<dashed>[^\W\d_].{1,39})\Z|[(/\[](?P<bracketed>[^()/\[\]]{2,39})[)/\]]\Z"
)
_MARKDOWN_BLOCK = re.compile(r"\A(?:#{1,6} |> |- |\d{1,9}\. )")
_LIST_BLOCK = re.compile(r"(?:- |\d{1,9}\. )")


@dataclass(slots=True)
class Page:
    """A page taken apart: ``paragraphs`` are the article, the rest is what the page says about it."""

    headline: str = ""
    paragraphs: list[str] = field(default_factory=list)
    published: Moment | None = None
    updated: Moment | None = None
    byline: str = ""
    source: str = ""
    signed: str = ""
    dateline: str = ""
    language: str = ""
    url: str = ""
    captions: list[str] = field(default_factory=list)

    def body(self) -> str:
        """Return the text of the article, an empty line between paragraphs."""
        return "\n\n".join(self.paragraphs)

    def note(self, line: Line) -> None:
        """Keep what a line of metadata says; what came first counts."""
        for part in line.parts:
            self.note(part)
        value, kind = line.value, line.kind
        if kind is LineKind.UPDATED:
            self.updated = self.updated or line.moment
        elif line.moment is not None:
            self.published = self.published or line.moment
        if kind is LineKind.CAPTION:
            self.captions.append(value)
        elif kind in (LineKind.BYLINE, LineKind.TAIL_BYLINE):
            self.byline = self.byline or value
        elif kind is LineKind.SOURCE:
            self.source = self.source or value
        elif kind is LineKind.AGENCY:
            self.signed = self.signed or value
        elif kind is LineKind.HEADLINE:
            self.headline = self.headline or value
        elif kind is LineKind.URL:
            self.url = self.url or value
        elif kind is LineKind.DATELINE:
            self.dateline = self.dateline or value
        elif kind is LineKind.LANGUAGE:
            self.language = self.language or value


def clean_page(text: str) -> Page:
    """Take apart the plain text of a page.

    Captions, bylines, dates, sign-offs and the like become metadata, page controls and notes go, and
    what is left are the paragraphs of the article, in order, lost spaces between sentences restored.
    """
    rows = _rows(tidy(text))
    join_labels(rows)
    page = Page()
    page.signed = name_mastheads(rows)
    start = _take_head(rows, page)
    _take_tail(rows, start, page)
    _take_middle(rows, start, page)
    page.paragraphs = _paragraphs([row for row in rows if not row.gone])
    if page.headline and page.paragraphs and folded(page.paragraphs[0]) == folded(page.headline):
        del page.paragraphs[0]
    return page


def _rows(text: str) -> list[Row]:
    rows: list[Row] = []
    opens = True
    for line in unwrap([" ".join(line.split()) for line in text.split("\n")]):
        if not line:
            opens = True
            continue
        pieces = _date_apart(line) if len(rows) < HEAD_LINES else [line]
        for piece in pieces:
            rows.append(Row(piece, classify(piece), opens))
            opens = False
    return rows


def _date_apart(line: str) -> list[str]:
    """Divide a line such as "date 2025-01-07 The flag flies. Photo: …" after the date.

    Only a labelled date is cut off, and only from what begins as a line of its own does.
    """
    for end in sorted({found.end() for found in _labels_at_start(line)}, reverse=True):
        label = folded(line[:end])
        if rules().labels.get(label) not in (LineKind.PUBLISHED, LineKind.UPDATED):
            continue
        leading = parse_leading_moment(line[end:])
        if leading is None:
            continue
        rest = leading[1]
        begins = rest.strip()[:1]
        if rest[:1] == " " and len(begins) == 1 and not begins.islower() and begins.isalnum():
            cut = len(line) - len(rest)
            if classify(line).kind in (LineKind.TEXT, LineKind.CAPTION, LineKind.CREDIT):
                return [line[:cut], rest.strip()]
    return [line]


def _labels_at_start(line: str) -> list[re.Match[str]]:
    return [
        found
        for words in (1, 2, 3)
        if (
            found := re.match(
                rf"(?:[^\W\d_]{{1,20}}\s?){{{words}}}[:：]?\s?(?=\d|[^\W\d_])", line[:80]
            )
        )
    ]


def _take_head(rows: list[Row], page: Page) -> int:
    """Take metadata and chrome off the head; return the number of the row where the text begins."""
    headline: Row | None = None
    short_lines, standfirst = 0, False
    for number, row in enumerate(rows[:HEAD_LINES]):
        following = rows[number + 1] if number + 1 < len(rows) else None
        if row.kind in METADATA:
            page.note(row.line)
        elif row.kind is LineKind.AGENCY:
            pass  # at the head, the credit of a picture
        elif row.kind in _ALWAYS_GONE or row.kind in (LineKind.EDGE, LineKind.RELATED):
            page.note(row.line)
        elif _is_post(row, rows, number) or _is_label_above(rows, number):
            pass
        elif credit := _credit_of(rows, number):
            page.captions.append(f"{row.text} {credit}")
        elif is_prose(row.text) or row.kind is LineKind.TAIL_BYLINE:
            if page.headline and not standfirst and _is_standfirst(rows, number):
                standfirst = True
                continue
            return number
        elif headline is None and (_is_headline(row, following) or _heads_block(rows, number)):
            headline = row
            if not page.headline:
                page.headline = row.text
        elif headline is not None and _is_kicker(headline, row, following, page):
            page.headline, headline = row.text, row
        else:
            short_lines += 1
            if short_lines > 2:
                return number
            continue
        row.gone = True
    return min(len(rows), HEAD_LINES)


def _is_headline(row: Row, following: Row | None) -> bool:
    text = row.text
    if following is None or len(text) > _LONGEST_HEADLINE or _is_list_item(text):
        return False
    words = len(text.split())
    if (words < 2 and len(text) < 8) or text.endswith((":", ",", ";")):
        return False
    if ends_sentence(text) and not text.endswith(("?", "!")):
        return False
    if following.opens or following.kind is not LineKind.TEXT:
        return row.opens or words >= 3
    return len(following.text) > max(120, 2 * len(text))


def _heads_block(rows: list[Row], number: int) -> bool:
    """Tell whether a row is the first of a block of short lines that say when or by whom: the headline's own."""
    row = rows[number]
    if not (row.opens or rows[number - 1].gone) or len(row.text) > _LONGEST_HEADLINE:
        return False
    if len(row.text.split()) < 4 or row.text.endswith((":", ",", ";")) or _is_list_item(row.text):
        return False
    if ends_sentence(row.text) and not row.text.endswith(("?", "!")):
        return False
    block = list(itertools.takewhile(lambda one: not one.opens, rows[number + 1 : number + 8]))
    known = any(one.kind is LineKind.BYLINE or is_dated(one) for one in block)
    return known and not any(is_prose(one.text) and one.kind is LineKind.TEXT for one in block)


def _is_label_above(rows: list[Row], number: int) -> bool:
    """Tell whether a row is a word over the headline, such as the section the story stands in."""
    row, below = rows[number], rows[number + 1 : number + 3]
    return (
        row.kind is LineKind.TEXT
        and len(row.text) <= _KICKER
        and len(row.text.split()) <= 2
        and not ends_sentence(row.text)
        and len(below) == 2
        and below[0].kind is LineKind.TEXT
        and len(below[0].text.split()) >= 4
        and not is_prose(below[0].text)
        and _is_headline(below[0], below[1])
    )


def _is_kicker(headline: Row, row: Row, following: Row | None, page: Page) -> bool:
    """Tell whether what was taken for the headline is but a label above it ("World", "Politics")."""
    return (
        page.headline == headline.text
        and len(headline.text) <= _KICKER
        and len(headline.text.split()) <= 2
        and len(row.text.split()) >= 4
        and _is_headline(row, following)
    )


def _is_post(row: Row, rows: list[Row], number: int) -> bool:
    """Tell whether a line under a byline says what the writer is ("Europe correspondent, Quill City")."""
    if number == 0 or rows[number - 1].kind is not LineKind.BYLINE or is_prose(row.text):
        return False
    words = re.findall(r"\w+", row.text.casefold())
    return (
        len(words) <= 7 and bool(rules().roles.intersection(words)) and not ends_sentence(row.text)
    )


def _credit_of(rows: list[Row], number: int) -> str:
    """Return the credit straight under a line that with it makes a block: the line is a caption."""
    row, following = rows[number], rows[number + 1 : number + 3]
    if row.kind is not LineKind.TEXT or not row.opens or len(row.text) > _LONGEST_CAPTION:
        return ""
    if not following or following[0].kind is not LineKind.CREDIT or following[0].opens:
        return ""
    return following[0].text if len(following) == 1 or following[1].opens else ""


def _is_list_item(text: str) -> bool:
    return text.startswith(("- ", "* ", "• ", "– ", "— "))


def _take_tail(rows: list[Row], start: int, page: Page) -> None:
    _drop_related(rows, start)
    text = "\n".join(row.text for row in rows[start:])[-2_000_000:]
    signed = False
    for number in range(len(rows) - 1, max(start, len(rows) - _TAIL_LINES) - 1, -1):
        row = rows[number]
        if row.gone:
            continue
        alone = row.opens or (number > 0 and ends_sentence(rows[number - 1].text))
        if (
            row.kind in (LineKind.DATE, LineKind.SEVERAL, *METADATA[:2])
            or row.kind in (LineKind.BYLINE, LineKind.SOURCE, LineKind.URL, LineKind.TAIL_BYLINE)
            or row.kind in _ALWAYS_GONE
        ):
            page.note(row.line)
        elif row.kind in (LineKind.EDGE, LineKind.RELATED) or folded(row.text) in rules().ends:
            pass
        elif not signed and (name := _signature(row, text, alone=alone)):
            signed = True
            page.signed = name
        else:
            return
        row.gone = True


def _signature(row: Row, text: str, *, alone: bool) -> str:
    """Return the name of a newsroom where `row`, the last line, is a sign-off, else ""."""
    if row.kind is LineKind.AGENCY:
        return row.line.value
    line = row.text
    if row.kind is not LineKind.TEXT or len(line) > _LONGEST_SIGN_OFF or len(line.split()) > 5:
        return ""
    if found := _SIGNED.match(line):
        name = (found["dashed"] or found["bracketed"]).strip()
        return name if looks_like_name(name) or _DOMAIN.match(name) else ""
    if not alone and not _DOMAIN.match(line):
        return ""
    if ends_sentence(line) or line[:1].islower() or _is_list_item(line):
        return ""
    if _DOMAIN.match(line):
        return line
    known = rules()
    name = re.escape(line)
    after, before = "|".join(known.reports_after), "|".join(known.reports_before)
    reports = rf"\b{name},?(?:'s|’s)?,? (?:{after})\b|\b(?:{before}) {name}\b"
    return line if re.search(reports, text) else ""


def _drop_related(rows: list[Row], start: int) -> None:
    """Drop the lists of other stories at the foot: a heading and then nothing but short lines."""
    first: int | None = None
    for number in range(len(rows) - 1, start, -1):
        row = rows[number]
        if row.kind is LineKind.RELATED:
            first = number
        elif (row.kind is LineKind.TEXT and (is_prose(row.text) or ends_sentence(row.text))) or len(
            rows
        ) - number > _TAIL_LINES:
            break
    if first is None:
        return
    for row in rows[first:]:
        # A sign-off or a byline may still stand below the list.
        if row.kind is LineKind.TEXT and not _DOMAIN.match(row.text):
            row.gone = True


def _take_middle(rows: list[Row], start: int, page: Page) -> None:
    for number in range(start, len(rows)):
        row = rows[number]
        if row.gone:
            continue
        neighbours = (rows[number - 1 : number] if number else []) + rows[number + 1 : number + 2]
        if row.kind in _ALWAYS_GONE:
            page.note(row.line)
            row.gone = True
        elif credit := _credit_of(rows, number):
            page.captions.append(f"{row.text} {credit}")
            row.gone = True
        elif row.kind in (LineKind.EDGE, LineKind.RELATED):
            row.gone = any(
                other.kind in (LineKind.EDGE, LineKind.CHROME) for other in neighbours
            ) or (row.kind is LineKind.RELATED and not is_prose(row.text))


def _paragraphs(rows: list[Row]) -> list[str]:
    blocks: list[list[str]] = []
    last = ""
    for row in rows:
        if not blocks or row.opens or ends_paragraph(last, row.text):
            blocks.append([])
        blocks[-1].append(row.text)
        last = row.text
    return [piece for block in blocks for piece in separate("\n".join(block))]


def clean_blocks(blocks: list[str], headline: str) -> tuple[list[str], Page]:
    """Take page chrome off the Markdown `blocks` of an article whose headline is known.

    Returns the blocks that stay, each as it was, and a page with what the others said.
    """
    plain = [unescaped(_MARKDOWN_BLOCK.sub("", block)) for block in blocks]
    rows = [Row(text, classify(text), opens=True) for text in plain]
    page = Page(headline=headline)
    start = _take_block_head(blocks, rows, page)
    for number, block in enumerate(blocks):
        if _LIST_BLOCK.match(block) and number > start and rows[number].kind is LineKind.TEXT:
            # For what stands at the foot, a list is as short as its items are.
            items = [unescaped(_MARKDOWN_BLOCK.sub("", line)) for line in block.split("\n")]
            if not any(ends_sentence(item) for item in items):
                rows[number].text = max(items, key=len)
    _take_tail(rows, start, page)
    _take_middle(rows, start, page)
    return [block for block, row in zip(blocks, rows, strict=True) if not row.gone], page


def _take_block_head(blocks: list[str], rows: list[Row], page: Page) -> int:
    """As `_take_head`, for blocks that have come from markup, where the headline is known."""
    headline = folded(page.headline)
    first = next(
        (
            n
            for n, row in enumerate(rows[:_HEAD_BLOCKS])
            if headline and folded(row.text) == headline
        ),
        -1,
    )
    standfirst = False
    for number, row in enumerate(rows):
        if number == first or (number < first and not is_prose(row.text)):
            page.note(row.line)
        elif row.kind in METADATA or row.kind in _ALWAYS_GONE or row.kind is LineKind.AGENCY:
            if row.kind is LineKind.HEADLINE:
                return number
            page.note(row.line)
        elif (
            row.kind in (LineKind.EDGE, LineKind.RELATED) and not blocks[number].startswith("#")
        ) or _is_post(row, rows, number):
            pass
        elif not standfirst and _is_standfirst(rows, number):
            standfirst = True
            continue
        else:
            return number
        row.gone = True
    return len(rows)


def _is_standfirst(rows: list[Row], number: int) -> bool:
    """Tell whether a paragraph stands above the byline: metadata may still follow it."""
    return len(rows[number].text) <= _LONGEST_CAPTION and any(
        row.kind in (LineKind.BYLINE, LineKind.PUBLISHED, LineKind.UPDATED)
        or (row.kind is LineKind.SEVERAL and any(part.moment for part in row.line.parts))
        for row in rows[number + 1 : number + 3]
    )
