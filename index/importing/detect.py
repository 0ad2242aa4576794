"""Finding out what a file is from what is in it; its name only settles what the content leaves open."""

from __future__ import annotations

import re

from index.errors import ImportFailureError
from index.importing.csv_table import is_table
from index.importing.decoding import byte_order_mark, detect_encoding, wide_encoding
from index.importing.inputs import HEAD_BYTES, InputFile
from index.importing.json_values import JsonValue, parse_json
from index.importing.markdown import has_front_matter

NOT_READABLE = "is not text or a format newsreader reads"

_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"SQLite format 3\x00",
    b"RIFF",
    b"\x7fELF",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
    b"Rar!",
    b"OggS",
    b"ID3",
    b"{\\rtf",
    b"II*\x00",
    b"MM\x00*",
    b"\xca\xfe\xba\xbe",
    b"%!PS",
    b"wOFF",
    b"wOF2",
)
# A head with more control characters than this share is no text in any encoding.
_MOST_CONTROLS = 0.02
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}) + b"\x7f"
_HTML_START = re.compile(
    r"(?:<!doctype\s+html|<(?:html|head|body|article|section|main|div|p|h[1-6]|meta|title|table|span|a|ul|ol|blockquote|figure|br|center|font|b|i|strong|em)[\s/>])",
    re.IGNORECASE,
)
_PROLOGUE = re.compile(
    r"\s*(?:<\?xml[^>]{0,400}\?>|<!--.{0,8000}?-->|<\?xml-stylesheet[^>]{0,400}\?>)", re.DOTALL
)
_FEED_START = re.compile(r"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_XML_DOCTYPE = re.compile(r"\s*<!DOCTYPE\s+(?!html)[\w:.-]{1,40}", re.IGNORECASE)
_JSON_LD = re.compile(r"(?<!\\)\"@(?:context|type|graph)\"\s{0,8}:")
_JSON_FEED = re.compile(
    r"(?<!\\)\"version\"\s{0,8}:\s{0,8}\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org"
)
_NINJS = re.compile(
    r"(?<!\\)\"(?:versioncreated|versionCreated|firstcreated|firstCreated|body_x?html|body_text|bodies|headlines|pubstatus|pubStatus)\"\s{0,8}:"
)
_URI = re.compile(r"(?<!\\)\"uri\"\s{0,8}:")
_OWN = re.compile(r"(?<!\\)\"(?:text|body)\"\s{0,8}:\s{0,8}\"")
_HEADER = re.compile(r"([!-9;-~]{1,70}):(?:[ \t]|\Z)")
_MAIL_HEADERS = frozenset(
    [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "mime-version",
        "message-id",
        "delivered-to",
        "reply-to",
        "cc",
        "sender",
        "dkim-signature",
        "content-type",
        "content-transfer-encoding",
        "list-unsubscribe",
        "list-id",
        "x-mailer",
    ]
)
_SURE_MAIL_HEADERS = frozenset(
    [
        "from",
        "received",
        "return-path",
        "mime-version",
        "message-id",
        "delivered-to",
        "dkim-signature",
    ]
)
# "From " begins a message only with an envelope behind it: a sender, a day and a time, a year.
_ENVELOPE = re.compile(
    rb"From \S{0,320}\s{1,4}.{0,60}\d{1,2}:\d{2}.{0,40}\d{4}.{0,20}\r?\n?\Z|From - .{10,60}\r?\n?\Z"
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def is_envelope(line: bytes) -> bool:
    """Tell whether `line` is the "From " line that opens a message in an mbox."""
    return _ENVELOPE.match(line) is not None


def detect(source: InputFile) -> str:
    """Return the name of the format of a file, one of `reading.FORMATS`.

    Raises ImportFailureError with a sentence where the file is empty or nothing newsreader reads.
    """
    head = source.head
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        if len(head) < HEAD_BYTES:
            raise ImportFailureError("is empty")
        if b"\x00" in head:
            raise ImportFailureError(NOT_READABLE)
        return "text"
    if head.startswith(b"WARC/"):
        return "warc"
    if _is_binary(head):
        raise ImportFailureError(NOT_READABLE)
    if is_envelope(head.partition(b"\n")[0] + b"\n"):
        return "mail"
    encoding = detect_encoding(head, whole=len(head) < HEAD_BYTES)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    return _of_text(text, _suffix(source))


def _suffix(source: InputFile) -> str:
    name = source.path.with_suffix("") if source.path.suffix.lower() == ".gz" else source.path
    return name.suffix.lower()


def _is_binary(head: bytes) -> bool:
    if head.startswith(_MAGIC) or head[4:8] == b"ftyp":
        return True
    if byte_order_mark(head) or wide_encoding(head[:4096]):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(2, len(head) * _MOST_CONTROLS)


def _of_text(text: str, suffix: str) -> str:
    start = text.lstrip()
    if start[:1] in "{[" and (found := _of_json(start, suffix)):
        return found
    if has_front_matter(text):
        return "markdown"
    if start[:1] == "<" and (found := _of_markup(start)):
        return found
    if _is_mail(text):
        return "mail"
    if is_table(text) or suffix in _TABLE_SUFFIXES:
        return "csv"
    if suffix in _MARKDOWN_SUFFIXES or _MARKDOWN_HEADING.match(start):
        return "markdown"
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    return "text"


def _of_markup(start: str) -> str:
    rest = start
    while found := _PROLOGUE.match(rest):
        rest = rest[found.end() :]
    rest = rest.lstrip()
    if _HTML_START.match(rest):
        return "html"
    if found := _XML_DOCTYPE.match(rest):
        # Its root may stand behind a long internal subset.
        return "feed" if _FEED_START.search(rest) else _refuse_xml()
    if _FEED_START.match(rest):
        return "feed"
    if start.startswith("<?xml") or re.match(r"<[\w:-]{1,60}(?:\s[^<>]{0,2000})?>", rest):
        if re.search(r"<(?:html|body|p|div)[\s>]", rest[:20000], re.IGNORECASE):
            return "html"
        if start.startswith("<?xml"):
            return _refuse_xml()
    return ""


def _refuse_xml() -> str:
    raise ImportFailureError("is XML, but neither a feed nor a page")


def _of_json(start: str, suffix: str) -> str:
    """Tell the kinds of JSON apart: by the first line where it is a whole object, else by its keys."""
    first = start.partition("\n")[0]
    value: JsonValue = None
    try:
        value = parse_json(first)
    except ImportFailureError:
        if start.startswith("[") and not re.match(r"\[\s*[\[{\"\]]", start):
            return ""  # "[Photo: …]" and the like
        if start.startswith("{") and not re.match(r"\{\s*(?:\"|\}|\Z)", start):
            return "jsonl" if suffix in (".jsonl", ".ndjson") else ""
    alone = value is None or not start.partition("\n")[2].strip()
    if isinstance(value, dict) and not alone:
        return "jsonl"
    keys = start if value is None or isinstance(value, list) else first
    if _JSON_FEED.search(keys):
        return "feed"
    if isinstance(value, dict) and ("text" in value or "body" in value) and "@type" not in value:
        return "jsonl"
    if _URI.search(keys) and _NINJS.search(keys) and not _JSON_LD.search(keys):
        return "ninjs"
    if (found := _JSON_LD.search(keys)) and not (
        (own := _OWN.search(keys)) and own.start() < found.start()
    ):
        return "json-ld"
    return "jsonl"


def _is_mail(text: str) -> bool:
    """Tell whether `text` begins with a block of mail headers."""
    names: set[str] = set()
    for line in text[:16000].split("\n")[:200]:
        line = line.rstrip("\r")
        if not line:
            break
        if line[0] in " \t" and names:
            continue
        found = _HEADER.match(line)
        if found is None:
            return False
        names.add(found[1].lower())
    return len(names & _MAIL_HEADERS) >= 2 and bool(names & _SURE_MAIL_HEADERS)
