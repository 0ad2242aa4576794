"""Each format that can be imported, through `read_articles` on real files."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index.importing.reading import FORMATS, read_articles
from index.model import Article, BodyFormat, ImportFailure


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def articles(path: Path, format: str | None = None) -> list[Article]:  # noqa: A002
    found = list(read_articles(path, format))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def only(path: Path, format: str | None = None) -> Article:  # noqa: A002
    (article,) = articles(path, format)
    return article


def published(article: Article) -> str:
    return article.published.iso() if article.published else ""


# Markdown


FRONT_MATTER = """---
title: "Peace: a talk"
date: 2031-01-07
publisher: Reading desk
author: [Jo Vale, Ann Lee]
lang: en-GB
link: https://www.harbour.example/1
captions:
  - A hall in Arden.
tags: [peace]
---

# Peace: a talk

QUILL, Jan 7 (Desk) — The talk **began**.
"""


def test_front_matter_is_read_under_its_usual_names(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.md", FRONT_MATTER))
    assert article.headline == "Peace: a talk"
    assert published(article) == "2031-01-07"
    assert article.source == "Reading desk"
    assert article.byline == "Jo Vale, Ann Lee"
    assert article.language == "en"
    assert article.url == "https://www.harbour.example/1"
    assert article.captions == ("A hall in Arden.",)
    assert article.body == "QUILL, Jan 7 (Desk) — The talk **began**."


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2031-01-07T09:30:00Z", "2031-01-07T09:30:00Z"),
        ("2031-01-07 09:30", "2031-01-07T09:30Z"),
        ("2031-01", "2031-01"),
        ("2031", "2031"),
        ("Jan. 7, 2031", "2031-01-07"),
        ("03/04/2031", ""),
    ],
)
def test_the_date_of_front_matter_keeps_its_precision(tmp_path: Path, value: str, iso: str) -> None:
    article = only(write(tmp_path, "a.md", f"---\ntitle: T\ndate: {value}\n---\nText stands here."))
    assert published(article) == iso


def test_toml_front_matter(tmp_path: Path) -> None:
    text = '+++\ntitle = "Fog"\ndate = 2031-01-07T09:30:00Z\nsource = "Harbour"\n+++\nFog lay on Arden.\n'
    article = only(write(tmp_path, "a.md", text))
    assert (article.headline, published(article), article.source) == (
        "Fog",
        "2031-01-07T09:30:00Z",
        "Harbour",
    )


def test_front_matter_with_a_colon_in_its_headline_is_read_literally(tmp_path: Path) -> None:
    article = only(
        write(tmp_path, "a.md", "---\ntitle: Fog: the end\ndate: 2031-01-07\n---\nIt lay.\n")
    )
    assert article.headline == "Fog: the end"


def test_without_front_matter_the_first_heading_is_the_headline(tmp_path: Path) -> None:
    article = only(
        write(tmp_path, "a.txt", "# Fog in *Arden*\n\nFog lay on the town.\n\n## Later\n\nIt went.")
    )
    assert article.headline == "Fog in Arden"
    assert article.body == "Fog lay on the town.\n\n## Later\n\nIt went."
    assert article.body_format is BodyFormat.MARKDOWN


# HTML


PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Bridge opens in Port Arden | The Arden Post</title>
<meta property="og:site_name" content="The Arden Post">
<meta property="article:published_time" content="2031-01-07T09:30:00+01:00">
<link rel="canonical" href="https://www.ardenpost.example/a/1"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Bridge opens in Port Arden</h1>
<p class="byline">By Mara Quill</p>
<figure><img src="a.jpg"><figcaption>The new bridge. Photo: Ann Lee/Arden Post</figcaption></figure>
<p>The mayor of <a href="/x">Port Arden</a>, <b>Ilse Brandt</b>, opened the new bridge on Monday,
after <em>six years</em> of building.</p><h2>Crowds</h2>
<p>Hundreds came. "It is a good day," she said.</p><p>Advertisement</p>
<blockquote><p>We built it together.</p></blockquote><ul><li>Length: 400 m</li><li>Cost: 12 million</li></ul>
<p>Line one<br>line two with *stars* and a_b.</p>
<p>The ferry stops at the end of the month, the harbour office said in a note to its customers.</p>
<h3>Related articles</h3><ul><li><a href="1">A ferry runs aground off Quill</a></li></ul>
</article><footer>© 2031 The Arden Post</footer></body></html>"""


