"""The inline signs of Markdown -- emphasis, code, links, escapes, entities -- turned into pieces.

markdown-it-py tells what the text says but not where in the source each word stands. Most signs have
one possible length in the source, so walking tokens and source side by side gives the places exactly;
for links, images and code spans the parser's own rules are asked where they ended.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tui.safe_text import safe_text
from tui.wrapping import BOLD, CODE, FAINT, ITALIC, LINK, STRUCK, Piece, furniture, source_pieces

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_INKS = {"strong": BOLD, "em": ITALIC, "s": STRUCK, "link": LINK}
# Wide characters begin here: between two of them a line end in the source is no space.
_WIDE_FROM = "\u2e80"


class SourceMap(NamedTuple):
    """Where the text of one block stands: ``content[i]`` on and ``source[i]`` on run in step."""

    content: list[int]
    source: list[int]

    def place(self, offset: int) -> int:
        """Return the place in the source of an offset into the content."""
        at = bisect_right(self.content, offset) - 1
        return self.source[at] + offset - self.content[at]


@cache
def parser() -> MarkdownIt:
    """Return the Markdown parser: CommonMark with tables, HTML shown as the text it is.

    Importing markdown-it takes about 40 ms, so it waits for the first article that needs it.
    """
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import autolink, backtick, image, link

    class AddressBlind(MarkdownIt):
        """Addresses are never shown, opened or emitted here, so all are alike."""

        def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
            return True

        def normalizeLink(self, url: str) -> str:  # noqa: N802
            return url

        def normalizeLinkText(self, link: str) -> str:  # noqa: N802
            return link

    markdown = AddressBlind("commonmark", {"html": False})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_block", "html_inline", "inline", "text_join"])
    for name, rule in (
        ("link", link),
        ("image", image),
        ("autolink", autolink),
        ("backticks", backtick),
    ):
        markdown.inline.ruler.at(name, _noting_end(rule))
    return markdown


def _noting_end(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent:
            # The text of a picture is parsed on its own, with offsets of its own; it is always
            # shorter than the text it stands in, so the length tells the two apart.
            state.env["ends"][len(state.src), start] = state.pos
        return True

    return noting


def inline_pieces(
    content: str, where: SourceMap, ink: int, references: dict[str, object]
) -> list[list[Piece]]:
    """Return the pieces of one block's text, a list for each line the author broke by hand.

    ``where`` maps ``content`` to the source; ``ink`` is added to every piece; ``references`` are the
    link definitions of the document.
    """
    if len(where.content) == 1 and not _has_signs(content):
        return [source_pieces(content, where.place(0), ink)] if content else []
    tokens, ends = _tokens(content, references)
    walk = _Walk(content, where, ink, ends)
    for token in tokens:
        walk.take(token)
    return walk.lines


def _has_signs(content: str) -> bool:
    return any(sign in content for sign in "\n\\`*_[<&~")


def _tokens(
    content: str, references: dict[str, object]
) -> tuple[Sequence[Token], dict[tuple[int, int], int]]:
    ends: dict[tuple[int, int], int] = {}
    tokens: list[Token] = []
    markdown = parser()
    env = {"references": references, "ends": ends}
    return markdown.inline.parse(content, markdown, env, tokens), ends


class _Walk:
    """Goes through the tokens of a block and its source side by side."""

    def __init__(
        self, content: str, where: SourceMap, ink: int, ends: dict[tuple[int, int], int]
    ) -> None:
        self.lines: list[list[Piece]] = [[]]
        self._content = content
        self._where = where
        self._ends = ends
        self._at = 0
        self._inks = [ink]
        self._closing: list[int] = []

    def take(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._literal(token.content, self._at, self._inks[-1])
            self._at += len(token.content)
        elif kind == "text_special":
            self._as_a_whole(token.content, len(token.markup))
        elif kind in ("softbreak", "hardbreak"):
            self._line_end(hard=kind == "hardbreak")
        elif kind == "code_inline":
            self._code(token)
        elif kind == "image":
            self._image(token)
        elif kind == "link_open":
            self._open("link", 1)
            self._closing.append(self._end_of(self._at - 1, self._at))
        elif kind == "link_close":
            self._inks.pop()
            self._at = self._closing.pop()
        elif kind.endswith("_open"):
            self._open(kind.removesuffix("_open"), len(token.markup))
        elif kind.endswith("_close"):
            self._inks.pop()
            self._at += len(token.markup)

    def _open(self, name: str, signs: int) -> None:
        self._inks.append(self._inks[-1] | _INKS.get(name, 0))
        self._at += signs

    def _end_of(self, start: int, otherwise: int) -> int:
        return self._ends.get((len(self._content), start), otherwise)

    def _literal(self, text: str, start: int, ink: int) -> None:
        """Add text that stands sign for sign at ``start`` of the content."""
        first = 0
        while first < len(text):
            source = self._where.place(start + first)
            following = bisect_right(self._where.content, start + first)
            last = len(text)
            if following < len(self._where.content):
                last = min(last, self._where.content[following] - start)
            self.lines[-1].extend(source_pieces(text[first:last], source, ink))
            first = last

    def _as_a_whole(self, text: str, length: int) -> None:
        start = self._where.place(self._at)
        self._at += length
        end = self._where.place(self._at - 1) + 1
        shown = safe_text(text)
        if shown:
            self.lines[-1].append(Piece(shown, start, end, self._inks[-1]))

    def _line_end(self, *, hard: bool) -> None:
        content = self._content
        line_end = content.find("\n", self._at)
        if line_end < 0:
            return
        self._at = line_end + 1
        while self._at < len(content) and content[self._at] in " \t":
            self._at += 1
        if hard:
            self.lines.append([])
            return
        line = self.lines[-1]
        wide_before = bool(line) and line[-1].text[-1:] >= _WIDE_FROM
        if wide_before and content[self._at : self._at + 1] >= _WIDE_FROM:
            return
        place = self._where.place(line_end)
        line.append(Piece(" ", place, place + 1, self._inks[-1]))

    def _code(self, token: Token) -> None:
        start = self._at
        signs = len(token.markup)
        self._at = self._end_of(start, start + 2 * signs + len(token.content))
        inner = self._content[start + signs : self._at - signs].replace("\n", " ")
        skipped = 0 if inner == token.content else 1
        self._literal(token.content, start + signs + skipped, self._inks[-1] | CODE)

    def _image(self, token: Token) -> None:
        ink = self._inks[-1] | ITALIC | FAINT
        label = token.content.replace("\n", " ")
        if label:
            self.lines[-1].append(furniture("[", ink))
            self._literal(label, self._at + 2, ink)
            self.lines[-1].append(furniture("]", ink))
        else:
            self.lines[-1].append(furniture("[picture]", ink))
        self._at = self._end_of(self._at, self._at + 4 + len(label))
