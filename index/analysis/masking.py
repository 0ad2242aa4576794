"""Blanking out what is no prose in a Markdown body, so that offsets hold.

Code, HTML tags, link targets and marks at the head of a line become spaces; every other character stays
where it is.
"""

from __future__ import annotations

import re

from index.model import BodyFormat

# Each pattern is bounded by its own delimiters and by a length, so that unclosed ones cost little.
_FENCE = re.compile(r"^[ ]{0,3}(```+|~~~+)[^\n]*$", re.MULTILINE)
_INLINE_CODE = re.compile(r"(`{1,3})(?!`)[^`\n]{1,400}\1(?!`)")
_COMMENT = re.compile(r"<!--.{0,4000}?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,1000}>")
_LINK_TARGET = re.compile(r"\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,300}\")?\)")
_LINK_OPEN = re.compile(r"!?\[")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n]{1,200}\]:[ \t]*[^\n]+$", re.MULTILINE)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>()\[\]]{1,2000}")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}")
_LINE_MARK = re.compile(
    r"^[ \t]{0,12}(?:#{1,6}(?=[ \t])|>+|[*+-](?=[ \t])|\d{1,3}[.)](?=[ \t]))", re.M
)
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])")
_UNDERLINE = re.compile(r"(?<![\w])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w])")
_NOT_NEWLINE = re.compile(r"[^\n\r]")


def mask(text: str, body_format: BodyFormat) -> str:
    """Return ``text`` with what is no prose blanked; as long as ``text``, line ends in their places.

    Web and mail addresses are blanked in either format, signs of Markdown only in Markdown.
    """
    if body_format is BodyFormat.MARKDOWN:
        text = _blank_fences(text)
        if "`" in text:
            text = _INLINE_CODE.sub(_blank, text)
        if "<" in text:
            text = _TAG.sub(_blank, _COMMENT.sub(_blank, text))
        if "[" in text:
            text = _REFERENCE.sub(_blank, text)
            text = _LINK_OPEN.sub(_blank, _LINK_TARGET.sub(_blank, text))
            text = text.replace("]", " ")
        text = _LINE_MARK.sub(_blank, text)
        if "*" in text:
            text = _EMPHASIS.sub(_blank, text)
        if "_" in text:
            text = _UNDERLINE.sub(_blank, text)
    if "://" in text or "www." in text:
        text = _URL.sub(_blank, text)
    if "@" in text:
        text = _MAIL.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return _NOT_NEWLINE.sub(" ", found.group())


def _blank_fences(text: str) -> str:
    if "```" not in text and "~~~" not in text:
        return text
    pieces: list[str] = []
    done = 0
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence.group(1)[0] == opened.group(1)[0] and len(fence.group(1)) >= len(
            opened.group(1)
        ):
            pieces.append(text[done : opened.start()])
            pieces.append(_NOT_NEWLINE.sub(" ", text[opened.start() : fence.end()]))
            done = fence.end()
            opened = None
    if opened is not None:
        # A fence that is never closed runs to the end, as in CommonMark.
        pieces.append(text[done : opened.start()])
        pieces.append(_NOT_NEWLINE.sub(" ", text[opened.start() :]))
        done = len(text)
    pieces.append(text[done:])
    return "".join(pieces)
