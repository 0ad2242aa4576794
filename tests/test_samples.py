"""The sample stories hold together and say nothing beyond the record they were written from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from itertools import combinations

import pytest
import yaml

MINIMUM_STORIES = 48
FIRST_DAY = date(2023, 8, 15)
LAST_DAY = date(2025, 2, 10)
REQUIRED_KEYS = {"headline", "date", "source", "byline", "language"}
OPTIONAL_KEYS = {"dateline"}

# What may be quoted, and by which word a story has to name the one who said it.
QUOTATIONS: tuple[tuple[str, str], ...] = (
    (
        "pena",
        "Today I had a conversation with Edmundo Gonzalez Urrutia, the winner of the presidential "
        "elections in Venezuela, and with Maria Corina Machado, a prominent leader of the "
        "opposition to the Nicolas Maduro regime.",
    ),
    (
        "pena",
        "During our conversation, we analyzed the situation in Venezuela and agreed on the "
        "importance of channeling the democratic process in the country.",
    ),
    (
        "biden",
        "Today I hosted Venezuela's President-elect Edmundo Gonzalez, a man whose campaign "
        "inspired millions and one who should be taking the oath of office in four days.",
    ),
    (
        "foreign ministry",
        "The Bolivarian Republic of Venezuela has decided, in full exercise of its sovereignty, to "
        "break diplomatic relations with the Republic of Paraguay and proceed with the immediate "
        "withdrawal of its accredited diplomatic personnel in that country.",
    ),
)

# First and second count of the electoral council, share of ballots counted, the opposition's count.
PERCENTAGES = {"51.2", "44.2", "80", "51.95", "43.18", "67", "30"}

# Figures of the record, and those that follow from it by counting days, points or people.
NUMBERS = {
    "309", "201", "12", "522",  # European Parliament
    "100,000", "300", "25", "250",  # rewards, climate finance and a ratio of two rewards
    "38", "67", "29",  # people aboard near Aktau
    "48", "36", "107", "84", "100", "6", "142", "188",  # hours and spans of days
    "0.75", "1.02", "8.77", "7", "37",  # points between counts
    "2023", "2024", "2025", "2035",  # years
}  # fmt: skip

# Every day of the record, as (month, day).
DAYS_OF_RECORD = {
    (12, 3), (12, 14), (12, 10), (8, 15), (4, 30),
    (3, 20), (4, 5), (4, 6), (4, 11), (4, 16), (10, 11),
    (1, 26), (10, 22), (4, 19), (7, 28), (7, 29), (7, 30), (8, 1), (8, 2), (8, 22),
    (9, 2), (9, 6), (9, 7), (9, 8), (9, 11), (9, 19), (10, 24), (12, 17), (11, 19),
    (12, 5), (12, 6), (11, 24), (3, 1),
    (1, 2), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 20), (12, 21), (12, 22),
    (1, 31), (2, 2), (2, 6),
    (11, 11), (11, 22), (11, 18), (12, 8), (12, 9), (12, 25), (12, 28), (1, 15), (1, 19),
}  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("January", "Jan"), ("February", "Feb"), ("March",), ("April",), ("May",), ("June",),
            ("July",), ("August", "Aug"), ("September", "Sept"), ("October", "Oct"),
            ("November", "Nov"), ("December", "Dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_BEFORE_MONTH = re.compile(rf"\b(\d{{1,2}})(?: and (\d{{1,2}}))? {MONTH}(?=\W|$)")
DAY_AFTER_MONTH = re.compile(
    rf"\b{MONTH} (\d{{1,2}})(?!\d)(?: (?:and|to) (\d{{1,2}})(?!\d))?(?:,? (20\d\d))?"
)
WEEKDAY_AND_DATE = re.compile(
    rf"\b({'|'.join(WEEKDAYS)}),? (?:{MONTH} (\d{{1,2}})|(\d{{1,2}}) {MONTH})(?:,? (20\d\d))?"
)
QUOTED = re.compile(r'“([^”]*)”|"([^"]*)"')
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

# Names with accents, in full and bare: a story keeps them all or loses them all.
ACCENTED_NAMES = (
    "Peña", "González", "Nicolás", "María", "Rubén", "Ramírez", "Yván", "José", "Raúl", "Inácio",
    "Yamandú", "López", "Andrés", "Sánchez", "Rodríguez", "Díaz", "Asunción", "Brasília",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One sample as it lies in the folder."""

    name: str
    front: dict[str, object]
    body: str

    @property
    def published(self) -> date:
        stamp = self.front["date"]
        assert isinstance(stamp, date)
        return stamp.astimezone(UTC).date() if isinstance(stamp, datetime) else stamp

    @property
    def words(self) -> list[str]:
        return re.findall(r"\w[\w'’.-]*", self.body)

    @property
    def own_text(self) -> str:
        """The body without what it quotes."""
        return QUOTED.sub("", self.body)