def test_a_page_becomes_markdown_with_its_metadata(tmp_path: Path) -> None:
    article = only(write(tmp_path, "page", PAGE))
    assert article.headline == "Bridge opens in Port Arden"
    assert article.source == "The Arden Post"
    assert article.byline == "Mara Quill"
    assert published(article) == "2031-01-07T08:30:00Z"
    assert article.url == "https://www.ardenpost.example/a/1"
    assert article.language == "en"
    assert article.captions == ("The new bridge. Photo: Ann Lee/Arden Post",)
    assert article.body.split("\n\n") == [
        "The mayor of Port Arden, **Ilse Brandt**, opened the new bridge on Monday,"
        " after *six years* of building.",
        "## Crowds",
        'Hundreds came. "It is a good day," she said.',
        "> We built it together.",
        "- Length: 400 m\n- Cost: 12 million",
        "Line one  \nline two with \\*stars\\* and a_b.",
        "The ferry stops at the end of the month, the harbour office said in a note to its customers.",
    ]


def test_the_json_ld_of_a_page_counts_before_its_meta_elements(tmp_path: Path) -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Arden"},
            {
                "@type": ["NewsArticle"],
                "headline": "The bridge of Arden",
                "datePublished": "2031-01-06",
                "author": [{"name": "Jo Vale"}, {"name": "Ann Lee"}],
                "publisher": {"name": "Arden Wire"},
                "inLanguage": "en-US",
            },
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
    article = only(write(tmp_path, "p.html", PAGE.replace("</head>", script)))
    assert article.headline == "The bridge of Arden"
    assert published(article) == "2031-01-06"
    assert (article.source, article.byline) == ("Arden Wire", "Jo Vale, Ann Lee")


def test_a_page_without_a_site_name_has_its_host_as_source(tmp_path: Path) -> None:
    page = PAGE.replace('<meta property="og:site_name" content="The Arden Post">', "")
    article = only(write(tmp_path, "p.html", page))
    assert article.source == "ardenpost.example"


def test_a_page_without_an_article_is_a_failure(tmp_path: Path) -> None:
    (failure,) = read_articles(
        write(tmp_path, "p.html", "<html><body><nav>Home</nav></body></html>")
    )
    assert isinstance(failure, ImportFailure)


# Feeds


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour News</title><language>en-us</language>
<item><title>Tide &amp;amp; time</title><link>https://harbour.example/1</link><guid>g1</guid>
<pubDate>Tue, 07 Jan 2031 09:30:00 GMT</pubDate><dc:creator>Jo Vale</dc:creator><description>Short</description>
<content:encoded><![CDATA[<p>The tide <b>rose</b> fast.</p><p>Nobody was hurt.</p><p>Read more</p>]]></content:encoded></item>
<item><title>Only a headline</title></item>
<item><description>AT&amp;amp;T opened an office. It is big.</description></item></channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafen</title>
<entry><title>Flut</title><id>urn:1</id><link href="https://hafen.example/1"/><updated>2031-01-07T09:30:00Z</updated>
<author><name>Ida Stone</name></author><content type="html">&lt;p&gt;Die Flut kam.&lt;/p&gt;</content></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old Harbour</title></channel>
<item><title>Fog</title><link>https://old.example/1</link><dc:date>2031-01-07</dc:date>
<description>Fog lay on Arden.</description></item></rdf:RDF>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour JSON",
        "language": "en",
        "items": [
            {
                "id": "7",
                "title": "Fog",
                "url": "https://h.example/7",
                "date_published": "2031-01-07T09:30:00Z",
                "authors": [{"name": "Jo Vale"}],
                "content_html": "<p>Fog <em>lay</em> on Arden.</p>",
            }
        ],
    }
)


