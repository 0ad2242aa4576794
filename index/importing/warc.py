"""WARC files, as web archives keep pages: each page in one becomes an article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from index.errors import ImportFailureError
from index.importing.decoding import decode
from index.importing.inputs import LARGEST_PAGE, MEGABYTE, InputFile
from index.importing.plain import plain_draft
from index.importing.quiet import hush
from index.importing.web_page import page_draft
from index.model import Article, ImportFailure

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_RECORDS = ("response", "resource", "conversion")
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain",)
_CUT_SHORT = "is cut short or damaged; what follows is not read"
_SKIPPED = "is damaged; reading went on at the next record"
# Past this the rest of a record is not read through to find the next one.
_LONGEST_RECORD = 2048 * MEGABYTE


class Lines(Protocol):
    """What a file is read from line by line."""

    def readline(self, length: int) -> bytes:
        """Return the next line, or `length` bytes of it; nothing at the end of the file."""


def read_warc(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield an article, or why there is none, for each record that holds a page or a text.

    Pictures, scripts, redirections and pages that were not found are passed over.
    """
    # Deferred: warcio takes some 40 ms to load. Its own iterator is not used: it writes to stderr and
    # stops at the first damaged record.
    from warcio.bufferedreaders import BufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeadersParserException

    hush("warcio")
    loader = ArcWarcRecordLoader()
    number = 0
    # Unpacked by us: so it does not matter whether a file was compressed record by record or whole.
    with source.open_unbuffered() as raw:
        stream = BufferedReader(raw)
        while True:
            place = f"record {number + 1}"
            try:
                start, skipped = _next_start(stream)
                if skipped:
                    yield ImportFailure(str(source.path), f"record {number}", _SKIPPED)
                if start is None:
                    return
                number += 1
                record = loader.parse_record_stream(stream, start, "warc")
            except (ArchiveLoadFailed, StatusAndHeadersParserException, AttributeError, ValueError):
                yield ImportFailure(str(source.path), place, _SKIPPED)
                continue
            except (ImportFailureError, EOFError, OSError):
                yield ImportFailure(str(source.path), place, _CUT_SHORT)
                return
            found = _read_record(source, record, number)
            if found is not None:
                yield found
            if not _read_through(record):
                if not isinstance(found, ImportFailure):
                    yield ImportFailure(str(source.path), place, _CUT_SHORT)
                return


def _next_start(stream: Lines) -> tuple[bytes | None, bool]:
    """Read on to the first line of a record; tell whether anything but empty lines was passed over."""
    skipped = False
    while line := stream.readline(MEGABYTE):
        if line.startswith(b"WARC/"):
            return line, skipped
        skipped = skipped or bool(line.strip())
    return None, skipped


def _read_record(
    source: InputFile, record: ArcWarcRecord, number: int
) -> Article | ImportFailure | None:
    kind, charset = _content_type(record)
    if record.rec_type not in _RECORDS or kind not in (*_PAGES, *_TEXTS):
        return None
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return None
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    name = str(record.rec_headers.get_header("WARC-Record-ID") or url).strip("<> ")
    try:
        data = _content(record)
        text = decode(data, declared=charset)
        origin = f"{source.path}#{number}"
        make = page_draft if kind in _PAGES else plain_draft
        return make(text, url=url, origin=origin, origin_id=name).finish()
    except ImportFailureError as error:
        return ImportFailure(str(source.path), f"record {number}", str(error))


def _content_type(record: ArcWarcRecord) -> tuple[str, str]:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    value = str(headers.get_header("Content-Type") or "") if headers is not None else ""
    kind, _, rest = value.partition(";")
    charset = rest.lower().partition("charset=")[2].partition(";")[0]
    return kind.strip().lower(), charset.strip(" \"'")


def _content(record: ArcWarcRecord) -> bytes:
    """Read the page in a record, unpacked, within bounds."""
    parts: list[bytes] = []
    size = 0
    try:
        stream = record.content_stream()
        while size <= LARGEST_PAGE and (part := stream.read(64 * 1024)):
            parts.append(part)
            size += len(part)
    except Exception:
        raise ImportFailureError("is compressed, and cut short or damaged") from None
    if size > LARGEST_PAGE:
        raise ImportFailureError(
            f"is larger than {LARGEST_PAGE // MEGABYTE} MB, too large for one page"
        )
    if getattr(record.raw_stream, "limit", 0) and not _more(record):
        raise ImportFailureError("is cut short")
    return b"".join(parts)


def _more(record: ArcWarcRecord) -> bool:
    """Tell whether the record's block still has bytes to give."""
    try:
        return bool(record.raw_stream.read(1))
    except Exception:
        return False


def _read_through(record: ArcWarcRecord) -> bool:
    """Read on to the end of a record; return whether it came within bounds and as long as announced."""
    size = 0
    try:
        while part := record.raw_stream.read(MEGABYTE):
            size += len(part)
            if size > _LONGEST_RECORD:
                return False
    except Exception:
        return False
    return not getattr(record.raw_stream, "limit", 0)
