"""Turning a tree of HTML (or of what trafilatura makes of it) into Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import ImportFailureError
from index.importing.storable import tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements whose text is not part of the article.
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "nav",
        "map",
        "area",
        "link",
        "meta",
        "title",
        "img",
        "picture",
        "source",
        "graphic",
        "dialog",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "address",
        "figure",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "center",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "fieldset",
        "hgroup",
        "body",
        "html",
        "ab",
        "row",
    ]
)
_CELLS = frozenset({"td", "th", "cell"})
_LISTS = frozenset({"ul", "ol", "list"})
_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"i", "em", "cite", "dfn"})
_BREAKS = frozenset({"br", "lb"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[*`]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|\](?=[(\[:])|&(?=#?\w{1,32};)"
)
_SPECIAL_START = re.compile(r"(#{1,6}(?=\s|\Z)|>|[-+](?=\s)|~{3}|={2,}\s*\Z|-{2,}\s*\Z|\|)")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s)")
# libxml2 stops at 256 levels; this is for trees made otherwise.
_DEEPEST = 400


def parse_html(text: str) -> _Element:
    """Parse a page or a piece of one.

    Raises ImportFailureError where there is nothing in it that could be parsed.
    """
    # Deferred: lxml takes some 20 ms to load.
    from lxml import etree

    # The text is no longer in the encoding that it declares; as bytes both can be told apart.
    data = text.encode("utf-8", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    tree: _Element | None
    try:
        tree = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        raise ImportFailureError("is HTML without any text in it")
    return tree


def elements(tree: _Element, path: str) -> list[_Element]:
    """Return the elements that an XPath leads to, in the order of the page."""
    from lxml import etree

    found = tree.xpath(path)
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, etree._Element)]


def text_in(element: _Element, *, between: str = "", limit: int = 2000) -> str:
    """Return the text in an element on one line, at most `limit` characters.

    `between` is put between the texts of the elements inside of it.
    """
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        size += len(piece)
        if size > limit:
            break
    return " ".join(tidy(between.join(pieces)).split())[:limit]


@dataclass(slots=True)
class Rendered:
    """Markdown blocks in order, and the captions of figures that were found between them."""

    blocks: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return the blocks as one Markdown text."""
        return "\n\n".join(self.blocks)


def html_to_markdown(text: str) -> Rendered:
    """Return a piece of HTML as Markdown: paragraphs, headings, lists, quotations and emphasis.

    Of links the text is kept, pictures and forms go. Raises ImportFailureError as `parse_html` does.
    """
    return render(parse_html(text))


def render(tree: _Element) -> Rendered:
    """Return a tree of HTML or TEI as Markdown."""
    writer = _Writer()
    writer.children(tree, 0)
    writer.end_block()
    return Rendered(writer.blocks, writer.captions)