def test_each_entry_of_rss_is_an_article(tmp_path: Path) -> None:
    first, failure, last = read_articles(write(tmp_path, "feed", RSS))
    assert isinstance(first, Article)
    assert isinstance(failure, ImportFailure)
    assert isinstance(last, Article)
    assert (first.headline, first.body) == (
        "Tide & time",
        "The tide **rose** fast.\n\nNobody was hurt.",
    )
    assert (first.source, first.byline, first.language) == ("Harbour News", "Jo Vale", "en")
    assert (published(first), first.url) == ("2031-01-07T09:30:00Z", "https://harbour.example/1")
    assert first.origin_id == "g1"
    assert failure.place == "entry 2"
    assert last.body == "AT&T opened an office. It is big."
    assert last.headline_from_body


@pytest.mark.parametrize(
    ("content", "source", "date"),
    [
        (ATOM, "Hafen", "2031-01-07T09:30:00Z"),
        (RDF, "Old Harbour", "2031-01-07"),
        (JSON_FEED, "Harbour JSON", "2031-01-07T09:30:00Z"),
    ],
)
def test_other_feeds(tmp_path: Path, content: str, source: str, date: str) -> None:
    article = only(write(tmp_path, "feed", content))
    assert (article.source, published(article)) == (source, date)
    assert article.body


# JSON lines


def test_the_text_of_json_lines_is_kept_as_it_is(tmp_path: Path) -> None:
    text = " A\tb\r\n*c*  Advertisement\n\n— “q”.Glued  \n"
    line = {
        "id": 5,
        "headline": "H",
        "published": "2031-01-07",
        "source": "S",
        "byline": "B",
        "text": text,
    }
    article = only(write(tmp_path, "a.jsonl", json.dumps(line)))
    assert article.body == text
    assert article.body_format is BodyFormat.PLAIN
    assert (article.origin_id, article.source, article.byline) == ("5", "S", "B")


def test_what_cannot_be_stored_is_replaced_one_for_one(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.jsonl", '{"text": "a\\u0000b\\ud800c\\ud83d\\ude00d"}'))
    assert article.body == "a\ufffdb\ufffdc\U0001f600d"


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = '{"text":"One."}\nnot json\n\n{"id":3}\n{"text":"  "}\n{"text":7}\n[1]\n{"text":"Two."}'
    found = list(read_articles(write(tmp_path, "a.jsonl", lines)))
    assert [one.body for one in found if isinstance(one, Article)] == ["One.", "Two."]
    places = [one.place for one in found if isinstance(one, ImportFailure)]
    assert places == ["line 2", "line 4", "line 5", "line 6", "line 7"]


def test_an_absent_headline_is_taken_from_the_body(tmp_path: Path) -> None:
    article = only(
        write(tmp_path, "a.jsonl", '{"headline": "", "text": "Fog lay on Arden. It went."}')
    )
    assert article.headline == "Fog lay on Arden."
    assert article.headline_from_body


def exported(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "origin_id": article.origin_id,
        "headline": article.headline,
        "published": article.published.iso() if article.published else None,
        "precision": article.published.precision if article.published else None,
        "source": article.source,
        "byline": article.byline,
        "dateline": article.dateline,
        "language": article.language,
        "url": article.url,
        "captions": list(article.captions),
        "body": article.body,
        "body_format": article.body_format,
        "mentions": [],
        "quotations": [],
    }


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("content", [FRONT_MATTER, PAGE, "Fog lay on Arden. It went at noon."])
def test_an_export_imports_as_the_same_article(
    tmp_path: Path, content: str, indent: int | None
) -> None:
    first = only(write(tmp_path, "first", content))
    again = only(write(tmp_path, "again.json", json.dumps(exported(first), indent=indent)))
    assert again.id == first.id
    assert again.headline_from_body == first.headline_from_body
    assert exported(again) == exported(first)


# JSON-LD and ninjs


NEWS_ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Fog in Arden",
    "articleBody": "Fog lay on Arden.\n\nIt went at noon.The ferry sailed.",
    "datePublished": "2031-01-07T09:30:00Z",
    "author": {"@type": "Person", "name": "Jo Vale"},
    "publisher": {"@type": "Organization", "name": "Harbour"},
    "mainEntityOfPage": {"@id": "https://h.example/7"},
    "dateline": "ARDEN",
    "inLanguage": "en",
    "image": [{"@type": "ImageObject", "caption": "The fog."}],
}


