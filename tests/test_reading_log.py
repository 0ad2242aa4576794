"""The reading log: the stops of a trail with citations, as Markdown in which nothing of an article acts."""

from __future__ import annotations

from datetime import UTC, datetime

from markdown_it import MarkdownIt

from index import Archive
from index.errors import NotFoundError
from index.exporting.reading_log import Stop, reading_log
from index.model import Actor, Article, Kind, Moment, Precision, Span

MADE = datetime(2031, 3, 4, 9, 30, tzinfo=UTC)
ARTICLE = Article(
    id="0123456789abcdef",
    headline="# Ferry [aground](http://evil.example) off *Verrin*",
    body="The ferry ran aground. Nobody was hurt.",
    published=Moment(datetime(2031, 3, 3, tzinfo=UTC), Precision.DAY),
    source="Harbour Wire",
    url="https://harbour.example/ferry_1",
)


class Shelf:
    def article(self, article_id: str) -> Article:
        if article_id != ARTICLE.id:
            raise NotFoundError(f"No article has the id {article_id!r}.")
        return ARTICLE

    def actor(self, name_or_id: str) -> Actor:
        return Actor("a1", f"Jonna <b>Reskal</b> {name_or_id}", Kind.PERSON)


def log(*stops: Stop) -> str:
    return "".join(reading_log(Shelf(), stops, made=MADE))


def test_stops_are_numbered_in_their_order() -> None:
    text = log(Stop(query="ferry"), Stop(article=ARTICLE.id), Stop(actor="a1"), Stop())
    lines = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert [line.split()[1] for line in lines[:4]] == ["Searched", "Read", "Followed", "Looked"]


def test_an_article_is_cited_once_however_often_it_is_read() -> None:
    text = log(Stop(article=ARTICLE.id), Stop(query="x"), Stop(article=ARTICLE.id))
    assert text.count("Harbour Wire, 3 March 2031") == 1
    assert text.count("[1]") == 2
    assert "<https://harbour.example/ferry_1>" in text


def test_equal_stops_one_after_the_other_are_one() -> None:
    assert "2. " not in log(Stop(query="x"), Stop(query="x")).replace("2031", "")


def test_words_gone_to_and_remarks_are_quoted() -> None:
    text = log(Stop(article=ARTICLE.id, at=Span(0, 22), note="See the chart."))
    assert "> “The ferry ran aground.”" in text
    assert "> See the chart." in text


def test_what_is_gone_says_so() -> None:
    assert "No article has the id" in log(Stop(article="ffff"))


def test_nothing_of_an_article_becomes_a_link_or_an_element() -> None:
    html = MarkdownIt("commonmark").render(
        log(Stop(article=ARTICLE.id), Stop(actor="x"), Stop(query="`a` <b> ``c``"))
    )
    assert "evil.example)" in html
    assert 'href="http://evil' not in html
    assert "<b>" not in html


def test_a_pair_is_named_by_both(sample_archive: Archive) -> None:
    text = "".join(
        reading_log(sample_archive, [Stop(actor="Venezuela", other="Paraguay")], made=MADE)
    )
    assert "**Venezuela** and **Paraguay**" in text
