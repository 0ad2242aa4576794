"""Exports: what each format holds, and that an export is there whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from index.exporting.csv_table import csv_lines
from index.exporting.dossier_forms import dossier_form
from index.exporting.export import export_text, export_to
from index.exporting.json_forms import analysed_form, dumps
from index.exporting.jsonl import jsonl_lines
from index.exporting.markdown_files import escaped, file_name, markdown_text, write_folder
from index.exporting.record import StoryRecord
from index.exporting.writing import ExportError, write_file
from index.model import (
    Actor,
    ActorReference,
    Alias,
    Analysis,
    Article,
    BodyFormat,
    CoActor,
    Dossier,
    Event,
    Figure,
    Histogram,
    Kind,
    Mention,
    Moment,
    Order,
    Precision,
    Quotation,
    Role,
    Span,
    StorySummary,
)

DAY = Moment(datetime(2031, 4, 2, tzinfo=UTC), Precision.DAY)
ARTICLE = Article(
    id="0123456789abcdef",
    headline="Harbour of Norvik closes, “for good”",
    body="NORVIK — Mayor Ána Holt closed the harbour.\n\nHolt gave no reason.",
    published=DAY,
    source="Norvik Desk",
    byline="E. Writer",
    dateline="NORVIK",
    language="en",
    url="https://norvik.example/harbour",
    captions=("The harbour at dawn",),
    origin="/news/harbour.md",
    origin_id="nd-17",
    imported=datetime(2031, 4, 3, 9, 30, tzinfo=UTC),
)
ANALYSIS = Analysis(
    mentions=(
        Mention(0, 6, "NORVIK", Kind.PLACE, "p1", "Norvik"),
        Mention(9, 23, "Mayor Ána Holt", Kind.PERSON, "a1", "Ána Holt"),
        Mention(45, 49, "Holt", Kind.PERSON, "a1", "Ána Holt"),
        Mention(50, 54, "gave", Kind.PERSON),
    )
)
RECORD = StoryRecord(ARTICLE, ANALYSIS, read=True, starred=False, tags=("ports",))


class Shelf:
    """A shelf of records, as an archive offers them."""

    def __init__(self, records: list[StoryRecord]) -> None:
        self.records = {record.article.id: record for record in records}
        self.query = ""
        self.total = len(records)

    def stories(self, query: str = "", *, order: Order = Order.DATE) -> Shelf:
        self.query = query
        return self

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        return tuple(
            StorySummary(
                id=record.article.id,
                headline=record.article.headline,
                published=record.article.published,
                source=record.article.source,
                read=record.read,
                starred=record.starred,
                tags=record.tags,
            )
            for record in list(self.records.values())[start : start + count]
        )

    def article(self, article_id: str) -> Article:
        return self.records[article_id].article

    def analysis(self, article_id: str) -> Analysis:
        return self.records[article_id].analysis


def many(count: int) -> list[StoryRecord]:
    return [replace(RECORD, article=replace(ARTICLE, id=f"{n:016x}")) for n in range(count)]


def rows(record: StoryRecord) -> list[dict[str, str]]:
    text = "".join(csv_lines([record]))
    return list(csv.DictReader(io.StringIO(text, newline="")))


# -- JSON


def test_an_article_has_every_key_of_the_contract() -> None:
    form = json.loads("".join(jsonl_lines([RECORD])))
    assert list(form)[:2] == ["id", "origin_id"]
    assert set(form) >= {
        "id",
        "origin_id",
        "headline",
        "published",
        "precision",
        "source",
        "byline",
        "language",
        "dateline",
        "url",
        "captions",
        "body",
        "mentions",
        "quotations",
        "events",
        "figures",
    }
    assert form["published"] == "2031-04-02"
    assert form["precision"] == "day"
    assert form["captions"] == ["The harbour at dawn"]
    assert form["body"] == ARTICLE.body
    assert form["imported"] == "2031-04-03T09:30:00Z"
    assert form["tags"] == ["ports"]


def test_a_mention_has_its_place_its_words_and_its_actor() -> None:
    mention = json.loads("".join(jsonl_lines([RECORD])))["mentions"][1]
    assert mention == {
        "start": 9,
        "end": 23,
        "text": "Mayor Ána Holt",
        "kind": "person",
        "actor": "a1",
        "name": "Ána Holt",
        "demonym": False,
        "descriptive": False,
    }


def test_a_mention_that_is_a_guess_has_no_actor() -> None:
    mention = json.loads("".join(jsonl_lines([RECORD])))["mentions"][3]
    assert mention["actor"] is None
    assert mention["name"] is None


def test_quotations_events_and_figures_have_their_form() -> None:
    holt = ActorReference("a1", "Ána Holt", Span(9, 23))
    analysis = Analysis(
        quotations=(Quotation(Span(1, 5), True, holt, Span(6, 8)),),
        events=(
            Event(
                Span(0, 40),
                "SANCTION",
                "withdraw",
                "161",
                holt,
                ActorReference(None, None),
                DAY,
                "happened",
                Span(24, 30),
            ),
        ),
        figures=(Figure(Span(3, 7), 51.2, "%", "vote share", holt),),
    )
    form = json.loads(dumps(analysed_form(7, analysis)))
    place = {"start": 9, "end": 23, "actor": "a1", "name": "Ána Holt"}
    assert form["id"] == 7
    assert form["quotations"] == [
        {
            "start": 1,
            "end": 5,
            "direct": True,
            "speaker": place,
            "cue": {"start": 6, "end": 8},
            "medium": None,
            "addressee": None,
        }
    ]
    assert form["events"] == [
        {
            "start": 0,
            "end": 40,
            "type": "SANCTION",
            "mode": "withdraw",
            "cameo": "161",
            "source": place,
            "target": {"start": None, "end": None, "actor": None, "name": None},
            "date": "2031-04-02",
            "precision": "day",
            "status": "happened",
            "trigger": {"start": 24, "end": 30},
            "place": None,
            "claimant": None,
        }
    ]
    assert form["figures"] == [
        {
            "start": 3,
            "end": 7,
            "value": 51.2,
            "unit": "%",
            "measures": "vote share",
            "subject": place,
            "claimant": None,
            "upper": None,
            "qualifier": "",
            "date": None,
            "precision": None,
        }
    ]


def test_a_dossier_has_every_list_even_when_empty() -> None:
    actor = Actor(
        "a1",
        "Ána Holt",
        Kind.PERSON,
        aliases=(Alias("Holt", 3),),
        roles=(Role("mayor", "Norvik", DAY, DAY, ARTICLE.id, Span(9, 14)),),
        authority=(("wikidata", "Q0"),),
    )
    dossier = Dossier(actor, Histogram(), (CoActor("p1", "Norvik", Kind.PLACE, 1),))
    form = json.loads(dumps(dossier_form(dossier, Shelf([RECORD]).rows(0, 1))))
    assert form["aliases"] == [{"text": "Holt", "count": 3}]
    assert form["roles"][0]["of"] == "Norvik"
    assert form["stories"][0]["id"] == ARTICLE.id
    assert form["connections"][0]["name"] == "Norvik"
    assert form["authority"] == {"wikidata": "Q0"}
    for name in ("timeline", "quotations_by", "quotations_about", "figures"):
        assert form[name] == []


def test_json_is_printable_ascii_whatever_stands_in_an_article() -> None:
    hostile = "".join(chr(code) for code in (*range(0xA0), 0x202E, 0xD800, 0x1F600, 0xFFFF))
    line = "".join(jsonl_lines([replace(RECORD, article=replace(ARTICLE, body=hostile))]))
    assert line.endswith("\n")
    assert all(" " <= sign <= "~" for sign in line[:-1])
    assert json.loads(line)["body"] == hostile


# -- CSV


def test_csv_has_a_header_a_row_a_story_and_crlf() -> None:
    text = "".join(csv_lines([RECORD, RECORD]))
    assert text.startswith("id,published,precision,headline,")
    assert text.endswith("\r\n")
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 3


def test_csv_gives_text_back_as_it_was() -> None:
    awkward = 'He said "no", twice,\nand\r\nleft; end'
    (row,) = rows(replace(RECORD, article=replace(ARTICLE, body=awkward)))
    assert row["body"] == awkward


def test_signs_that_act_on_a_terminal_are_replaced_in_files_to_look_at() -> None:
    article = replace(ARTICLE, body="red \x1b[31m, bell \x07, NUL \x00, safe\rover; \x9b31m")
    shown = "red \ufffd[31m, bell \ufffd, NUL \ufffd, safe\nover; \ufffd31m"
    (row,) = rows(replace(RECORD, article=article))
    assert row["body"] == shown


def test_csv_names_each_actor_once_in_the_order_of_the_story() -> None:
    (row,) = rows(RECORD)
    assert (row["people"], row["places"], row["countries"]) == ("Ána Holt", "Norvik", "")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_csv_disarms_a_cell_that_a_spreadsheet_would_run(start: str) -> None:
    (row,) = rows(replace(RECORD, article=replace(ARTICLE, headline=start, source=start)))
    assert row["headline"] == row["source"] == "'" + start.replace("\r", "\n")


# -- Markdown


def front_matter(text: str) -> tuple[dict[str, object], str]:
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def test_a_markdown_file_has_its_metadata_in_front_and_the_body_behind() -> None:
    head, body = front_matter(markdown_text(RECORD))
    assert head["headline"] == ARTICLE.headline
    assert head["date"] == "2031-04-02"
    assert head["captions"] == ["The harbour at dawn"]
    assert head["tags"] == ["ports"]
    assert body.strip() == ARTICLE.body


@pytest.mark.parametrize(
    "headline",
    [
        "---\nurl: x",
        'a"b\\c: [d] #e',
        "nul \x00 esc \x1b del \x7f csi \x9b",
        "line\u2028sep\x85x",
        "yes",
        "\U0001f600 smile",
    ],
)
def test_no_headline_breaks_the_front_matter(headline: str) -> None:
    head, _ = front_matter(
        markdown_text(replace(RECORD, article=replace(ARTICLE, headline=headline)))
    )
    assert head["headline"] == headline
    assert head["url"] == ARTICLE.url


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "1986. A great year",
        "- not a list\n+ nor this\n* nor this",
        "snake_case and *stars* and `ticks` and ~~waves~~",
        "[not](a link) ![nor](an image) <b>nor html</b> &amp; nor this",
        "a line\n===\nno heading\n---\nnor this",
        "> no quotation",
        "a \\* backslash",
        "    no code\n\tnor this",
        "| a | b |\n|---|---|\n| c | d |",
        "[ref]: http://example.org",
        "12) list",
    ],
)
def test_escaped_text_shows_as_it_was(text: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escaped(text))
    shown = html.replace("<br />\n", "\n").replace("<p>", "").replace("</p>", "").strip()
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, sign)
    assert shown == "\n".join(line.lstrip() for line in text.split("\n"))


@pytest.mark.parametrize(
    "headline",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\windows",
        "CON",
        "a" * 5000,
        "я" * 5000,
        "",
        "\x00\x1b]0;x\x07",
        "...",
        "~root",
        "-rf",
    ],
)
def test_a_file_name_stays_in_its_folder_and_fits(tmp_path: Path, headline: str) -> None:
    name = file_name(replace(ARTICLE, headline=headline))
    assert (tmp_path / name).parent.resolve() == tmp_path.resolve()
    assert name.startswith("2031-04-02-")
    assert name.endswith("-0123456789abcdef.md")
    assert len(name.encode()) <= 200
    assert name.isprintable()


def test_two_stories_of_one_headline_have_two_files(tmp_path: Path) -> None:
    assert write_folder(tmp_path / "out", many(3)) == 3
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_markdown_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="--force"):
        write_folder(tmp_path, many(1))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_force_adds_to_a_markdown_folder_and_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    write_folder(tmp_path, many(1), force=True)
    write_folder(tmp_path, many(1), force=True)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_markdown_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write_folder(tmp_path / "out", failing())
    assert list(tmp_path.iterdir()) == []


# -- writing


def failing() -> Iterator[StoryRecord]:
    yield RECORD
    raise RuntimeError


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "stories.csv"
    target.write_text("mine")
    with pytest.raises(ExportError, match="--force"):
        export_to(Shelf([RECORD]), "", "csv", target)
    assert target.read_text() == "mine"


def test_force_replaces_a_file(tmp_path: Path) -> None:
    target = tmp_path / "stories.jsonl"
    target.write_text("mine")
    assert export_to(Shelf([RECORD]), "", "jsonl", target, force=True) == 1
    assert json.loads(target.read_text())["id"] == ARTICLE.id


def test_a_failed_export_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "stories.jsonl"
    target.write_text("mine")
    with pytest.raises(RuntimeError):
        write_file(target, jsonl_lines(failing()), force=True)
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_kept_and_what_it_points_to_replaced(tmp_path: Path) -> None:
    target = tmp_path / "real.csv"
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    write_file(link, ["new"], force=True)
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nowhere"):
        write_file(tmp_path / "nowhere" / "x.csv", ["x"])


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_file(tmp_path / "x.csv", ["x"])
    assert (tmp_path / "x.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_every_story_of_a_long_listing_is_written_and_counted(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    shelf = Shelf(many(450))
    written = export_to(
        shelf,
        "harbour",
        "jsonl",
        tmp_path / "x.jsonl",
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert written == 450
    assert len((tmp_path / "x.jsonl").read_text().splitlines()) == 450
    assert told[-1] == (450, 450)
    assert shelf.query == "harbour"


def test_markdown_is_not_one_text() -> None:
    with pytest.raises(ExportError, match="folder"):
        export_text(Shelf([]), "", "markdown")


def test_a_plain_body_is_escaped_and_a_markdown_body_is_not() -> None:
    plain = replace(ARTICLE, body="*a*", body_format=BodyFormat.PLAIN)
    assert markdown_text(replace(RECORD, article=plain)).endswith("\\*a\\*\n")
    marked = replace(ARTICLE, body="*a*")
    assert markdown_text(replace(RECORD, article=marked)).endswith("\n*a*\n")
