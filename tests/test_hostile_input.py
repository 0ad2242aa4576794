"""What strangers may send to hold newsreader up, fill its memory or lead it astray, from the file to the screen."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path

import pytest

from index import Archive
from index.exporting.export import export_to
from index.importing.reading import read_articles
from index.model import Article
from tests.screen_reading import screen_text, settled
from tui.app import NewsreaderApp

MEGABYTE = 1024 * 1024


def jsonl(path: Path, *stories: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), "utf-8")
    return path


# -- size


def test_a_line_of_a_hundred_megabytes_is_one_article(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"fog " * (25 * MEGABYTE) + b'"}\n')
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    assert len(article.body) == 100 * MEGABYTE


def test_a_million_mentions_of_one_name_are_imported_and_found(tmp_path):
    path = jsonl(tmp_path / "a.jsonl", {"text": "Venezuela waits. " * 1_000_000})
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.import_paths([path]).added == 1
        assert archive.stories("venezuela").total == archive.actor("Venezuela").stories == 1


def warc(payload: bytes, coding: str) -> bytes:
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        b"Content-Encoding: " + coding.encode() + b"\r\n\r\n" + payload
    )
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/bomb\r\n"
        b"WARC-Date: 2031-01-07T09:30:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: " + str(len(http)).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"
    )


def packed_page(format_bits: int) -> bytes:
    """A page of 400 MB that packs to less than two, in zlib's or gzip's format."""
    packer = zlib.compressobj(1, zlib.DEFLATED, format_bits)
    out = io.BytesIO()
    out.write(packer.compress(b"<html><body><p>"))
    for _ in range(400):
        out.write(packer.compress(b"fog " * (MEGABYTE // 4)))
    out.write(packer.flush())
    return out.getvalue()


@pytest.mark.parametrize(
    ("coding", "format_bits", "packed_again"),
    [("gzip", 31, False), ("gzip", 31, True), ("deflate", 15, False)],
    ids=["gzip", "gzip in gzip", "deflate"],
)
def test_a_page_that_unpacks_beyond_measure_does_not_fill_memory(
    tmp_path, coding, format_bits, packed_again
):
    tracemalloc = pytest.importorskip("tracemalloc")
    record = warc(packed_page(format_bits), coding)
    path = tmp_path / ("a.warc.gz" if packed_again else "a.warc")
    path.write_bytes(gzip.compress(record, 1) if packed_again else record)
    tracemalloc.start()
    try:
        found = list(read_articles(path))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found
    assert most < 200 * MEGABYTE


# -- depth

DEEP = {
    "quotes": "> " * 20_000 + "the end",
    "lists": "".join("  " * n + "- a\n" for n in range(400)) + "\nthe end",
    "brackets": "[" * 50_000 + "the end",
    "stars": "*a **b " * 20_000 + "the end",
    "code": "`" * 50_000 + "the end",
    "html": "<div>" * 20_000 + "the end",
    "table": "|" * 5_000 + "\n" + "|-" * 5_000 + "|\n" + "|a" * 5_000,
    "links": "[a](" * 20_000 + "the end",
}


@pytest.mark.parametrize("markdown", DEEP.values(), ids=DEEP.keys())
async def test_markdown_nested_without_end_is_shown(tmp_path, markdown):
    body = f"Fog lay on Arden.\n\n{markdown}\n"
    (tmp_path / "a.md").write_text(f"---\ntitle: Deep\n---\n{body}", "utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([tmp_path / "a.md"])
        app = NewsreaderApp(archive.folder, archive=archive)
        async with app.run_test() as pilot:
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)
            assert "Fog lay on Arden" in screen_text(app)


# -- names that lead astray

ASTRAY = [
    "--force",
    "-rf",
    "../../../etc/passwd",
    "/etc/passwd",
    "..",
    "con",
    "a\0b",
    "~root",
    "$(id)",
]


@pytest.mark.parametrize("headline", ASTRAY)
def test_export_keeps_every_file_in_its_folder_whatever_the_headline(tmp_path, headline):
    source = jsonl(tmp_path / "a.jsonl", {"headline": headline, "text": "Fog lay on Arden."})
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([source])
        before = set(tmp_path.rglob("*"))
        export_to(archive, "", "markdown", tmp_path / "out")
        written = {path for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert [path.parent for path in written] == [tmp_path / "out"]
    assert not any(path.name.startswith(("-", ".", "~")) for path in written)


@pytest.mark.parametrize("name", ["--archive", "-x.txt", "; true", "a\nb.txt", "$(id).txt"])
def test_file_whose_name_looks_like_something_else_is_imported(tmp_path, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text("Fog lay on Arden, and Anna Brandt stayed.", "utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.import_paths([tmp_path / "in"]).added == 1
