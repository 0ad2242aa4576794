"""Text of an article without the signs of Markdown, for where sentences of it are shown on their own."""

from __future__ import annotations

import re

# Each pattern is bounded by its own delimiters and by a length, so that unclosed ones cost little.
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,400})\](?:\([^()\s]{0,2000}(?:[ \t]\"[^\"\n]{0,300}\")?\)|\[[^\[\]\n]{0,200}\])"
)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,400})\1(?!`)")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}(?![\w*])")
_UNDERLINE = re.compile(r"(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)")
_LINE_MARK = re.compile(r"^[ \t]{0,12}(?:#{1,6}(?=[ \t])|>+)", re.MULTILINE)
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def unmarked(text: str) -> str:
    """Return `text`, a stretch of a body, without the signs of Markdown, on one line.

    Whether the body is Markdown need not be known: in plain text such signs in pairs are rare. A stretch may begin
    or end in the middle of what is bold.
    """
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "`" in text:
        text = _CODE.sub(r"\2", text)
    if "*" in text:
        text = _EMPHASIS.sub("", text).replace("**", "")
    if "_" in text:
        text = _UNDERLINE.sub("", text)
    return " ".join(_ESCAPED.sub("", _LINE_MARK.sub("", text)).split())
