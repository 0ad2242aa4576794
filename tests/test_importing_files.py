"""Files, folders, encodings and hostile content: what an import meets before it meets an article."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.importing.identity import content_id
from index.importing.reading import FORMATS, Source, find_sources, read_articles
from index.model import Article, ImportFailure
from tests.patience import soon


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def only(path: Path) -> Article:
    (article,) = read_articles(path)
    assert isinstance(article, Article), article
    return article


def failure(path: Path) -> ImportFailure:
    (found,) = read_articles(path)
    assert isinstance(found, ImportFailure), found
    return found


STORY = "Fog in Arden\n\nFog lay on the town of Arden on Monday, the harbour office said.\n"


# Identity


def test_the_same_story_under_another_name_is_the_same_article(tmp_path: Path) -> None:
    first = only(write(tmp_path, "a.txt", STORY.encode()))
    second = only(write(tmp_path, "b/c.text", STORY.replace("\n", "\r\n").encode("utf-16")))
    assert first.id == second.id
    assert first.origin != second.origin


def test_ids_are_sixteen_hex_digits_and_follow_the_content() -> None:
    first = content_id("H", "Body text", "S", None)
    assert len(first) == 16
    assert set(first) <= set("0123456789abcdef")
    assert content_id("H", "Body \n text", "S", None) == first
    assert content_id("H", "Body text.", "S", None) != first
    assert content_id("", "HBody text", "S", None) != first


# Folders


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/.hidden.txt", ".git/x.txt", "c.txt"):
        write(tmp_path, name, b"x")
    found = [
        one.path.relative_to(tmp_path)
        for one in find_sources([tmp_path])
        if isinstance(one, Source)
    ]
    assert [str(path) for path in found] == [str(Path("a/z.txt")), "b.txt", "c.txt"]


def test_a_hidden_file_named_itself_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, ".note.txt", b"abc")
    assert list(find_sources([path])) == [Source(path, 3)]


def test_a_link_back_into_its_own_folder_ends(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", b"x")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(find_sources([tmp_path]))) == 1


def test_a_path_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    (found,) = find_sources([tmp_path / "gone"])
    assert isinstance(found, ImportFailure)
    assert "is not there" in found.reason


# What cannot be read


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n0000IHDR",
        b"\xff\xd8\xff\xe0JFIF",
        b"%PDF-1.7\n%text follows\n",
        b"SQLite format 3\x00rest",
        b"PK\x03\x04rest",
        b"\x00" * 100_000,
        bytes(range(256)) * 20,
    ],
)
def test_binary_files_are_named_in_one_plain_sentence(tmp_path: Path, content: bytes) -> None:
    assert failure(write(tmp_path, "a.txt", content)).reason == (
        "is not text or a format newsreader reads"
    )


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_failure(tmp_path: Path, content: bytes) -> None:
    assert failure(write(tmp_path, "a.txt", content)).reason == "is empty"


def test_a_file_that_vanished_is_a_failure(tmp_path: Path) -> None:
    assert "is not there" in failure(tmp_path / "gone.txt").reason


def test_a_folder_in_place_of_a_file_is_a_failure(tmp_path: Path) -> None:
    assert failure(tmp_path).reason == "is a folder, not a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_file_one_may_not_read_is_a_failure(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"Fog")
    path.chmod(0)
    assert "may not be read" in failure(path).reason


def test_a_device_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert failure(tmp_path / "pipe").reason == "is not an ordinary file"


# Encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Peña habló con González en la plaza; la situación cambió ayer.", "cp1252"),
        ("The president, Santiago Peña, spoke to the press in Asunción.", "latin-1"),
        ("He said “yes” — it’s done, and the café of Arden was open.", "cp1252"),
        ("Der Präsident kam in die Stadt und überreichte die Schlüssel.", "cp1252"),
        ("Władze zamknęły most, powiedział burmistrz. To jest koniec, nie początek.", "cp1250"),
        ("Президент сообщил о решении властей. Мост закрыт до утра.", "cp1251"),
        ("Peña habló — “ayer”.", "utf-8"),
        ("Peña habló — “ayer”.", "utf-8-sig"),
        ("Peña habló — “ayer”.", "utf-16"),
        ("Peña spoke in the morning.", "utf-16-le"),
        ("大統領は火曜日に首都で会談した。", "utf-16"),
    ],
)
def test_encodings_are_detected(tmp_path: Path, text: str, encoding: str) -> None:
    assert only(write(tmp_path, "a.txt", text.encode(encoding))).body == text


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1251", "shift_jis", "euc-kr", "utf-8"])
def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    words = {"windows-1251": "Мост закрыт", "shift_jis": "橋は開いた", "euc-kr": "다리가 열렸다"}
    word = words.get(encoding, "Peña habló")
    page = (
        f'<html><head><meta charset="{encoding}"></head><body><p>{word}, it said.</p></body></html>'
    )
    assert only(write(tmp_path, "p.html", page.encode(encoding))).body == f"{word}, it said."


def test_a_feed_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0" encoding="windows-1252"?><rss version="2.0"><channel><title>S</title>'
        "<item><title>Peña</title><description>Peña habló.</description></item></channel></rss>"
    )
    assert only(write(tmp_path, "f.xml", feed.encode("cp1252"))).body == "Peña habló."


def test_what_no_database_can_hold_is_dropped_from_text(tmp_path: Path) -> None:
    article = only(
        write(tmp_path, "a.txt", "Fog\x00 lay\x07 on\ufeff the so\u00adft town.".encode())
    )
    assert article.body == "Fog lay on the soft town."


# Compressed files


def test_compressed_text_is_unpacked(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.txt.gz", gzip.compress(STORY.encode())))
    assert article.headline == "Fog in Arden"


def test_compressed_json_lines_cut_short_give_the_lines_that_are_whole(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({"id": number, "text": f"Story {number} {os.urandom(40).hex()}"}) + "\n"
        for number in range(2000)
    )
    packed = gzip.compress(lines.encode())
    *kept, last = read_articles(write(tmp_path, "a.jsonl.gz", packed[: len(packed) // 2]))
    assert len(kept) > 500
    assert all(isinstance(one, Article) for one in kept)
    assert isinstance(last, ImportFailure)
    assert "cut short" in last.reason


def test_a_file_that_unpacks_beyond_measure_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * (80 * 1024 * 1024))
    assert "unpacks to far more" in failure(write(tmp_path, "a.txt.gz", bomb)).reason


# Hostile content


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b'<!ENTITY file SYSTEM "file:///etc/hostname">]>'
)


def test_entities_neither_grow_nor_read_files(tmp_path: Path) -> None:
    feed = (
        BOMB + b'<rss version="2.0"><channel><title>S</title><item><title>T</title>'
        b"<description>&a9; &file; text.</description></item></channel></rss>"
    )
    size = sum(len(str(one)) for one in read_articles(write(tmp_path, "f.xml", feed)))
    assert size < 10_000


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['true']", "!!python/name:os.system", "!x y"]
)
def test_front_matter_that_is_code_is_refused(tmp_path: Path, tag: str) -> None:
    text = f"---\ntitle: {tag}\n---\nFog lay on Arden.\n"
    assert "refused" in failure(write(tmp_path, "a.md", text.encode())).reason


def test_front_matter_that_refers_to_itself_over_and_over_is_harmless(tmp_path: Path) -> None:
    names = "abcdefgh"
    lines = ["a: &a {name: x}"]
    for before, name in itertools.pairwise(names):
        lines.append(f"{name}: &{name} {{name: [{', '.join(['*' + before] * 9)}]}}")
    text = "---\n" + "\n".join(lines) + "\ntitle: *h\n---\nFog lay on Arden.\n"
    assert only(write(tmp_path, "a.md", text.encode())).body == "Fog lay on Arden."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[" * 200_000),
        ("b.jsonl", b'{"a":' * 200_000),
        ("c.html", b"<html><body>" + b"<div>" * 200_000),
        ("d.html", b"<p>" + b"<b>" * 200_000 + b"text"),
        ("e.md", b"---\na: " + b"[" * 5_000 + b"\n---\ntext"),
        ("f.md", b"> " * 100_000 + b"text"),
        ("g.txt", b"a.B" * 200_000),
        ("h.txt", b'a."B' * 200_000),
        ("i.eml", b"From: a@b.example\nSubject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\ntext"),
        ("j.eml", b"Subject: a\nFrom: " + b'"a" <' * 100_000 + b"\n\ntext"),
        (
            "k.eml",
            b"Subject: a\nFrom: a@b.example\n"
            + b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n' * 5000
            + b"\n\ntext",
        ),
        (
            "l.eml",
            b"Subject: a\nFrom: a@b.example\nContent-Type: text/plain"
            + b"; a=b" * 20_000
            + b"\n\nt",
        ),
        ("m.mbox", b"From a@b Tue Jan  7 09:30:00 2031\nSubject: x\n\n" + b"From x\n" * 10_000),
        ("n.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 10_000),
        ("o.txt", b"Share\n" * 20_000),
    ],
)
def test_hostile_content_ends_and_raises_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path, name, content)
    with soon():
        assert list(read_articles(path))


def test_a_line_of_eighteen_megabytes_is_read(tmp_path: Path) -> None:
    text = "Fog lay on Arden. " * 1_000_000
    path = write(
        tmp_path, "a.jsonl", json.dumps({"text": text}).encode() + b'\n{"text": "Short."}\n'
    )
    bodies = [one.body for one in read_articles(path) if isinstance(one, Article)]
    assert bodies == [text, "Short."]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from(
        [
            b"",
            b"<html><body><p>",
            b'{"text": "',
            b"---\ntitle: a\n",
            b"WARC/1.0\r\n",
            b"<?xml?><rss>",
            b"From a@b Tue Jan  7 09:30:00 2031\n",
            b"From: a\nSubject: b\n",
            b"\x1f\x8b\x08",
            b"[{",
        ]
    ),
    rest=st.binary(max_size=300),
    name=st.sampled_from((None, *FORMATS)),
)
def test_no_bytes_at_all_make_reading_raise(
    tmp_path: Path, start: bytes, rest: bytes, name: str | None
) -> None:
    found = list(read_articles(write(tmp_path, "a.bin", start + rest), name))
    assert found
    for one in found:
        # Whatever comes out can be written as UTF-8.
        str(one).encode("utf-8")


# What is loaded


def test_the_door_to_importing_loads_no_heavy_library() -> None:
    code = (
        "import sys; import index.importing.reading; "
        "heavy = {'trafilatura', 'feedparser', 'warcio', 'yaml', 'charset_normalizer', 'lxml', 'email.message'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("length", [1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])
def test_white_space_is_folded_alike_wherever_it_stands_in_a_long_text(length: int) -> None:
    text = "a" * length + " \n b  " + "c" * 10
    assert content_id("", text, "", None) == content_id(
        "", f"{'a' * length} b c{'c' * 9}", "", None
    )
    assert content_id("", text, "", None) != content_id("", text.replace(" \n b", "b"), "", None)
