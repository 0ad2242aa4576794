"""Linking across articles: which entity is which known actor, and when nobody can say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.analysis.analyse import analyse
from index.analysis.directory import MemoryDirectory
from index.analysis.folding import fold, name_tokens
from index.analysis.linking import KnownActor, KnownRole, actor_id, link
from index.analysis.person_names import Likeness, compare
from index.analysis.resolving import resolve
from index.model import Kind, Mention, Moment, Precision


class Desk:
    """Reads articles one after the other and remembers their actors."""

    def __init__(self, *actors: KnownActor) -> None:
        self.directory = MemoryDirectory(actors)

    def read(self, text: str, day: str = "2025-01-07") -> tuple[Mention, ...]:
        published = Moment(datetime.fromisoformat(day).replace(tzinfo=UTC), Precision.DAY)
        found = analyse(text)
        links = link(found, self.directory, published=published)
        self.directory.learn(found, links, published=published)
        return resolve(found, links)

    def actor(self, text: str, surface: str, day: str = "2025-01-07") -> str | None:
        return [one for one in self.read(text, day) if one.surface == surface][-1].actor


def test_a_name_keeps_its_actor_without_accents_and_in_part() -> None:
    desk = Desk()
    first = desk.actor("Kenyan President Orlan Peñavesk Ruiz spoke.", "Orlan Peñavesk Ruiz")
    assert desk.actor("Orlan Penavesk was seen.", "Orlan Penavesk") == first
    assert desk.actor("Mr. Penavesk was seen.", "Penavesk") == first


def test_a_bare_surname_of_nobody_known_stays_open() -> None:
    assert Desk().actor("Mr. Vesk was seen.", "Vesk") is None


def test_a_bare_surname_of_two_known_people_stays_open() -> None:
    desk = Desk()
    desk.read("Orlan Vesk met Mira Vesk.")
    assert desk.actor("Mr. Vesk was seen.", "Vesk") is None


def test_a_role_tells_two_bearers_of_a_surname_apart() -> None:
    desk = Desk()
    desk.read("Kenyan President Orlan Vesk spoke.")
    mira = desk.actor("Chilean President Mira Vesk spoke.", "Mira Vesk")
    assert desk.actor("Chilean President Vesk was seen.", "Vesk") == mira


def test_a_description_means_the_one_who_held_the_office_then() -> None:
    desk = Desk()
    orlan = desk.actor("Kenyan President Orlan Vesk spoke.", "Orlan Vesk", "2020-01-01")
    mira = desk.actor("Kenyan President Mira Tandel spoke.", "Mira Tandel", "2025-01-01")
    later = desk.actor("The Kenyan president spoke.", "Kenyan president", "2025-01-20")
    assert orlan != mira
    assert later == mira


def test_a_description_of_nobody_known_gives_way_to_the_country() -> None:
    mentions = Desk().read("The Kenyan president spoke.")
    assert [(one.surface, one.name, one.demonym) for one in mentions] == [("Kenyan", "Kenya", True)]


def test_two_people_of_one_name_in_different_offices_are_two_actors() -> None:
    desk = Desk()
    one = desk.actor("Kenyan President Orlan Vesk spoke.", "Orlan Vesk")
    other = desk.actor("Peruvian President Orlan Vesk spoke.", "Orlan Vesk")
    assert one is not None
    assert other is not None
    assert one != other
    assert desk.actor("Orlan Vesk was seen in a park.", "Orlan Vesk") is None


def test_an_acronym_alone_means_the_organisation_that_introduced_it() -> None:
    desk = Desk()
    long_form = desk.actor("The Tolvan Fishing Union (XFU) met.", "XFU")
    assert long_form is not None
    assert desk.actor("The XFU was silent.", "XFU") == long_form


def test_a_body_of_another_country_is_another_actor() -> None:
    desk = Desk()
    chilean = desk.actor("Chile's Supreme Court ruled.", "Supreme Court")
    assert chilean is not None
    assert desk.actor("Kenya's Supreme Court ruled.", "Supreme Court") != chilean


def test_a_country_is_one_actor_under_all_its_names() -> None:
    desk = Desk()
    assert desk.actor("Myanmar voted.", "Myanmar") == desk.actor("Burma voted.", "Burma")
    assert desk.actor("Burmese voters came.", "Burmese") == actor_id(Kind.COUNTRY, "Myanmar")


def test_only_the_first_article_makes_an_actor_new() -> None:
    directory = MemoryDirectory()
    found = analyse("Orlan Vesk spoke in Kenya.")
    links = link(found, directory, published=None)
    directory.learn(found, links)
    assert all(one.new for one in links)
    assert not any(one.new for one in link(found, directory, published=None))


def test_an_office_of_long_ago_does_not_make_a_holder_today() -> None:
    then = Moment(datetime(2001, 5, 1, tzinfo=UTC), Precision.DAY)
    known = KnownActor(
        "aaaaaaaaaaaa",
        "Orlan Vesk",
        Kind.PERSON,
        ("Orlan Vesk",),
        (KnownRole("president", "Kenya", then, then),),
        1,
    )
    assert [one.surface for one in Desk(known).read("The Kenyan president spoke.")] == ["Kenyan"]


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Tomás Brenno", "Tomas Brenno Salgari", Likeness.COMPATIBLE),
        ("Brenno Salgari", "Tomás Brenno Salgari", Likeness.COMPATIBLE),
        ("Anna Maria Holt", "Anna Holt", Likeness.COMPATIBLE),
        ("A. Holt", "Anna Holt", Likeness.COMPATIBLE),
        ("J. D. Holt", "J.D. Holt", Likeness.SAME),
        ("George W. Holt", "George H. W. Holt", Likeness.CONTRADICTORY),
        ("Anna Holt", "Maria Holt", Likeness.DIFFERENT),
        ("Holt", "Anna Holt", Likeness.PART),
        ("Anna al-Holt", "Anna Holt", Likeness.SAME),
    ],
)
def test_two_names_compare(one: str, other: str, likeness: Likeness) -> None:
    assert compare(one, other) is likeness
    assert compare(other, one) is likeness


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Peña", "pena"),
        ("ØSTERGÅRD", "ostergard"),
        ("Łódź", "lodz"),
        ("O’Brien", "o'brien"),
        ("ß", "ss"),
    ],
)
def test_folding_takes_case_and_accents_off(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_tokens_of_a_name_leave_particles_out() -> None:
    assert name_tokens("Ursula von der Brenn") == ("ursula", "brenn")
    assert name_tokens("Omar al-Holt") == ("omar", "holt")
    assert name_tokens("U.S.") == ("us",)
    assert name_tokens("de la") == ("de", "la")


def test_an_id_is_twelve_hex_digits_and_takes_any_name() -> None:
    assert len(actor_id(Kind.PERSON, "\ud800 Peña")) == 12
    assert actor_id(Kind.PERSON, "Peña") == actor_id(Kind.PERSON, "PENA")
    assert actor_id(Kind.PERSON, "Pena") != actor_id(Kind.PLACE, "Pena")