@pytest.mark.parametrize(
    "shape", [lambda one: one, lambda one: [one], lambda one: {"@graph": [one]}]
)
@pytest.mark.parametrize("indent", [None, 1])
def test_news_articles_in_json_ld(
    tmp_path: Path, shape: Callable[[object], object], indent: int | None
) -> None:
    article = only(write(tmp_path, "a.json", json.dumps(shape(NEWS_ARTICLE), indent=indent)))
    assert article.headline == "Fog in Arden"
    assert article.body == "Fog lay on Arden.\n\nIt went at noon. The ferry sailed."
    assert (article.source, article.byline, article.dateline) == ("Harbour", "Jo Vale", "ARDEN")
    assert (article.url, article.captions) == ("https://h.example/7", ("The fog.",))
    assert published(article) == "2031-01-07T09:30:00Z"


NINJS_1 = {
    "uri": "urn:n:1",
    "type": "text",
    "versioncreated": "2031-01-07T10:00:00Z",
    "firstcreated": "2031-01-07T09:30:00Z",
    "headline": "Fog in Arden",
    "byline": "Jo Vale",
    "located": "Arden",
    "language": "en",
    "copyrightholder": "Harbour Agency",
    "body_text": "Fog lay on Arden. It went.",
    "body_xhtml": "<p>Fog lay on Arden.</p><p>It <b>went</b>.</p>",
    "associations": {"a1": {"type": "picture", "description_text": "The fog."}},
}
NINJS_2 = {
    "uri": "urn:n:2",
    "type": "text",
    "firstcreated": "2031-01-07T09:30:00Z",
    "headlines": [{"role": "sub", "value": "No"}, {"role": "main", "value": "Fog in Arden"}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "Fog lay on Arden. It went."},
        {
            "role": "html5",
            "contenttype": "text/html",
            "value": "<p>Fog lay on Arden.</p><p>It <b>went</b>.</p>",
        },
    ],
    "by": "Jo Vale",
    "located": "Arden",
    "language": "en",
    "infosources": [{"name": "Harbour Agency"}],
    "associations": [{"type": "picture", "description_text": "The fog."}],
}
NINJS_3 = {
    "uri": "urn:n:3",
    "firstCreated": "2031-01-07T09:30:00Z",
    "headlines": [{"role": "main", "value": "Fog in Arden"}],
    "bodies": [
        {
            "contentType": "application/xhtml+xml",
            "value": "<p>Fog lay on Arden.</p><p>It <b>went</b>.</p>",
        }
    ],
    "by": "Jo Vale",
    "located": "Arden",
    "language": "en",
    "infoSources": [{"name": "Harbour Agency"}],
    "associations": [{"descriptions": [{"role": "main", "value": "The fog."}]}],
}


@pytest.mark.parametrize("record", [NINJS_1, NINJS_2, NINJS_3])
@pytest.mark.parametrize("indent", [None, 1])
def test_ninjs_of_every_generation(
    tmp_path: Path, record: dict[str, object], indent: int | None
) -> None:
    article = only(write(tmp_path, "a.json", json.dumps(record, indent=indent)))
    assert article.headline == "Fog in Arden"
    assert article.body == "Fog lay on Arden.\n\nIt **went**."
    assert (article.source, article.byline, article.dateline) == (
        "Harbour Agency",
        "Jo Vale",
        "Arden",
    )
    assert (published(article), article.captions) == ("2031-01-07T09:30:00Z", ("The fog.",))
    assert article.origin_id == record["uri"]


