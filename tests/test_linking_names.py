"""Which forms of a name mean one actor: spellings, short forms, teams, bodies; and names given beforehand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.analysis.analyse import analyse
from index.analysis.directory import MemoryDirectory
from index.analysis.evidence import rules, sentence
from index.analysis.given import GivenName, analyse_given
from index.analysis.linking import KnownActor, KnownRole, link
from index.analysis.name_spellings import nearly, one_given_name, one_spelling
from index.analysis.person_names import Likeness, compare
from index.analysis.resolving import resolve
from index.analysis.teams import sport_of
from index.model import Evidence, Kind, Moment, Precision
from tests.marked_names import Stream, names, unmarked

# -- spellings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aleksandr Veskashenko", "Alexander Veskashenka"),
        ("Volodymyr Tolvansky", "Vladimir Tolvanskyy"),
        ("Viktor Yushchelnko", "Victor Iouchtchelnko"),
        ("Bill Tandel", "William Tandel"),
        ("Muhammad Veskani", "Mohamed Veskani"),
        ("Dmitri Orlovic", "Dmitry Orlović"),
        ("George H. W. Veskberg", "George Herbert Walker Veskberg"),
        ("J.D. Veskberg", "James David Veskberg"),
    ],
)
def test_one_name_in_two_spellings_is_compatible(one: str, other: str) -> None:
    assert compare(one, other) >= Likeness.COMPATIBLE
    assert compare(other, one) >= Likeness.COMPATIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muammar Veddafi", "Moammar Vedhafi"),
        ("Slobodan Tolvasevic", "Slobodan Tolvosevic"),
        ("Vesk Orlando", "Orlando Vesk"),
        ("John Hansen", "John Hanson"),
    ],
)
def test_a_name_spelt_loosely_alike_needs_more_to_speak_for_it(one: str, other: str) -> None:
    assert compare(one, other) is Likeness.VARIANT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Holt", "Maria Holt"),
        ("Martin Vesk", "Morton Vesk"),
        ("Lee Tandel", "Li Tandel"),
        ("Peter Orlan", "Petra Orlan"),
    ],
)
def test_other_given_names_are_other_people(one: str, other: str) -> None:
    assert compare(one, other) is Likeness.DIFFERENT


def test_the_initial_in_the_middle_is_that_of_the_first_name_there() -> None:
    assert compare("George W. Veskberg", "George Herbert Walker Veskberg") < Likeness.DIFFERENT
    assert compare("George H. Veskberg", "George Herbert Walker Veskberg") is Likeness.COMPATIBLE


def test_given_names_stand_for_one_another_by_the_list_alone() -> None:
    assert one_given_name("bill", "william")
    assert one_given_name("sergei", "sergey")
    assert not one_given_name("bill", "walter")


def test_short_words_are_never_spelt_loosely() -> None:
    assert one_spelling("assad", "asad") is False
    assert not nearly("bush", "bosh")


def test_an_archive_keeps_one_actor_for_two_transliterations() -> None:
    stream = Stream()
    (first, _) = stream.add("[Alexander Veskashenko] spoke in [Minsk].")
    (second,) = stream.add("[Alyaksandr Veskashenka] spoke.")
    assert first is not None
    assert second == first


def test_a_loose_spelling_is_linked_where_office_or_company_speaks_for_it() -> None:
    known = KnownActor(
        "aaaaaaaaaaaa",
        "Slobodan Tolvasevic",
        Kind.PERSON,
        ("Slobodan Tolvasevic",),
        (KnownRole("president", "Kenya"),),
    )
    assert Stream(known).add("[Slobodan Tolvosevic] left.", Kind.PERSON) != [known.id]
    told = Stream(known).add("[Kenya]n President [Slobodan Tolvosevic] left [Kenya].")
    assert told[1] == known.id


def test_company_tells_two_bearers_of_a_surname_apart() -> None:
    stream = Stream()
    stream.add("[Orlan Vesk] joined [Mira Tandel] and [Jonas Falkberg].", Kind.PERSON)
    stream.add("[Ilse Vesk] joined [Ada Holt].", Kind.PERSON)
    orlan = stream.add("[Orlan Vesk] spoke.", Kind.PERSON)[0]
    met = stream.add("[Mira Tandel] asked Mr. [Vesk].", Kind.PERSON)
    assert met[1] == orlan
    assert stream.add("Mr. [Vesk] was asked.", Kind.PERSON) == [None]


# -- within an article ---------------------------------------------------------------------------


def test_a_surname_means_the_one_whom_the_form_of_address_fits() -> None:
    text = "[Robert Vesk] and [Mary Vesk] came. Mrs. [Vesk] spoke first."
    assert names(text, Kind.PERSON)[2] == "Mary Vesk"


def test_a_surname_of_a_family_means_the_one_the_article_is_about() -> None:
    text = (
        "[Orlan Vesk] won. [Orlan Vesk] spoke. [Orlan Vesk] left. His brother [Jonas Vesk] stayed. "
        + "It rained all day long, as it does there at that time of the year. " * 20
        + "[Vesk] thanked all."
    )
    assert names(text, Kind.PERSON)[-1] == "Orlan Vesk"


def test_a_shared_surname_is_one_open_name() -> None:
    text = "[Orlan Vesk] and [Mira Vesk] met. [Vesk] spoke. [Vesk] left."
    raw, given = unmarked(text, Kind.PERSON)
    found = analyse_given(raw, given)
    last = [one.entity for one in found.mentions[-2:]]
    assert last[0] == last[1]
    assert found.entities[last[0] or 0].shared


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The [Tolvan Fishing Corp.] grew. [Tolvan Fishing] said so.", "Tolvan Fishing Corp"),
        ("The [National Tolva Council] ([NTC]) met. The [NTC] rose.", "National Tolva Council"),
        ("The [NTC] ([National Tolva Council]) met.", "National Tolva Council"),
        (
            "The [Centers for Tolva Relief and Care] met. [CTR] rose.",
            "Centers for Tolva Relief and Care",
        ),
        ("The [Tolva Wanderers] met. The [Wanderers] won.", "Tolva Wanderers"),
    ],
)
def test_short_forms_of_an_organisation_are_one_entity(text: str, name: str) -> None:
    found = names(text, Kind.ORGANISATION)
    assert {one.rstrip(".") for one in found} == {name}


def test_a_ministry_has_one_name_however_it_is_called() -> None:
    text = (
        "The [Ministry of Foreign Affairs of Kenya] spoke. [Kenya]'s [Foreign Ministry] agreed, "
        "and the [Kenyan Foreign Ministry] too."
    )
    raw, given = unmarked(text, None)
    found = analyse_given(raw, given)
    assert [one.name for one in found.entities if one.kind is Kind.ORGANISATION] == [
        "Foreign Ministry (Kenya)"
    ]


def test_what_comes_from_a_region_means_the_region() -> None:
    assert names("[Chechen] rebels left [Chechnya].") == ["Chechnya", "Chechnya"]


# -- teams ---------------------------------------------------------------------------------------

_MATCH = (
    "SOCCER - [ENGLAND] BEAT [NORWAY]. [England] beat [Norway] 2-0, and the goalkeeper was praised. "
    "[Norway] had trained in [England]."
)


def test_in_a_match_a_country_is_its_team_but_not_after_in() -> None:
    england, norway = "England (football)", "Norway (football)"
    assert names(_MATCH) == [england, norway, england, norway, norway, "England"]


def test_a_city_is_the_team_that_goes_by_its_name_in_that_sport() -> None:
    assert names("NBA BASKETBALL - RESULTS. [Chicago] 107 [Utah] 99. The [Bulls] led.") == [
        "Chicago Bulls",
        "Utah Jazz",
        "Chicago Bulls",
    ]
    assert names("NHL ICE HOCKEY - RESULTS. [Chicago] 3 [Calgary] 2.") == [
        "Chicago Blackhawks",
        "Calgary Flames",
    ]


def test_a_story_that_is_about_no_sport_has_no_teams() -> None:
    assert names("[England] beat inflation, its goal for the year, ministers said.") == ["England"]


def test_a_sport_of_single_people_has_no_teams() -> None:
    document = _document("TENNIS - RESULTS. Orlan Vesk (England) beat Jonas Holt (Norway) 6-1 6-2.")
    assert sport_of(document) == ""


def _document(text: str):
    from index.analysis.analyse import prepare
    from index.analysis.gazetteer import load

    return prepare(text, load())


# -- across articles -----------------------------------------------------------------------------


def test_a_company_is_one_actor_under_its_short_and_long_names() -> None:
    stream = Stream()
    (long,) = stream.add("[Harvik Motor Co. Ltd.] grew.", Kind.ORGANISATION)
    (short,) = stream.add("[Harvik] grew.", Kind.ORGANISATION)
    (other,) = stream.add("The [Harvik Foundation] gave.", Kind.ORGANISATION)
    assert short == long
    assert other != long


def test_an_acronym_that_is_a_word_is_not_that_word() -> None:
    stream = Stream()
    (body,) = stream.add("The [WHO] warned.", Kind.ORGANISATION)
    (band,) = stream.add("[The Who] played.", Kind.ORGANISATION)
    assert body != band


def test_an_open_name_is_linked_once_its_bearer_is_known() -> None:
    stream = Stream()
    assert stream.add("Mr. [Veskberg] was seen.", Kind.PERSON) == [None]
    (full,) = stream.add("[Orlan Veskberg] spoke.", Kind.PERSON)
    assert [one.actor for one in stream.again(0)] == [full]


def test_a_king_is_no_foreign_minister_of_the_same_name() -> None:
    known = KnownActor(
        "aaaaaaaaaaaa",
        "Orlan Abdalvesk",
        Kind.PERSON,
        ("Orlan Abdalvesk",),
        (KnownRole("foreign minister", "Kenya"),),
    )
    assert Stream(known).add("King [Abdalvesk] arrived.", Kind.PERSON) != [known.id]


# -- names given beforehand ----------------------------------------------------------------------


def test_a_given_name_keeps_its_span_whatever_stands_in_it() -> None:
    text = "It said Dr. Orlan Vesk, MD, and the Gulf of Tolva's coast were seen."
    spans = [(8, 26), (32, 51)]
    found = analyse_given(text, [GivenName(start, end) for start, end in spans])
    assert [(one.start, one.end) for one in found.mentions] == spans
    assert [one.name for one in found.entities] == ["Gulf of Tolva", "Orlan Vesk"]


def test_a_given_name_may_end_within_a_word() -> None:
    assert names("The [Kenya]-backed plan, [Kenya]'s own.") == ["Kenya", "Kenya"]


def test_spans_outside_the_text_are_left_out() -> None:
    assert analyse_given("Kenya", [GivenName(3, 99), GivenName(4, 2)]).mentions == ()


# -- evidence ------------------------------------------------------------------------------------


def test_every_reason_that_linking_gives_is_explained() -> None:
    codes = {rule.code for rule in rules()}
    stream = Stream()
    for text in (
        _MATCH,
        "The [National Tolva Council] ([NTC]) met [Orlan Vesk]. [Vesk] left. [Orlan] too.",
        "[Orlan Vesk] met the [NTC] in [Burma]. The [Burmese] left. [Foreign Ministry of Kenya].",
    ):
        stream.add(text)
    told = {
        evidence.rule
        for number in range(len(stream.read))
        for mention in stream.again(number)
        for evidence in mention.evidence
    }
    assert told >= {"team", "acronym", "surname", "first-name", "other-name", "body", "new-actor"}
    assert told <= codes


def test_recognised_mentions_say_why_they_mean_somebody() -> None:
    found = analyse("Kenyan President Orlan Vesk spoke. The president left, and Vesk said no more.")
    reasons = {one.surface: {evidence.rule for evidence in one.evidence} for one in found.mentions}
    assert "role" in reasons["president"]
    assert "surname" in reasons["Vesk"]
    assert "demonym" in reasons["Kenyan"]


def test_evidence_is_told_in_a_sentence() -> None:
    assert "Orlan {Vesk}" in sentence(Evidence("surname", "Orlan {Vesk}"))
    assert "{detail}" not in sentence(Evidence("surname"))
    assert sentence(Evidence("unheard-of", "x")) == "unheard-of: x"


def test_a_nationality_given_as_a_place_means_its_country() -> None:
    assert names("[Kenyan] troops left [Kenya].", Kind.PLACE) == ["Kenya", "Kenya"]


def test_a_surname_means_the_bearer_whom_nearly_all_stories_mean() -> None:
    stream = Stream()
    (orlan,) = stream.add("[Orlan Veskberg] spoke.", Kind.PERSON)
    stream.add("[Ilse Veskberg] spoke.", Kind.PERSON)
    assert stream.add("Mr. [Veskberg] left.", Kind.PERSON) == [None]
    for _ in range(8):
        stream.add("[Orlan Veskberg] spoke.", Kind.PERSON)
    assert stream.add("Mr. [Veskberg] left.", Kind.PERSON) == [orlan]


def test_the_council_means_the_only_council_named_before() -> None:
    found = analyse(
        "The Ordanian National Council met. The council will vote, and the council of elders."
    )
    said_again = [one for one in found.mentions if one.descriptive]
    assert [(one.surface, one.kind) for one in said_again] == [("council", Kind.ORGANISATION)]
    assert said_again[0].entity == found.mentions[0].entity


def test_the_company_means_the_only_firm_named_before() -> None:
    text = "Vesk Motor Corp. opened a plant in Kenya, Reuters said. The company sued Kenya."
    found = analyse(text)
    (said,) = [one for one in found.mentions if one.descriptive]
    assert said.surface == "company"
    assert found.entities[said.entity or 0].name.startswith("Vesk Motor")


def test_the_company_means_none_of_two_firms() -> None:
    found = analyse("Vesk Motor Corp. sued Tandel Airways. The company said so.")
    assert not [one for one in found.mentions if one.descriptive]


def test_the_court_means_none_of_two_courts() -> None:
    found = analyse("The Tolva Court and the Veskberg Court ruled. The court left.")
    assert not any(one.descriptive for one in found.mentions)


def test_a_king_of_one_name_is_somebody_whom_later_stories_mean() -> None:
    stream = Stream()
    (first,) = stream.add("King [Veskothep] arrived.", Kind.PERSON)
    assert first is not None
    assert stream.add("They saw [Veskothep].", Kind.PERSON) == [first]


def test_one_bare_word_said_once_makes_nobody() -> None:
    assert Stream().add("They saw [Veskothep].", Kind.PERSON) == [None]


def test_a_full_name_is_the_only_bearer_met_under_the_surname_alone() -> None:
    stream = Stream()
    (bare,) = stream.add("President [Veskothep] arrived.", Kind.PERSON)
    assert stream.add("[Orlan Veskothep] spoke.", Kind.PERSON) == [bare]
    assert stream.add("[Mira Veskothep] spoke.", Kind.PERSON) != [bare]


def test_the_members_of_a_party_mean_the_party() -> None:
    assert names("The [Democratic Party] met. [Democrats] left.", Kind.ORGANISATION) == [
        "Democratic Party",
        "Democratic Party",
    ]


def test_a_common_surname_alone_is_nobody_in_particular() -> None:
    known = KnownActor("aaaaaaaaaaaa", "Orlan Brown", Kind.PERSON, ("Orlan Brown",))
    assert Stream(known).add("Mr. [Brown] left.", Kind.PERSON) == [None]
    rare = KnownActor("bbbbbbbbbbbb", "Orlan Veskothep", Kind.PERSON, ("Orlan Veskothep",))
    assert Stream(rare).add("Mr. [Veskothep] left.", Kind.PERSON) == [rare.id]


def test_a_family_name_may_stand_first() -> None:
    known = KnownActor(
        "aaaaaaaaaaaa",
        "Deng Veskoping",
        Kind.PERSON,
        ("Deng Veskoping",),
        (KnownRole("president", "Kenya"),),
    )
    assert Stream(known).add("In [Kenya] Mr. [Deng] spoke.")[1] == known.id
    assert Stream(known).add("In [Kenya] Mr. [Orlan] spoke.")[1] != known.id


def _day(year: int) -> Moment:
    return Moment(datetime(year, 6, 1, tzinfo=UTC), Precision.DAY)


def _link_one(text: str, surface: str, day: Moment, *known: KnownActor) -> str | None:
    found = analyse(text)
    made = resolve(found, link(found, MemoryDirectory(known), published=day))
    return [one.actor for one in made if one.surface == surface][-1]


def test_the_day_tells_father_from_son_in_one_office() -> None:
    father, son = (
        KnownActor(
            f"{name[0].lower() * 12}",
            f"{name} Veskothep",
            Kind.PERSON,
            (f"{name} Veskothep",),
            (KnownRole("president", "Kenya", _day(year), _day(year + 3)),),
        )
        for name, year in (("Anders", 1989), ("Bertil", 2001))
    )
    text = "Kenyan President Veskothep spoke."
    assert _link_one(text, "Veskothep", _day(1991), father, son) == father.id
    assert _link_one(text, "Veskothep", _day(2003), father, son) == son.id


def test_a_coach_of_another_club_is_the_same_years_later() -> None:
    known = KnownActor(
        "aaaaaaaaaaaa",
        "Orlan Veskothep",
        Kind.PERSON,
        ("Orlan Veskothep",),
        (KnownRole("coach", "Tolva Wanderers", _day(2001), _day(2002)),),
    )
    text = "Harvik United coach Orlan Veskothep spoke."
    assert _link_one(text, "Orlan Veskothep", _day(2010), known) == known.id
    assert _link_one(text, "Orlan Veskothep", _day(2002), known) != known.id
