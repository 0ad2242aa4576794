"""Newsletters: single messages (EML) and mailboxes (mbox). Each message is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from index.errors import ImportFailureError
from index.importing.cleaning import clean_blocks
from index.importing.dates import moment_from, parse_moment
from index.importing.decoding import decode
from index.importing.detect import is_envelope
from index.importing.draft import Draft
from index.importing.html_markdown import html_to_markdown
from index.importing.inputs import MEGABYTE, InputFile, bounded_lines
from index.importing.plain import plain_draft
from index.importing.storable import one_line
from index.model import Article, BodyFormat, ImportFailure, Moment

_LARGEST_MESSAGE = 64 * MEGABYTE
_LONGEST_LINE = 16 * MEGABYTE
_LONGEST_HEADER = 8192
_MOST_PARTS = 500
_HEADERS_END = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"(?m)^[!-9;-~]{1,100}:[^\n]*(?:\n[ \t][^\n]*)*")
_PART_FIELD = re.compile(rb"(?mi)^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*")
_QUOTED_FROM = re.compile(rb">+From ")
# What mail programs put where a plain text was asked for and none was there.
_PLACEHOLDER = re.compile(r"\b(?:html|view (?:it|this)|browser)\b", re.IGNORECASE)


def read_mail(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield an article, or why there is none, for each message of a mailbox or for the one of an EML file."""
    if not is_envelope(source.head.partition(b"\n")[0] + b"\n"):
        yield message_draft(source.read(_LARGEST_MESSAGE), origin=str(source.path)).finish()
        return
    for number, data in enumerate(_messages(source), 1):
        try:
            if data is None:
                raise ImportFailureError(f"is larger than {_LARGEST_MESSAGE // MEGABYTE} MB")
            yield message_draft(data, origin=f"{source.path}#{number}").finish()
        except ImportFailureError as error:
            yield ImportFailure(str(source.path), f"message {number}", str(error))


def _messages(source: InputFile) -> Iterator[bytes | None]:
    """Yield the messages of a mailbox one after the other, None for one that is too large."""
    lines: list[bytes] = []
    size = 0
    blank, began = True, False
    with source.open() as stream:
        for line in bounded_lines(stream, _LONGEST_LINE):
            if line is not None and blank and line.startswith(b"From ") and is_envelope(line):
                if began:
                    yield b"".join(lines) if size <= _LARGEST_MESSAGE else None
                lines, size, began, blank = [], 0, True, False
                continue
            size += _LARGEST_MESSAGE + 1 if line is None else len(line)
            if line is not None and size <= _LARGEST_MESSAGE:
                lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
            blank = line is not None and not line.strip()
    if began:
        yield b"".join(lines) if size <= _LARGEST_MESSAGE else None


def message_draft(data: bytes, *, origin: str = "") -> Draft:
    """Return what one message says about an article.

    Raises ImportFailureError where it holds no text.
    """
    if data.count(b"boundary=") > _MOST_PARTS:
        raise ImportFailureError("is a message of too many parts to be a newsletter")
    try:
        message = message_from_bytes(_with_short_headers(data), policy=policy.default)
        headers = {name: _header(message, name) for name in _HEADERS}
        html_text, plain_text = _parts(message)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):
        # The parser of the standard library stumbles over some malformed headers.
        raise ImportFailureError("is a message too malformed to read") from None
    headline = one_line(headers["Subject"])
    html_draft = _html_draft(html_text, headline) if html_text.strip() else None
    plain = _plain_draft(plain_text, headline) if plain_text.strip() else None
    chosen = _choose(html_draft, plain)
    if chosen is None:
        raise ImportFailureError("is a message without text")
    name = _sender(message)
    return Draft(
        headline=headline,
        body=chosen.body,
        body_format=chosen.body_format,
        published=_date(headers["Date"]),
        source=name,
        byline=chosen.byline,
        language=headers["Content-Language"],
        url=headers["Archived-At"].strip("<> "),
        captions=chosen.captions,
        origin=origin,
        origin_id=headers["Message-ID"].strip("<> \t\r\n"),
    )


def _with_short_headers(data: bytes) -> bytes:
    """Cut headers of absurd length: the standard library's time and memory grow with their square."""
    end = _HEADERS_END.search(data)
    top, rest = (data[: end.start()], data[end.start() :]) if end else (data, b"")
    return _FIELD.sub(_shortened, top) + _PART_FIELD.sub(_shortened, rest)


def _shortened(field: re.Match[bytes]) -> bytes:
    return field[0] if len(field[0]) <= _LONGEST_HEADER else field[0][:_LONGEST_HEADER].rstrip()


_HEADERS = ("Subject", "Date", "Content-Language", "Archived-At", "Message-ID")


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""
    return "" if value is None else one_line(str(value)[:4000])


def _sender(message: EmailMessage) -> str:
    """Return the name a newsletter is sent under: the display name, else the host of the address."""
    try:
        value = message.get("From")
        addresses = getattr(value, "addresses", ())
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""
    for one in addresses:
        if one.display_name.strip():
            return one_line(one.display_name)
        return one_line(one.domain)
    return ""


def _date(text: str) -> Moment | None:
    try:
        return moment_from(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError, IndexError):
        return parse_moment(text)


def _parts(message: EmailMessage) -> tuple[str, str]:
    """Return the message's text as HTML and as plain text, "" for the one that is not there."""
    found = {"text/html": "", "text/plain": ""}
    for part in message.walk():
        kind = part.get_content_type()
        if kind not in found or found[kind] or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found[kind] = decode(payload, declared=str(part.get_content_charset() or ""))
    return found["text/html"], found["text/plain"]


def _html_draft(text: str, headline: str) -> Draft | None:
    try:
        rendered = html_to_markdown(text)
    except ImportFailureError:
        return None
    blocks, page = clean_blocks(rendered.blocks, headline)
    captions = (*rendered.captions, *page.captions)
    return Draft(
        body="\n\n".join(blocks),
        body_format=BodyFormat.MARKDOWN,
        byline=page.byline,
        captions=captions,
    )


def _plain_draft(text: str, headline: str) -> Draft:
    draft = plain_draft(text)
    body = draft.body
    if draft.headline and one_line(draft.headline).casefold() != headline.casefold():
        # The subject is the headline; a first line that says something else belongs to the text.
        body = f"{draft.headline}\n\n{body}"
    return Draft(
        body=body, body_format=BodyFormat.PLAIN, byline=draft.byline, captions=draft.captions
    )


def _choose(html_draft: Draft | None, plain: Draft | None) -> Draft | None:
    """Prefer the HTML, which keeps headings and paragraphs, unless most of the words are missing from it."""
    if html_draft is None or not html_draft.body.strip():
        return plain if plain is not None and plain.body.strip() else None
    if plain is None or not plain.body.strip():
        return html_draft
    rich, poor = len(html_draft.body.split()), len(plain.body.split())
    placeholder = poor < 60 and _PLACEHOLDER.search(plain.body) is not None
    return plain if rich * 2 < poor and not placeholder else html_draft
