"""WARC files, as web archives keep pages: each page in one becomes an article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import ImportFailureError
from index.importing.decoding import decode
from index.importing.inputs import LARGEST_PAGE, MEGABYTE, InputFile
from index.importing.plain import plain_draft
from index.importing.web_page import page_draft
from index.model import Article, ImportFailure

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_RECORDS = ("response", "resource", "conversion")
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain",)
_DAMAGED = "is cut short or damaged; what follows is not read"
# Past this the rest of a record is not read through to find the next one.
_LONGEST_RECORD = 2048 * MEGABYTE


def read_warc(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield an article, or why there is none, for each record that holds a page or a text.

    Pictures, scripts, redirections and pages that were not found are passed over.
    """
    # Deferred: warcio takes some 40 ms to load.
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    # Unpacked by us: warcio takes only files that were compressed record by record.
    with source.open() as stream:
        records = ArchiveIterator(stream, arc2warc=False)
        while True:
            number += 1
            place = f"record {number}"
            try:
                record = next(records, None)
            except (
                ImportFailureError,
                ArchiveLoadFailed,
                EOFError,
                OSError,
                ValueError,
                KeyError,
                AttributeError,
            ):
                yield ImportFailure(str(source.path), place, _DAMAGED)
                return
            if record is None:
                return
            found = _read_record(source, record, number)
            if found is not None:
                yield found
            if not _read_through(record):
                if not isinstance(found, ImportFailure):
                    yield ImportFailure(str(source.path), place, _DAMAGED)
                return


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
