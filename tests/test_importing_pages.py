"""Plain text, above all as it is scraped off pages: what becomes metadata, what goes, what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.importing.reading import read_articles
from index.model import Article, BodyFormat, ImportFailure


def read_one(folder: Path, text: str, name: str = "page.txt") -> Article:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (article,) = read_articles(path)
    assert isinstance(article, Article), article
    return article


GLUED = """ date 2031-05-06 The Quillon flag flies over the Assembly building in Port Arden. Photo: Ann Lee/Vell Photos/Getty Images

+ ↺ − 16 px

Quillon has announced that it was leaving the river pact following Prime Minister Oda Fen's promise to the fishermen of the lower Vell and their long strike.

The government also recalled its delegates, Harbour.Az reports, citing foreign media. "We will not pay for water that is ours," the ministry said in a statement.Fen expressed her support for the strike in a call.The ministers also met the head of the union."Today I spoke with the men of the Vell," she said.It was the first such call, worth 51.2% of the vote.The U.S. envoy, J.R. Smith, left Vell.Com unread.

Harbour.Az"""


def test_a_glued_page_becomes_a_clean_article(tmp_path: Path) -> None:
    article = read_one(tmp_path, GLUED)
    assert article.published is not None
    assert article.published.iso() == "2031-05-06"
    assert article.source == "Harbour.Az"
    assert article.captions == (
        "The Quillon flag flies over the Assembly building in Port Arden."
        " Photo: Ann Lee/Vell Photos/Getty Images",
    )
    assert article.body_format is BodyFormat.PLAIN
    assert article.body.startswith("Quillon has announced")
    assert article.body.endswith("left Vell.Com unread.")
    assert "px" not in article.body


def test_glued_sentences_come_apart_and_names_stay_whole(tmp_path: Path) -> None:
    words = read_one(tmp_path, GLUED).body.split()
    folded = " ".join(words)
    assert "statement. Fen" in folded
    assert 'union. "Today I spoke' in folded
    assert "she said. It was" in folded
    assert "vote. The U.S. envoy, J.R. Smith, left Vell.Com" in folded
    assert "Harbour.Az reports" in folded


def test_one_glued_place_gets_a_space_and_no_new_paragraph(tmp_path: Path) -> None:
    article = read_one(tmp_path, "A bridge opened in Arden on Monday.Crowds came to see it open.\n")
    assert article.body == "A bridge opened in Arden on Monday. Crowds came to see it open."


def test_without_a_headline_the_first_sentence_is_cut_at_a_word(tmp_path: Path) -> None:
    article = read_one(tmp_path, GLUED)
    assert article.headline_from_body
    assert len(article.headline) <= 120
    assert article.headline.endswith("…")
    assert article.body.startswith(article.headline.removesuffix("…"))
    assert article.body[len(article.headline) - 1] == " "


def test_a_short_first_sentence_is_the_whole_headline(tmp_path: Path) -> None:
    article = read_one(
        tmp_path, "Mr. Brook of the U.S. bank left on Jan. 6. He did not say why he went."
    )
    assert article.headline == "Mr. Brook of the U.S. bank left on Jan. 6."


def test_a_headline_on_its_own_line_is_taken_off_the_body(tmp_path: Path) -> None:
    article = read_one(
        tmp_path, "Storm closes the port\n\nThe port of Arden was closed on Tuesday.\n"
    )
    assert (article.headline, article.body) == (
        "Storm closes the port",
        "The port of Arden was closed on Tuesday.",
    )
    assert not article.headline_from_body


PORTAL = """Skip to main content
Home > World > Americas
World
Quillon votes to leave the river pact
By Mara Quill and Jon Aster
Senior correspondent, Port Arden
7 January 2031, 09:30 GMT
Updated 2 hours ago
Share
Facebook
Twitter
WhatsApp
Copy link
5 min read
Lawmakers raise their hands in the chamber. Photograph: Ann Lee/AFP/Getty Images
PORT ARDEN, Jan 7 (Harbour Desk) — Lawmakers in Quillon voted on Monday to leave the river pact, after nine hours.
"We will not pay for water that is ours," Prime Minister Oda Fen told the chamber.
Advertisement
Story continues below advertisement
The pact, signed in 1998, shares the water of the Vell among four countries, the envoy said.
Read more: Four things to know about the river pact
Opposition leader Tam Reyes called the vote a mistake.
Follow us on Facebook, X and Telegram for the latest news
Related articles
Dam opens early
Fishermen fear for the Vell
Tags: Quillon, water, Vell
© 2031 Harbour News. All rights reserved.
"""

FORM = """We use cookies to improve your experience on our site. By continuing you accept our cookie policy.
Accept all cookies
Menu

