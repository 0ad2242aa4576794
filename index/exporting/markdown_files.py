"""Markdown: a folder with a file a story, its metadata in YAML front matter.

A file is called after the date and headline of the story, and ends in its id: two stories never meet in one
name, and no headline can make a name that leaves the folder. A body that is plain text is escaped, so that
a Markdown program shows it sign for sign. Stories read again from such a folder are the same articles when
their body was Markdown; the JSON lines keep every body as it was.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from index.exporting.record import StoryRecord
from index.exporting.writing import ExportError, readable, refuse_existing, write_file
from index.model import Article, BodyFormat

_LONGEST_NAME = 120
_YAML_UNSAFE = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_INLINE_SIGNS = re.compile(r"[\\`*_\[\]<&~]")
_BLOCK_START = re.compile(r"(?m)^([ \t]*)([#>+=|:-]|\d{1,9}(?=[.)]))")
_LEADING_SPACE = re.compile(r"(?m)^[ \t]+")
_SINGLE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


def write_folder(target: Path, records: Iterable[StoryRecord], *, force: bool = False) -> int:
    """Write each story as a file into the folder ``target`` and return how many there are.

    A new folder appears when all files are in it. Into a folder that is already there files are written only
    with ``force``, each replacing the one of its name; nothing else in it is touched. Raises ExportError.
    """
    if target.exists() and not target.is_dir():
        raise ExportError(f"{target} is a file; name a folder for the Markdown files.")
    if target.is_dir() and any(target.iterdir()):
        refuse_existing(target, force=force)
        return _write_all(target, records, into_new_folder=False)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".newsreader-", dir=target.parent) as temporary:
            inside = Path(temporary) / "stories"
            inside.mkdir()
            written = _write_all(inside, records, into_new_folder=True)
            if target.is_dir():
                target.rmdir()
            shutil.move(inside, target)
            return written
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {error.strerror or error}.") from error


def file_name(article: Article) -> str:
    """Return the name of an article's file: ``2025-01-07-headline-words-0123456789abcdef.md``."""
    date = article.published.instant.strftime("%Y-%m-%d") if article.published else "undated"
    words = unicodedata.normalize("NFC", article.headline).casefold()
    slug = re.sub(r"[\W_]+", "-", words).strip("-")
    article_id = re.sub(r"[^0-9A-Za-z-]+", "-", article.id)
    return f"{date}-{_cut(slug, _LONGEST_NAME)}-{article_id}.md".replace("--", "-")


def markdown_text(record: StoryRecord) -> str:
    """Return the text of one file: front matter, an empty line, the body."""
    article = record.article
    single = (
        ("headline", article.headline),
        ("date", article.published.iso() if article.published else ""),
        ("source", article.source),
        ("byline", article.byline),
        ("dateline", article.dateline),
        ("language", article.language),
        ("url", article.url),
        ("id", article.origin_id),
    )
    lines = [f"{key}: {yaml_string(value)}" for key, value in single if value]
    for key, values in (("captions", article.captions), ("tags", record.tags)):
        if values:
            lines += [f"{key}:", *(f"  - {yaml_string(value)}" for value in values)]
    lines += [
        f"{key}: true"
        for key, marked in (("read", record.read), ("starred", record.starred))
        if marked
    ]
    body = readable(article.body)
    if article.body_format is not BodyFormat.MARKDOWN:
        body = escaped(body)
    return "\n".join(["---", *lines, "---", "", body.rstrip("\n"), ""])


def yaml_string(text: str) -> str:
    """Return ``text`` as a double-quoted YAML scalar on one line that every YAML reader accepts."""
    return f'"{_YAML_UNSAFE.sub(_yaml_escape, text)}"'


def escaped(text: str) -> str:
    """Return plain ``text`` as Markdown that shows the same signs and the same line breaks."""
    text = _LEADING_SPACE.sub("", text)
    text = _INLINE_SIGNS.sub(r"\\\g<0>", text)
    text = _BLOCK_START.sub(_block_escape, text)
    return _SINGLE_BREAK.sub(r"\\\n", text)


def _write_all(folder: Path, records: Iterable[StoryRecord], *, into_new_folder: bool) -> int:
    written = 0
    for record in records:
        path, text = folder / file_name(record.article), markdown_text(record)
        if into_new_folder:
            # Nobody sees the folder yet, so each file need not be safe by itself.
            path.write_text(text, encoding="utf-8", errors="replace", newline="")
        else:
            write_file(path, [text], force=True)
        written += 1
    return written


def _cut(slug: str, longest: int) -> str:
    """Return ``slug`` cut at a word to at most ``longest`` bytes of UTF-8, as file systems count them."""
    while len(slug.encode("utf-8", "replace")) > longest:
        shorter = slug[: min(len(slug) - 1, longest)]
        slug = shorter.rpartition("-")[0] or shorter
    return slug


def _yaml_escape(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in '\\"':
        return f"\\{sign}"
    if "\ud800" <= sign <= "\udfff":
        # YAML has no way to write half a surrogate pair.
        return "\ufffd"
    return f"\\u{ord(sign):04x}"


def _block_escape(match: re.Match[str]) -> str:
    # A number is escaped behind its digits: "1986\. A great year."
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"