def escape(text: str) -> str:
    """Return `text` so that Markdown shows it as it is; only signs that would count are escaped."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _guard_start(text: str) -> str:
    if _SPECIAL_START.match(text):
        return "\\" + text
    return _NUMBER_START.sub(r"\1\\\2", text, count=1) if _NUMBER_START.match(text) else text


class _Writer:
    """Collects running text into blocks while it walks a tree."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.captions: list[str] = []
        self._run: list[str] = []

    def text(self, text: str | None) -> None:
        if text:
            self._run.append(escape(re.sub(r"\s+", " ", tidy(text))))

    def end_block(self, prefix: str = "") -> None:
        """Finish the running text as one block, each line of it after a <br> on its own."""
        lines = [" ".join(line.split()) for line in "".join(self._run).split("\n")]
        self._run.clear()
        # A doubled <br> is how pages without <p> end a paragraph.
        paragraphs = "\n".join(lines).strip("\n").split("\n\n")
        for paragraph in paragraphs:
            kept = [_guard_start(line) for line in paragraph.split("\n") if line]
            if kept and any(sign.isalnum() for line in kept for sign in line):
                self.blocks.append(prefix + ("  \n" if not prefix else " ").join(kept))

    def children(self, element: _Element, depth: int) -> None:
        if depth > _DEEPEST:
            raise ImportFailureError("is nested too deeply to be an article")
        self.text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, depth + 1)
            self.text(child.tail)

    def element(self, element: _Element, depth: int) -> None:
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag == "head" and element.get("rend"):
            self._heading(element, _HEADINGS.get(element.get("rend") or "", 2), depth)
        elif tag in _SKIPPED or _is_hidden(element):
            return
        elif tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag], depth)
        elif tag in _BREAKS:
            self._run.append("\n")
        elif tag in _STRONG or (tag == "hi" and element.get("rend") == "#b"):
            self._marked(element, "**", depth)
        elif tag in _EMPHASIS or (tag == "hi" and element.get("rend") == "#i"):
            self._marked(element, "*", depth)
        elif tag in _LISTS:
            self._list(element, depth, numbered=tag == "ol" or element.get("rend") == "ol")
        elif tag in ("blockquote", "quote"):
            self._within(element, depth, "> ", "> ")
        elif tag in ("figcaption", "caption"):
            inner = self._inner(element, depth)
            self.captions.append(" ".join(unescaped(block) for block in inner).strip())
        elif tag == "table" and _is_data(element):
            self._table(element, depth)
        elif tag in ("pre",):
            self.end_block()
            self._run.extend(
                escape(line) + "\n"
                for line in tidy("".join(str(piece) for piece in element.itertext())).split("\n")
            )
            self.end_block()
        elif tag == "hr":
            self.end_block()
        elif tag in _BLOCKS or tag in _CELLS or tag in ("li", "item"):
            self.end_block()
            self.children(element, depth)
            self.end_block()
        else:
            self.children(element, depth)

    def _heading(self, element: _Element, level: int, depth: int) -> None:
        self.end_block()
        text = " ".join(" ".join(self._inner(element, depth)).split())
        text = text.strip("*") if text.startswith("**") and text.endswith("**") else text
        if text:
            self.blocks.append("#" * level + " " + text)

    def _marked(self, element: _Element, sign: str, depth: int) -> None:
        before = len(self._run)
        blocks = len(self.blocks)
        self.children(element, depth)
        if len(self.blocks) != blocks:
            return  # blocks inside of <b>: emphasis cannot span them
        inner = "".join(self._run[before:])
        text = inner.strip()
        if not any(sign.isalnum() for sign in text) or "\n" in text or "*" in text:
            return
        left = inner[: len(inner) - len(inner.lstrip())]
        right = inner[len(inner.rstrip()) :]
        self._run[before:] = [f"{left}{sign}{text}{sign}{right}"]

    def _inner(self, element: _Element, depth: int) -> list[str]:
        writer = _Writer()
        writer.children(element, depth)
        writer.end_block()
        self.captions.extend(writer.captions)
        return writer.blocks

    def _within(self, element: _Element, depth: int, first: str, rest: str) -> None:
        self.end_block()
        inner = "\n\n".join(self._inner(element, depth))
        if inner:
            lines = inner.split("\n")
            marked = [
                f"{first if not number else rest}{line}".rstrip()
                for number, line in enumerate(lines)
            ]
            self.blocks.append("\n".join(marked))

    def _list(self, element: _Element, depth: int, *, numbered: bool) -> None:
        self.end_block()
        items: list[str] = []
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED or _is_hidden(child):
                continue
            blocks = self._inner(child, depth + 1)
            if not blocks:
                continue
            mark = f"{len(items) + 1}. " if numbered else "- "
            indent = "\n" + " " * len(mark)
            items.append(mark + "\n".join(blocks).replace("\n", indent))
        if items:
            self.blocks.append("\n".join(items))

    def _table(self, element: _Element, depth: int) -> None:
        self.end_block()
        rows: list[list[str]] = []
        for row in element.iter("tr", "row"):
            cells = [cell for cell in row if cell.tag in _CELLS]
            texts = [" ".join(" ".join(self._inner(cell, depth + 1)).split()) for cell in cells]
            if any(texts):
                rows.append([text.replace("|", "\\|") for text in texts])
        width = max((len(row) for row in rows), default=0)
        if width:
            lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
            lines.insert(1, "|" + " --- |" * width)
            self.blocks.append("\n".join(lines))


def unescaped(markdown: str) -> str:
    """Return a line of Markdown made here as plain text, on one line."""
    text = re.sub(r"(?<!\\)\*{1,3}", "", markdown)
    return " ".join(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text).split())


def _is_hidden(element: _Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _is_data(table: _Element) -> bool:
    """Tell a table of figures from one that only lays out a page or a newsletter."""
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    if next(table.iter("cell"), None) is not None:
        return True
    heads = sum(1 for _ in table.iter("th"))
    rows = [sum(1 for cell in row if cell.tag in _CELLS) for row in table.iter("tr")]
    blocks = next(table.iter("p", "div", "h1", "h2", "h3", "ul", "img"), None)
    return (
        len(rows) > 1
        and max(rows) > 1
        and (heads > 0 or (blocks is None and min(rows) == max(rows) > 1))
    )