Title: Fire at Marlow mill leaves two hurt
Published: January 7, 2031 at 4:05 p.m. | Updated: January 8, 2031
Source: The Marlow Courier

A- A A+

Two workers were hurt when a fire broke out in the old paper mill of Marlow, the fire service said.

Smoke rises over the mill.
Photo: Jan Petrov

The owners, Dell & Sons, did not comment. "It burned for six hours," said a neighbour, Ida Stone.

Reporting by Lena Marsh; editing by Karl Dorn

Subscribe to our newsletter
Comments (12)
Most read
1. Marlow wins the cup
2. Storm is coming
"""

SIGNED = """Storm closes port of Arden

Harbour Post | January 7, 2031 | 3 min read

Ships queue outside the port. (Photo by Ann Lee/Getty Images)

The port of Arden was closed on Tuesday because of a storm.

January 5

A first warning was given.

- Two ferries were cancelled
- One bridge was closed

Image source, Getty Images

Image caption, Waves broke over the wall

— Harbour Post
"""

WIRE = """The council of Tamm said it would rebuild the bridge, Vell Wire reports.

Work begins in the spring, the council told reporters on Sunday.

Vell Wire
"""


def test_a_portal_page_without_empty_lines(tmp_path: Path) -> None:
    article = read_one(tmp_path, PORTAL)
    assert article.headline == "Quillon votes to leave the river pact"
    assert article.byline == "Mara Quill and Jon Aster"
    assert article.published is not None
    assert article.published.iso() == "2031-01-07T09:30Z"
    assert article.dateline == "PORT ARDEN, Jan 7 (Harbour Desk)"
    assert article.captions == (
        "Lawmakers raise their hands in the chamber. Photograph: Ann Lee/AFP/Getty Images",
    )
    assert article.body.split("\n\n") == [
        "PORT ARDEN, Jan 7 (Harbour Desk) — Lawmakers in Quillon voted on Monday"
        " to leave the river pact, after nine hours.",
        '"We will not pay for water that is ours," Prime Minister Oda Fen told the chamber.',
        "The pact, signed in 1998, shares the water of the Vell among four countries, the envoy said.",
        "Opposition leader Tam Reyes called the vote a mistake.",
    ]


def test_a_page_with_labelled_metadata(tmp_path: Path) -> None:
    article = read_one(tmp_path, FORM)
    assert article.headline == "Fire at Marlow mill leaves two hurt"
    assert article.source == "The Marlow Courier"
    assert article.published is not None
    assert article.published.iso() == "2031-01-07T16:05Z"
    assert article.byline.startswith("Lena Marsh")
    assert article.captions == ("Smoke rises over the mill. Photo: Jan Petrov",)
    assert article.body.split("\n\n") == [
        "Two workers were hurt when a fire broke out in the old paper mill of Marlow,"
        " the fire service said.",
        'The owners, Dell & Sons, did not comment. "It burned for six hours," said a neighbour,'
        " Ida Stone.",
    ]


def test_a_page_with_captions_in_the_text_and_a_signature(tmp_path: Path) -> None:
    article = read_one(tmp_path, SIGNED)
    assert article.source == "Harbour Post"
    assert article.published is not None
    assert article.published.iso() == "2031-01-07"
    assert article.captions == (
        "Ships queue outside the port. (Photo by Ann Lee/Getty Images)",
        "Waves broke over the wall",
    )
    assert article.body == (
        "The port of Arden was closed on Tuesday because of a storm.\n\nJanuary 5\n\n"
        "A first warning was given.\n\n- Two ferries were cancelled\n- One bridge was closed"
    )


def test_a_last_line_that_the_text_names_as_reporting_is_the_source(tmp_path: Path) -> None:
    article = read_one(tmp_path, WIRE)
    assert article.source == "Vell Wire"
    assert article.body.endswith("on Sunday.")


def test_a_last_line_that_nothing_marks_as_a_source_stays(tmp_path: Path) -> None:
    article = read_one(
        tmp_path, "The sea took the wall, the mayor said on Sunday.\n\nSalt and Stone\n"
    )
    assert article.source == ""
    assert article.body.endswith("Salt and Stone")


KEPT = [
    "By land and by sea they came.",
    "By Monday evening the water had risen to the steps of the mill.",
    "Published figures show that 12 of the ships were late.",
    "Date palms grow on both sides of the road.",
    "Share prices fell.",
    "Comments by the minister did not help.",
    "Photo: that is the word she used when asked what hung on the wall, and she would not explain.",
    "The photo, by Ann Lee, shows a bridge.",
    "Credit: the bank extended its loans to small firms in the valley.",
    "Copyright law was debated for hours in the lower house, and members of all parties spoke.",
    "We use cookies in this recipe because they hold the cream, said the cook.",
    "Subscribe to the idea, he told them, or leave.",
    "Follow us, she said.",
    "Source: the river rises in the hills of Tamm and flows to the sea.",
    "Join opposition on Telegram, Reyes tells supporters",
    "Download the banned app, officials urge",
    "Watch",
    "(c) whether the court may hear the case at all.",
    "Read more books, the teacher told them.",
    'He read more than anyone: "Read more," he said.',
    "Tags were found on the birds.",
    "The end of the war was near.",
    "Related costs rose by 4%.",
    "Updated rules apply from May 2031.",
    "She left in January 2031",
    "16 people came.",
    "* * *",
    "By the sea, in the old town of Tamm, the fishermen wait for the wind.",
    "Advertisement for the post was placed in March.",
]


@pytest.mark.parametrize("sentence", KEPT)
def test_sentences_that_look_like_page_chrome_stay(tmp_path: Path, sentence: str) -> None:
    before = "The council of Tamm met on Monday, and it was the longest meeting in years."
    after = "It will meet again in the spring, the clerk said after the meeting."
    article = read_one(tmp_path, f"{before}\n\n{sentence}\n\n{after}\n")
    assert article.body.split("\n\n") == [before, sentence, after]


GONE = [
    "Advertisement",
    "ADVERTISEMENT",
    "- Advertisement -",
    "Story continues below advertisement",
    "Read more",
    "Read more: A dam breaks",
    "Also read | A dam breaks",
    "Follow us on Facebook, X and Telegram",
    "Subscribe to our newsletter",
    "Sign up for our daily newsletter to get the news in your inbox.",
    "Subscribe to our Telegram channel",
    "We use cookies to make your visit better. You can change your consent at any time.",
    "This website uses cookies to improve your experience.",
    "© 2031 Harbour News",
    "Copyright 2031 Harbour News. All rights reserved.",
    "All rights reserved.",
    "This material may not be published, broadcast, rewritten or redistributed.",
    "5 min read",
    "Reading time: 3 minutes",
    "Share Tweet Email Print",
    "Facebook Twitter WhatsApp Copy link",
    "Share this article",
    "Print this page",
    "A- A A+",
    "+ ↺ − 16 px",
    "14px",
    "12 comments",
    "Comments (12)",
    "Click here to subscribe",
    "Skip to main content",
    "Photo: Ann Lee/AFP",
    "Image credit: R. Lund / EPA",
    "Photo by Ann Lee/Getty Images",
    "REUTERS/Ann Lee",
    "Image source, Getty Images",
    "→",
]


@pytest.mark.parametrize("line", GONE)
def test_page_chrome_goes_wherever_it_stands(tmp_path: Path, line: str) -> None:
    before = "The council of Tamm met on Monday, and it was the longest meeting in years."
    after = "It will meet again in the spring, the clerk said after the meeting."
    article = read_one(tmp_path, f"{before}\n\n{line}\n\n{after}\n")
    assert article.body.split("\n\n") == [before, after]


def test_text_wrapped_by_hand_is_unwrapped(tmp_path: Path) -> None:
    article = read_one(
        tmp_path,
        "The council met on Monday and agreed to\nkeep the school open for another year,\n"
        "in spite of the falling number of pupils\nin the valley. Parents had asked for it\n"
        "in a letter to the head of the council.\n\nRepairs began on Tuesday.\n",
    )
    assert article.body == (
        "The council met on Monday and agreed to keep the school open for another year, in spite of"
        " the falling number of pupils in the valley. Parents had asked for it in a letter to the"
        " head of the council.\n\nRepairs began on Tuesday."
    )


def test_line_breaks_of_a_poem_stay(tmp_path: Path) -> None:
    poem = "The tide is out,\nthe boats are in,\nand Arden sleeps.\n\nThe poem hangs in the hall of the town.\n"
    assert read_one(tmp_path, poem).body == poem.strip()


def test_a_dateline_is_noted_and_stays_in_the_body(tmp_path: Path) -> None:
    article = read_one(
        tmp_path, "CARACAS, Jan 7 (Desk) — The council met on Monday in the old hall.\n"
    )
    assert article.dateline == "CARACAS, Jan 7 (Desk)"
    assert article.body.startswith("CARACAS, Jan 7 (Desk) — The council")
    assert article.headline == "The council met on Monday in the old hall."


def test_the_published_date_is_never_the_time_or_name_of_the_file(tmp_path: Path) -> None:
    article = read_one(tmp_path, "The council met on Monday, it said.", name="2031-01-07.txt")
    assert article.published is None


STORY = (
    "The port of Vell was closed on Tuesday after dockers walked out over pay, the harbour master said.\n\n"
    "Ships were told to make for Arden until further notice, the ministry of transport announced."
)
TITLE = "Dockers close port of Vell over pay"


def told(article: Article) -> tuple[str, str, str, str]:
    """Return headline, day or minute of publication, source and byline."""
    published = article.published.iso() if article.published else ""
    return (article.headline, published, article.source, article.byline)


@pytest.mark.parametrize(
    ("head", "published", "source", "byline"),
    [
        (
            f"{TITLE}\nNordic Business Daily\n15 January 2025",
            "2025-01-15",
            "Nordic Business Daily",
            "",
        ),
        (f"{TITLE}\nGazeta Vellska, 14 January 2025", "2025-01-14", "Gazeta Vellska", ""),
        (f"{TITLE}\nPort Arden, 14 January 2025", "2025-01-14", "", ""),
        (f"World › Europe\n\n{TITLE}\n\n15 January 2025", "2025-01-15", "", ""),
        (f"World › Europe\n{TITLE}\nBy Awa Diouf\n15 January 2025", "2025-01-15", "", "Awa Diouf"),
        (f"{TITLE}\nVell News, Arden\nPublished\n15 January 2025", "2025-01-15", "Vell News", ""),
        (
            f"{TITLE}\nAwa Diouf\nVell News, Arden\nPublished\n15 January 2025",
            "2025-01-15",
            "Vell News",
            "Awa Diouf",
        ),
        (f"{TITLE}\nPosted on 15th January 2025 by admin", "2025-01-15", "", ""),
        (f"{TITLE}\nJan 15, 2025 / 10:22 AM EST", "2025-01-15T15:22Z", "", ""),
        (
            f"Vell Business Daily\n\n{TITLE}\n\n15 January 2025",
            "2025-01-15",
            "Vell Business Daily",
            "",
        ),
        (f"{TITLE}\n15 January 2025\nHarbour News Agency", "2025-01-15", "Harbour News Agency", ""),
        (f"{TITLE}\nPosted by admin on 15 January 2025", "2025-01-15", "", ""),
        (f"{TITLE}\nPosted by Awa Diouf on 15 January 2025", "2025-01-15", "", "Awa Diouf"),
        (
            f"{TITLE}\n\nReuters\n\nJanuary 15, 2025 10:22 AM GMT+3 - Updated 3 hours ago",
            "2025-01-15T07:22Z",
            "Reuters",
            "",
        ),
    ],
)
def test_the_lines_under_a_headline_say_when_and_who(
    tmp_path: Path, head: str, published: str, source: str, byline: str
) -> None:
    article = read_one(tmp_path, f"{head}\n\n{STORY}\n")
    assert told(article) == (TITLE, published, source, byline)
    assert article.body == STORY


def test_a_subhead_that_speaks_of_news_is_no_source(tmp_path: Path) -> None:
    subhead = "Ministry denies news of a deal"
    article = read_one(tmp_path, f"{TITLE}\n\n{subhead}\n\nBy Awa Diouf\n\n{STORY}\n")
    assert article.source == ""
    assert subhead in article.body


def test_an_agency_above_a_byline_took_the_picture(tmp_path: Path) -> None:
    article = read_one(tmp_path, f"{TITLE}\n\nReuters\n\nBy Awa Diouf\n\n{STORY}\n")
    assert article.source == ""


def test_a_headline_with_the_name_of_a_newsroom_stays_the_headline(tmp_path: Path) -> None:
    headline = "The Harbour Post"
    article = read_one(tmp_path, f"Arden\n\n15 January 2025\n\n{headline}\n\n{STORY}\n")
    assert article.source == ""


@pytest.mark.parametrize(
    ("dateline", "source"),
    [
        ("VELL, Quillon, March 4 (Anatolian Courier) -", "Anatolian Courier"),
        ("VELL, March 4 (Desk) —", ""),
        ("VELL, March 4 (our own correspondent) —", ""),
    ],
)
def test_the_newsroom_of_a_dateline_is_the_source(
    tmp_path: Path, dateline: str, source: str
) -> None:
    article = read_one(tmp_path, f"{TITLE}\n\n{dateline} {STORY}\n")
    assert article.source == source
    assert article.dateline == dateline.rstrip(" -—")


def test_a_dateline_with_a_year_dates_the_story(tmp_path: Path) -> None:
    text = f"# {TITLE}\n\n*Port Arden, 2 February 2025* — {STORY}\n"
    article = read_one(tmp_path, text, "story.md")
    assert article.published is not None
    assert article.published.iso() == "2025-02-02"


def test_the_line_under_the_heading_of_a_page_is_read(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in STORY.split("\n\n"))
    page = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
        f'<div class="meta">By Awa Diouf | 3 June 2025</div>{paragraphs}</article></body></html>'
    )
    assert told(read_one(tmp_path, page, "page.html")) == (TITLE, "2025-06-03", "", "Awa Diouf")


def test_another_story_of_a_page_says_nothing_of_the_first(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in STORY.split("\n\n"))
    page = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{paragraphs}</article>"
        '<aside><h3>Bridge opens</h3><div class="meta">By Oda Fen | 3 June 2025</div></aside>'
        "</body></html>"
    )
    assert told(read_one(tmp_path, page, "page.html")) == (TITLE, "", "", "")


def test_a_newsroom_s_note_on_its_standards_goes(tmp_path: Path) -> None:
    note = "Our Standards: The Anatolian Courier Trust Principles."
    article = read_one(tmp_path, f"{TITLE}\n\n{STORY}\n\n{note}\n")
    assert article.body == STORY


def test_dates_that_cannot_be_read_are_told_once_a_file(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_text(
        '{"text": "The port of Vell was closed.", "date": "31/02/2025"}\n'
        '{"text": "The port of Vell was opened.", "date": "32/02/2025"}\n'
        '{"text": "The port of Vell was sold.", "date": ""}\n',
        encoding="utf-8",
    )
    *articles, note = read_articles(path)
    assert isinstance(note, ImportFailure)
    assert note.imported
    assert all(isinstance(one, Article) for one in articles)
    assert len(articles) == 3
    assert "line 1" in str(note)
    assert "31/02/2025" in str(note)
    assert "1 more" in str(note)


@pytest.mark.parametrize("line", ["Le Quotidien", "Oda Fen in Arden", "Strike enters second week"])
def test_a_line_that_is_not_understood_does_not_take_the_headline_s_place(
    tmp_path: Path, line: str
) -> None:
    article = read_one(tmp_path, f"{TITLE}\n{line}\n15 January 2025\n\n{STORY}\n")
    assert told(article) == (TITLE, "2025-01-15", "", "")
    assert article.body == f"{line}\n\n{STORY}"
