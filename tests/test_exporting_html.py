"""The pages: that they stand by themselves, show what the archive knows, and let no text of an article act."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index import Archive
from index.exporting.export import dossier_text, export_dossier, export_text
from index.exporting.html_page import safe
from index.exporting.unmarked import unmarked

HOSTILE = '<script>alert("x")</script> & "quotes" \u202eturned\u202c <img src=http://evil.example/x.png onerror=alert(1)>'
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "headless_shell")
VOID = frozenset(("meta", "br", "hr", "rect", "line"))


class Outline(HTMLParser):
    """What a browser would see: elements that close in order, attributes, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile_archive(tmp_path: Path) -> Iterator[Archive]:
    lines = tmp_path / "hostile.jsonl"
    text = f"Mayor Petra Onwald of Harlowe met {HOSTILE} on Monday. [a](javascript:alert(1)) ![b](http://evil.example/b.png)"
    record = {
        "id": "1",
        "headline": HOSTILE,
        "source": HOSTILE,
        "text": text,
        "url": "javascript:alert(1)",
    }
    lines.write_text(json.dumps(record) + "\n")
    markdown = tmp_path / "hostile.md"
    markdown.write_text(
        f"---\nheadline: Markdown\nurl: 'http://fine.example/a?b=1&c=2'\n---\n{text}\n"
    )
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([lines, markdown])
        yield archive


def pages(archive: Archive) -> Iterator[str]:
    yield "".join(export_text(archive, "", "html"))
    for actor in archive.actors():
        yield "".join(dossier_text(archive, actor.id))


def test_no_text_of_an_article_becomes_an_element_or_a_link_that_acts(
    hostile_archive: Archive,
) -> None:
    for text in pages(hostile_archive):
        seen = Outline(text)
        assert not seen.tags & {"script", "img", "iframe", "object", "link", "form"}
        for name, value in seen.attributes:
            assert not name.startswith("on")
            if name == "href":
                assert value.startswith(("#", "http://"))
        assert "\u202e" not in text


def test_pages_fetch_nothing(sample_archive: Archive) -> None:
    peña = sample_archive.actor("Santiago Peña").id
    for text in (
        "".join(dossier_text(sample_archive, peña)),
        "".join(export_text(sample_archive, "paraguay", "html")),
    ):
        seen = Outline(text)
        assert not seen.open
        assert not {"script", "link", "img"} & seen.tags
        assert "src" not in {name for name, _ in seen.attributes}
        assert not re.search(r"url\(|@import", text)


def test_a_dossier_has_its_parts_and_cites_each_line(sample_archive: Archive) -> None:
    actor = sample_archive.actor("Santiago Peña")
    text = "".join(dossier_text(sample_archive, actor.id))
    seen = Outline(text)
    assert {value for name, value in seen.attributes if name == "id"} >= {
        "timeline",
        "connections",
        "by",
        "about",
        "disagreements",
        "sources",
        "s1",
    }
    assert {"svg", "table", "blockquote"} <= seen.tags
    cited = {int(number) for number in re.findall(r'href="#s(\d+)"', text)}
    assert cited == set(range(1, len(cited) + 1))
    assert all(f'id="s{number}"' in text for number in cited)


def test_stories_of_a_query_are_all_there(sample_archive: Archive) -> None:
    listing = sample_archive.stories("paraguay")
    seen = Outline("".join(export_text(sample_archive, "paraguay", "html")))
    for story in listing.rows(0, listing.total):
        assert " ".join(story.headline.split()) in seen.text


def test_a_page_is_written_whole_and_not_over_another(
    sample_archive: Archive, tmp_path: Path
) -> None:
    actor = sample_archive.actor("Venezuela")
    target = tmp_path / "venezuela.html"
    export_dossier(sample_archive, actor.id, target)
    assert target.read_text(encoding="utf-8").endswith("</html>\n")


def test_safe_text_stands_for_itself() -> None:
    assert safe("<a b='c'>\x00\u202e&\ud800") == "&lt;a b=&#x27;c&#x27;&gt;\ufffd\ufffd&amp;\ufffd"


@pytest.mark.skipif(
    not any(shutil.which(name) for name in BROWSERS),
    reason="there is no Chromium here to open the page in",
)
def test_a_browser_shows_the_dossier_without_a_network(
    sample_archive: Archive, tmp_path: Path
) -> None:
    browser = next(path for name in BROWSERS if (path := shutil.which(name)))
    target = tmp_path / "dossier.html"
    export_dossier(sample_archive, sample_archive.actor("Santiago Peña").id, target)
    run = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            target.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "<h1>Santiago Peña</h1>" in run.stdout
    assert "Timeline" in run.stdout


SPOKESMAN = (
    "Teresa Lobo, the interior minister of Quillon, met farmers on Monday.\n\n"
    '"Teresa Lobo has **done nothing** for us in [ten years](http://fine.example/)," '
    "a spokesman for the farmers said.\n\n"
    '"Teresa Lobo will go," he said.\n'
)


@pytest.fixture
def spokesman_archive(tmp_path: Path) -> Iterator[Archive]:
    story = tmp_path / "farmers.md"
    story.write_text(SPOKESMAN, encoding="utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([story])
        yield archive


def test_a_dossier_says_in_the_words_of_the_text_who_speaks_of_somebody(
    spokesman_archive: Archive,
) -> None:
    seen = Outline("".join(dossier_text(spokesman_archive, "Teresa Lobo")))
    assert "a spokesman, —" in seen.text
    assert "somebody" not in seen.text


def test_a_pronoun_names_nobody_in_a_dossier(spokesman_archive: Archive) -> None:
    said = spokesman_archive.dossier("Teresa Lobo").quotations_about
    called = {each.text: each.quotation.speaker.name for each in said if each.quotation.speaker}
    assert called["Teresa Lobo will go,"] is None


def test_a_dossier_shows_no_signs_of_markdown(spokesman_archive: Archive) -> None:
    seen = Outline("".join(dossier_text(spokesman_archive, "Teresa Lobo")))
    assert "“Teresa Lobo has done nothing for us in ten years,”" in seen.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("21 miners** were killed", "21 miners were killed"),
        ("the *Morning Star* and _two_ others", "the Morning Star and two others"),
        ("5 * 3 is 15, and snake_case_names stay", "5 * 3 is 15, and snake_case_names stay"),
        ("> it was\n> late", "it was late"),
        (r"a \*star\*", "a *star*"),
        ("see `newsreader show` [1]", "see newsreader show [1]"),
    ],
)
def test_signs_of_markdown_are_taken_off_a_sentence(text: str, shown: str) -> None:
    assert unmarked(text) == shown


def test_taking_signs_off_hostile_text_takes_no_time() -> None:
    for sign in ("*", "_", "[", "`", "](", "> ", "\\", "*a"):
        assert len(unmarked(sign * 100_000)) <= 200_000