def test_a_cancelled_item_of_a_list_is_named(tmp_path: Path) -> None:
    items = [NINJS_1, {**NINJS_1, "pubstatus": "canceled"}]
    first, second = read_articles(write(tmp_path, "a.json", json.dumps(items, indent=1)))
    assert isinstance(first, Article)
    assert isinstance(second, ImportFailure)
    assert (second.place, second.reason) == ("item 2", "is marked as cancelled")


# WARC


def warc(path: Path, *, compressed: bool) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))

        def add(
            kind: str, url: str, content_type: str, payload: bytes, status: str = "200 OK"
        ) -> None:
            headers = [("Content-Type", content_type)]
            if payload.startswith(b"\x1f\x8b"):
                headers.append(("Content-Encoding", "gzip"))
            http = (
                StatusAndHeaders(status, headers, protocol="HTTP/1.1")
                if kind == "response"
                else None
            )
            record = writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(payload),
                http_headers=http,
                warc_content_type=content_type if http is None else "",
            )
            writer.write_record(record)

        page = PAGE.replace(
            '<link rel="canonical" href="https://www.ardenpost.example/a/1">', ""
        ).encode()
        add("response", "https://www.ardenpost.example/1", "text/html; charset=utf-8", page)
        add(
            "response",
            "https://x.example/2",
            "text/html",
            b"<p>Nothing here",
            status="404 Not Found",
        )
        add("response", "https://x.example/3", "text/html", gzip.compress(page))
        add("response", "https://x.example/4", "text/html", gzip.compress(b"<p>a" * 5_000_000))
        add("resource", "https://x.example/5", "image/png", b"\x89PNG")
        add(
            "conversion",
            "https://x.example/6",
            "text/plain",
            b"Fog in Arden\n\nFog lay on the town.",
        )
    return path


@pytest.mark.parametrize("kind", ["plain", "by record", "as a whole"])
def test_pages_in_a_warc_file_become_articles(tmp_path: Path, kind: str) -> None:
    path = warc(tmp_path / "a.warc", compressed=kind == "by record")
    if kind == "as a whole":
        path.write_bytes(gzip.compress(path.read_bytes()))
    first, second, failure, last = read_articles(path)
    assert isinstance(first, Article)
    assert (first.url, first.headline) == (
        "https://www.ardenpost.example/1",
        "Bridge opens in Port Arden",
    )
    assert first.origin == f"{path}#2"
    assert isinstance(second, Article)
    assert second.url == "https://x.example/3"
    assert isinstance(failure, ImportFailure)
    assert (failure.place, "larger than" in failure.reason) == ("record 5", True)
    assert isinstance(last, Article)
    assert (last.headline, last.body, last.source) == (
        "Fog in Arden",
        "Fog lay on the town.",
        "x.example",
    )


@pytest.mark.parametrize(("compressed", "size"), [(False, 2800), (True, 1600)])
def test_a_warc_file_cut_short_gives_what_is_whole(
    tmp_path: Path, compressed: bool, size: int
) -> None:
    whole = warc(tmp_path / "a.warc", compressed=compressed).read_bytes()
    *kept, failure = read_articles(write(tmp_path, "cut.warc", whole[:size]))
    assert [one.headline for one in kept if isinstance(one, Article)] == [
        "Bridge opens in Port Arden"
    ]
    assert isinstance(failure, ImportFailure)
    assert "cut short" in failure.reason


# Mail


MESSAGE = """From: "Harbour Weekly" <n@harbour.example>
Subject: =?utf-8?q?Caf=C3=A9_news?=
Date: Tue, 07 Jan 2031 09:30:15 +0100
Message-ID: <a@b.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

View this email in your browser
--x
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><body><table><tr><td><p>View in browser</p><h1>Caf=E9 news</h1><p>The <b>caf=E9</b> of Arden
opened on Monday.</p><p>Crowds came.</p></td></tr></table><p>Unsubscribe</p></body></html>
--x--
"""