def read_stories() -> tuple[Story, ...]:
    stories = []
    for entry in sorted(resources.files("sample_articles").iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".md"):
            continue
        opening, front, body = entry.read_text(encoding="utf-8").split("---\n", 2)
        assert opening == "", f"{entry.name} does not begin with front matter"
        stories.append(Story(entry.name, yaml.safe_load(front), body))
    return tuple(stories)


STORIES = read_stories()
every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


def bare(text: str) -> str:
    """Text without accents, in lower case, with straight apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def quotations_in(body: str) -> list[str]:
    """What stands in quotation marks or in block quotes, attribution lines aside."""
    blocks = re.findall(r"^> ?(.*)$", body, flags=re.MULTILINE)
    quoted = [line.strip('“”" ') for line in blocks if line.strip() and not line.startswith("—")]
    for curly, straight in QUOTED.findall(body):
        quoted.append(curly or straight)
    return quoted


def days_in(text: str) -> list[tuple[int, int, int | None]]:
    """Each day of the year that the text names: (month, day, year where given)."""
    found: list[tuple[int, int, int | None]] = []
    for first, second, month in DAY_BEFORE_MONTH.findall(text):
        found += [(MONTHS[month], int(day), None) for day in (first, second) if day]
    for month, first, second, year in DAY_AFTER_MONTH.findall(text):
        found += [
            (MONTHS[month], int(day), int(year) if year else None) for day in (first, second) if day
        ]
    return found


def test_there_are_enough_stories() -> None:
    assert len(STORIES) >= MINIMUM_STORIES


def test_the_folder_holds_stories_and_nothing_else() -> None:
    others = {
        entry.name
        for entry in resources.files("sample_articles").iterdir()
        if not entry.name.endswith(".md")
    }
    assert others <= {"__init__.py", "__pycache__"}


@every_story
def test_file_name_is_ascii_and_begins_with_the_date(story: Story) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9-]+\.md", story.name)
    assert story.name.startswith(story.published.isoformat())


@every_story
def test_front_matter_has_its_keys(story: Story) -> None:
    assert REQUIRED_KEYS <= story.front.keys() <= REQUIRED_KEYS | OPTIONAL_KEYS
    for key in story.front.keys() - {"date"}:
        value = story.front[key]
        assert isinstance(value, str)
        assert value
        assert value == value.strip()
        assert "\n" not in value
    assert story.front["language"] == "en"


@every_story
def test_times_of_day_are_in_utc(story: Story) -> None:
    stamp = story.front["date"]
    assert isinstance(stamp, date)
    if isinstance(stamp, datetime):
        assert stamp.utcoffset() is not None
        assert stamp.utcoffset() == UTC.utcoffset(None)


@every_story
def test_publication_lies_within_the_record(story: Story) -> None:
    assert FIRST_DAY <= story.published <= LAST_DAY


@every_story
def test_body_is_a_short_story(story: Story) -> None:
    assert 55 <= len(story.words) <= 620


def test_most_stories_are_longer_than_briefs() -> None:
    assert sum(len(story.words) >= 120 for story in STORIES) >= MINIMUM_STORIES


def test_headlines_are_unique() -> None:
    assert len({story.front["headline"] for story in STORIES}) == len(STORIES)


def test_several_desks_write() -> None:
    assert len({story.front["source"] for story in STORIES}) >= 5


def test_some_stories_have_a_time_of_day_and_most_have_not() -> None:
    timed = sum(isinstance(story.front["date"], datetime) for story in STORIES)
    assert 0 < timed < len(STORIES) / 2


def test_no_story_is_nearly_a_copy_of_another() -> None:
    def runs(story: Story) -> set[tuple[str, ...]]:
        words = [bare(word) for word in re.findall(r"\w+", story.own_text)]
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    prints = {story.name: runs(story) for story in STORIES}
    for one, other in combinations(prints, 2):
        shared = len(prints[one] & prints[other])
        assert shared <= 0.25 * min(len(prints[one]), len(prints[other])), (one, other)


@every_story
def test_quotation_marks_come_in_pairs(story: Story) -> None:
    for paragraph in story.body.split("\n\n"):
        assert paragraph.count('"') % 2 == 0
        assert paragraph.count("“") == paragraph.count("”")


@every_story
def test_each_quotation_is_word_for_word_and_its_speaker_is_named(story: Story) -> None:
    for quoted in quotations_in(story.body):
        words = quoted.replace("’", "'").rstrip(".,")
        speakers = [
            speaker
            for speaker, permitted in QUOTATIONS
            if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", permitted)
        ]
        assert speakers, f"nobody is on record with: {quoted}"
        own_words = bare(QUOTED.sub("", story.body))
        assert any(speaker in own_words for speaker in speakers)


@pytest.mark.parametrize("permitted", [words for _, words in QUOTATIONS])
def test_each_quotation_is_used_whole_somewhere(permitted: str) -> None:
    whole = permitted.rstrip(".")
    assert any(
        whole == quoted.replace("’", "'").rstrip(".,")
        for story in STORIES
        for quoted in quotations_in(story.body)
    )


@every_story
def test_each_percentage_is_on_record(story: Story) -> None:
    text = str(story.front["headline"]) + "\n" + story.body
    assert set(re.findall(r"([\d.,]*\d) ?(?:%|per ?cent)", text)) <= PERCENTAGES


@every_story
def test_each_other_figure_is_on_record(story: Story) -> None:
    text = re.sub(r"[\d.]*\d ?(?:%|per ?cent)", "", story.own_text)
    text = DAY_AFTER_MONTH.sub("", DAY_BEFORE_MONTH.sub("", text))
    text = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    text = re.sub(r"\b(?:COP29|G20)\b", "", text)
    assert set(NUMBER.findall(text.replace(", ", " "))) <= NUMBERS


@every_story
def test_each_day_named_is_a_day_of_the_record(story: Story) -> None:
    for month, day, _ in days_in(story.own_text):
        assert (month, day) in DAYS_OF_RECORD


@every_story
def test_weekdays_agree_with_the_calendar(story: Story) -> None:
    for weekday, month, day, day_first, month_last, year in WEEKDAY_AND_DATE.findall(
        story.own_text
    ):
        month_number = MONTHS[month or month_last]
        number = int(day or day_first)
        # Without a year the date is the one nearest to the day of publication.
        candidates = (
            [date(int(year), month_number, number)]
            if year
            else [date(story.published.year + step, month_number, number) for step in (-1, 0, 1)]
        )
        nearest = min(candidates, key=lambda day: abs((day - story.published).days))
        assert WEEKDAYS[nearest.weekday()] == weekday


@every_story
def test_names_keep_or_lose_their_accents_through_a_whole_story(story: Story) -> None:
    own_words = set(re.findall(r"\w+", str(story.front["headline"]) + " " + story.own_text))
    kept = own_words & set(ACCENTED_NAMES)
    lost = own_words & {
        "".join(
            sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
        )
        for name in ACCENTED_NAMES
    }
    assert not (kept and lost)


@pytest.mark.parametrize("accented", ["Santiago Peña", "Edmundo González", "Nicolás Maduro"])
def test_names_occur_with_accents_and_without(accented: str) -> None:
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", accented) if not unicodedata.combining(sign)
    )
    assert any(accented in story.own_text for story in STORIES)
    assert any(plain in story.own_text for story in STORIES)


@pytest.mark.parametrize(
    "subject",
    [
        "Essequibo", "Argyle", "Glas", "Sakharov", "tally sheets", "Mercosur", "Xu Wei", "Orsi",
        "Tudares", "Grenell", "Belt and Road", "BRICS", "COP29", "G20", "Assad", "Yoon", "Aktau",
        "ceasefire", "Capella", "Rubio", "Abinader", "Boric", "Blinken", "Metsola",
    ],
)  # fmt: skip
def test_each_subject_of_the_record_is_told(subject: str) -> None:
    assert any(subject in story.body for story in STORIES)