MAILBOX = """From ann@example.org Tue Jan  7 09:30:00 2031
From: Harbour Weekly <n@harbour.example>
Subject: One

Fog lay on the town of Arden today.

>From here it goes on.

From what we know it is over.

From bob@example.org Tue Jan  7 10:30:00 2031
From: n@quill.example
Subject: Two
Date: Tue, 07 Jan 2031 10:30:00 +0000

The ferry sailed at noon.

From cat@example.org Tue Jan  7 11:30:00 2031
Subject: Three

"""


def test_a_newsletter(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.eml", MESSAGE))
    assert (article.headline, article.source) == ("Café news", "Harbour Weekly")
    assert published(article) == "2031-01-07T08:30:15Z"
    assert article.body == "The **café** of Arden opened on Monday.\n\nCrowds came."
    assert article.origin_id == "a@b.example"


def test_a_mailbox_is_split_at_envelopes_only(tmp_path: Path) -> None:
    path = write(tmp_path, "a.mbox", MAILBOX)
    first, second, failure = read_articles(path)
    assert isinstance(first, Article)
    assert first.body == (
        "Fog lay on the town of Arden today.\n\nFrom here it goes on.\n\nFrom what we know it is over."
    )
    assert isinstance(second, Article)
    assert (second.headline, second.source, second.origin) == ("Two", "quill.example", f"{path}#2")
    assert isinstance(failure, ImportFailure)
    assert failure.place == "message 3"


# Which reader


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (FRONT_MATTER, "markdown"),
        (PAGE, "html"),
        (
            "<?xml version='1.0'?><!-- c --><html><body><p>Fog lay on Arden.</p></body></html>",
            "html",
        ),
        (RSS, "feed"),
        (ATOM, "feed"),
        (JSON_FEED, "feed"),
        ('{"text": "Fog."}\n{"text": "More fog."}', "jsonl"),
        ('{"text": "Say \\"@type\\": this"}', "jsonl"),
        (json.dumps([{"text": "Fog."}], indent=1), "jsonl"),
        (json.dumps(NEWS_ARTICLE), "json-ld"),
        (json.dumps(NINJS_1), "ninjs"),
        (MESSAGE, "mail"),
        (MAILBOX, "mail"),
        ("Fog\n\nFog lay on Arden.", "text"),
        ("[Photo: a fog]\n\nFog lay on Arden.", "text"),
        ("--- \nFog lay on Arden.", "text"),
        ("<3 is a heart, and fog lay on Arden.", "text"),
        ("Date: 7 January 2031\nSource: Harbour\n\nFog lay on Arden.", "text"),
    ],
)
def test_the_reader_is_picked_by_content(tmp_path: Path, content: str, name: str) -> None:
    """A misleading suffix changes nothing: it reads as it does with the format named."""
    path = write(tmp_path, "a.dat", content)
    assert list(read_articles(path)) == list(read_articles(path, name))


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="markdown"):
        read_articles(tmp_path / "a", "docx")


def test_a_format_can_be_named(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.md", "# Fog\n\nFog lay on Arden."), "text")
    assert article.body_format is BodyFormat.PLAIN
    assert "text" in FORMATS


# Pages of other shapes


def test_a_short_page_keeps_its_paragraphs(tmp_path: Path) -> None:
    page = "<html><head><title>News</title></head><body><h1>Fog closes the bridge</h1><p>Fog closed the bridge.</p><p>It opened at noon.</p></body></html>"
    article = only(write(tmp_path, "p.html", page))
    assert article.headline == "Fog closes the bridge"
    assert article.body == "Fog closed the bridge.\n\nIt opened at noon."


def test_what_stands_above_the_text_of_a_page_is_metadata(tmp_path: Path) -> None:
    page = """<html lang="en"><head><title>Opposition wins in Tamm | Vell Wire</title>
<meta property="article:author" content="https://social.example/x"></head><body><main><article><header>
<p>World</p><h1>Opposition wins in Tamm</h1><p>The party of Oda Fen takes 51.2% of the vote, the council says.</p>
<address>By <a rel="author" href="/o">Oskar Lund</a>, Tamm</address><time datetime="2031-05-01T08:00:00Z">1 May</time></header>
<p>TAMM (Vell Wire) — The opposition has won the vote in Tamm, the council said on Thursday.</p>
<div><h4>More on this story</h4><ul><li><a href="/1">Who is Oda Fen?</a></li></ul></div>
<p>“We won,” said Ms <a href="/f">Fen</a>, and turned to the crowd that had come to the hall.</p>
<figure><img alt="x"><figcaption>Ms Fen in Tamm<span>Ann Lee/AFP</span></figcaption></figure>
<p><em>Additional reporting by Ida Stone</em></p></article></main></body></html>"""
    article = only(write(tmp_path, "p.html", page))
    assert article.headline == "Opposition wins in Tamm"
    assert (article.source, article.byline) == ("Vell Wire", "Oskar Lund")
    assert published(article) == "2031-05-01T08:00:00Z"
    assert article.captions == ("Ms Fen in Tamm Ann Lee/AFP",)
    assert article.body.split("\n\n") == [
        "The party of Oda Fen takes 51.2% of the vote, the council says.",
        "TAMM (Vell Wire) — The opposition has won the vote in Tamm, the council said on Thursday.",
        "“We won,” said Ms Fen, and turned to the crowd that had come to the hall.",
    ]


def test_a_page_drawn_by_a_script_is_read_from_its_json_ld(tmp_path: Path) -> None:
    data = {**NEWS_ARTICLE, "articleBody": "Fog lay on Arden.\nIt went at noon.\nThe ferry sailed."}
    page = (
        f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body>'
        '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>'
    )
    article = only(write(tmp_path, "p.html", page))
    assert article.body == "Fog lay on Arden.\n\nIt went at noon.\n\nThe ferry sailed."


def test_layout_tables_vanish_and_tables_of_figures_stay(tmp_path: Path) -> None:
    page = """<table role="presentation"><tr><td><p>The vote, by town, as the council of Tamm gave it on Sunday.</p>
<table><tr><th>Town</th><th>Votes</th></tr><tr><td>Tamm</td><td>4,000</td></tr></table></td></tr></table>"""
    message = f"From: a@b.example\nSubject: The vote\nContent-Type: text/html\n\n{page}"
    assert only(write(tmp_path, "a.eml", message)).body == (
        "The vote, by town, as the council of Tamm gave it on Sunday.\n\n"
        "| Town | Votes |\n| --- | --- |\n| Tamm | 4,000 |"
    )


def test_text_of_a_page_is_never_taken_for_markdown(tmp_path: Path) -> None:
    page = "<p># no heading</p><p>1. no list</p><p>- nor here, a*b*c and [x](y) &lt;b&gt;</p>"
    message = f"From: a@b.example\nSubject: Signs\nContent-Type: text/html\n\n{page}"
    assert only(write(tmp_path, "a.eml", message)).body == (
        "\\# no heading\n\n1\\. no list\n\n\\- nor here, a\\*b\\*c and [x\\](y) \\<b>"
    )


def test_a_damaged_record_is_passed_over_in_silence_but_for_its_failure(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = warc(tmp_path / "a.warc", compressed=False).read_bytes()
    lengths = [line for line in whole.split(b"\r\n") if line.startswith(b"Content-Length")]
    # The first page says that it is shorter than it is, and ends in the middle of its text.
    broken = whole.replace(lengths[1], b"Content-Length: 1500", 1)
    found = list(read_articles(write(tmp_path, "b.warc", broken)))
    places = [one.place for one in found if isinstance(one, ImportFailure)]
    assert places[0] == "record 2"
    assert "https://x.example/3" in [one.url for one in found if isinstance(one, Article)]
    assert capfd.readouterr() == ("", "")
