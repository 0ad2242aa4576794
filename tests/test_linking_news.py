"""What news names in masses: teams and the places they come from, firms, parties, families, offices."""

from __future__ import annotations

import pytest

from index.analysis.person_names import Likeness, compare
from index.model import Kind
from tests.marked_names import Stream, names

_MATCH = "SOCCER - LATE GOALS. The striker beat the goalkeeper with a header in injury time. "


# -- teams ---------------------------------------------------------------------------------------


def test_a_dateline_of_a_match_report_is_a_place() -> None:
    told = names(_MATCH + "[Norway] beat [Kenya] 2-1.\n[NAIROBI], [Kenya] 1996-12-06")
    assert told[0] == "Norway (football)"
    assert told[1] != told[3] == "Kenya"


def test_a_country_that_nothing_tells_of_is_its_team_where_others_play() -> None:
    told = names(_MATCH + "[Norway] beat [Kenya] 2-1 and [Chile] drew. Ranked first, [Peru] wait.")
    assert told[3] == "Peru (football)"


def test_one_city_means_two_teams_under_two_headings() -> None:
    table = (
        "BASEBALL - STANDINGS\nHomer, bullpen, shortstop, home run\nAMERICAN LEAGUE\n[New York] 74 59\n"
        "NATIONAL LEAGUE\n[New York] 59 75"
    )
    assert names(table) == ["New York Yankees", "New York Mets"]


def test_a_nickname_of_a_national_team_means_that_team() -> None:
    report = "RUGBY UNION - The fly-half kicked a lineout. [Australia] won; the [Wallabies] scored twice."
    assert len(set(names(report))) == 1


def test_a_city_at_which_a_game_is_played_stays_a_city() -> None:
    report = (
        "The quarterback threw two touchdown passes in an NFL game. "
        "At [Denver], the [Broncos] won 34-3. [Denver] improved to 9-1."
    )
    told = names(report)
    assert told[0] == "Denver"
    assert told[1] == told[2] == "Denver Broncos"


# -- organisations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vesk Motor Co.", "Vesk"),
        ("Tandel Computer Inc.", "Tandel"),
        ("Organisation of Veskan Labour", "Organization of Veskan Labor"),
        ("Department of Veskan Affairs", "Veskan Affairs Department"),
    ],
)
def test_two_forms_of_one_name_are_one_organisation(one: str, other: str) -> None:
    told = names(f"[{one}] spoke. Later [{other}] spoke again.", Kind.ORGANISATION)
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("American Red Cross", "Red Cross"),
        ("U.S. Vesk Corps of Engineers", "Corps"),
        ("Vesk & Vesk", "V&V"),
    ],
)
def test_a_short_form_means_the_only_longer_one_of_the_article(long: str, short: str) -> None:
    told = names(f"The [{long}] met. Then the [{short}] left.", Kind.ORGANISATION)
    assert told[0] == told[1]


def test_a_title_that_opens_a_name_belongs_to_it() -> None:
    assert names("[General Vesk Corp] rose.") == ["General Vesk Corp"]


def test_what_is_called_after_a_country_is_no_country() -> None:
    assert names("The [Kenyan Vesk Workers] met.") == ["Kenyan Vesk Workers"]


def test_an_acronym_that_a_list_does_not_explain_is_explained_by_the_article() -> None:
    told = names("The [Kurdistan Democratic Party] ([KDP]) met. The [KDP] won.", Kind.ORGANISATION)
    assert len(set(told)) == 1


def test_a_chamber_is_not_the_house_of_a_president() -> None:
    told = names("The [White House] spoke. In the [House], the Speaker said no.", Kind.ORGANISATION)
    assert told[0] != told[1]


def test_a_party_is_that_of_the_country_an_article_is_about() -> None:
    text = "[Israel] voted. [Israeli] polls closed. [Israel] waits. [Labour] lost to the [Labour Party]."
    assert names(text)[3:] == ["Labour Party (Israel)"] * 2


def test_a_party_known_by_its_bare_name_everywhere_keeps_it() -> None:
    text = "[Iraq] burns. [Iraqi] towns fell. [Iraq] waits. The [Democrats] disagree."
    assert names(text)[3] == "Democratic Party"


def test_a_firm_is_known_by_its_first_word_in_the_next_story() -> None:
    stream = Stream()
    (full,) = stream.add("[Goldvesk Sandel] advised it.", Kind.ORGANISATION)
    assert stream.add("Analysts of [Goldvesk] agreed.", Kind.ORGANISATION) == [full]


def test_a_foundation_is_not_the_firm_it_is_called_after() -> None:
    stream = Stream()
    (full,) = stream.add("The [Goldvesk Foundation] paid.", Kind.ORGANISATION)
    assert stream.add("[Goldvesk] rose.", Kind.ORGANISATION) != [full]


def test_an_acronym_is_spelt_out_in_another_story_of_the_same_country() -> None:
    stream = Stream()
    full = stream.add("In [Kenya], the [Veskan Orlan Tandel Union] met.")[1]
    assert stream.add("In [Kenya], the [VOTU] met.")[1] == full


def test_an_acronym_of_another_country_is_another_body() -> None:
    stream = Stream()
    full = stream.add("In [Kenya], the [Veskan Orlan Tandel Union] met.")[1]
    assert stream.add("In [Peru], the [VOTU] met.")[1] != full


# -- places --------------------------------------------------------------------------------------


def test_a_state_cut_short_is_that_state() -> None:
    assert (
        names("He lives in [Mass.] and works in [Massachusetts].", Kind.PLACE)[0] == "Massachusetts"
    )


def test_a_capital_named_with_its_country_is_the_capital() -> None:
    assert names("[NAIROBI, Kenya] - It rained.", Kind.PLACE) == ["Nairobi"]


def test_a_town_named_with_its_country_once_is_the_town_named_bare() -> None:
    told = names("[Tolva, Kenya] - It rained. [Tolva] flooded.", Kind.PLACE)
    assert told[0] == told[1]


def test_the_people_of_a_state_mean_the_state() -> None:
    assert names("[Iowans] vote.", Kind.PLACE) == ["Iowa"]


# -- people --------------------------------------------------------------------------------------


def test_a_surname_said_before_a_wife_is_brought_in_is_not_hers() -> None:
    text = "President [Veskberg] smiled. First lady [Mira Veskberg] waved. [Veskberg] left."
    told = names(text, Kind.PERSON)
    assert told[0] == told[2] != told[1]


def test_a_headline_means_the_one_whose_wife_the_article_names_too() -> None:
    text = "[Veskberg] runs\n[Orlan Veskberg] came. [Mira Veskberg], his wife, waved."
    assert names(text, Kind.PERSON)[0] == "Orlan Veskberg"


def test_a_family_name_goes_on_to_mean_the_one_an_article_is_about() -> None:
    text = "[Orlan Veskberg] was tried. [Veskberg] and his wife, [Mira Veskberg], left. [Veskberg] wept."
    assert names(text, Kind.PERSON)[3] == "Orlan Veskberg"


def test_a_father_in_office_is_a_relative() -> None:
    text = (
        "[Orlan Veskberg] spoke of his father, former President [Peter Veskberg]. [Veskberg] wept."
    )
    assert names(text, Kind.PERSON)[2] == "Orlan Veskberg"


def test_a_son_of_the_same_name_is_somebody_else() -> None:
    stream = Stream()
    text = "[Orlan Veskberg] came with his son [Orlan Veskberg Jr.] and left."
    father, son = stream.add(text, Kind.PERSON)
    assert father != son
    assert stream.add("[Orlan Veskberg] spoke.", Kind.PERSON) == [father]
    assert stream.add("[Orlan Veskberg Jr.] spoke.", Kind.PERSON) == [son]
    assert stream.add(text, Kind.PERSON) == [father, son]


def test_a_suffix_alone_makes_nobody_else() -> None:
    told = names("[Orlan Veskberg Jr.] ran. [Orlan Veskberg] won.", Kind.PERSON)
    assert told[0] == told[1]


def test_an_office_tells_two_bearers_of_a_family_name_apart() -> None:
    text = "[Orlan Vesk] was tried. Judge [Mira Vesk] spoke. Judge [Vesk] will sentence him."
    assert names(text, Kind.PERSON)[2] == "Mira Vesk"


def test_a_family_name_that_is_a_title_elsewhere_is_a_family_name_beside_the_full_one() -> None:
    assert names("[Orlan Major] spoke. [Major] left.", Kind.PERSON)[1] == "Orlan Major"


def test_a_short_given_name_alone_means_the_bearer_of_the_long_one() -> None:
    assert names("[Theodore Vesk] came. [Ted] sang.", Kind.PERSON)[1] == "Theodore Vesk"


def test_a_family_name_with_its_particle_is_the_end_of_the_full_name() -> None:
    assert compare("Le Veskic", "Orlan Le Veskic") is Likeness.COMPATIBLE


def test_a_family_name_that_is_a_country_is_a_person_beside_the_full_name() -> None:
    told = names("[Peter Jordan] scored. [Jordan] added ten. He was born in [Jordan].")
    assert told[1] == "Peter Jordan"
    assert told[2] == "Jordan"


# -- what is marked without being a name ---------------------------------------------------------


def test_equal_descriptions_of_one_article_are_one_actor() -> None:
    text = "The [driver] fled. [Police] stopped a [man]. The [driver] wept."
    told = names(text, Kind.PERSON)
    assert told[0] == told[3] != told[2]


def test_a_pronoun_means_the_one_person_of_its_gender() -> None:
    assert names("[Mary Vesk] came. [She] sat.", Kind.PERSON)[1] == "Mary Vesk"
    assert names("[Mary Vesk] met [Anna Tandel]. [she] sat.", Kind.PERSON)[2] == "she"


def test_a_description_is_that_of_another_story_of_the_same_people() -> None:
    stream = Stream()
    first = stream.add("[Orlan Veskberg] was hit by a [driver].", Kind.PERSON)[1]
    assert stream.add("The [driver] who hit [Orlan Veskberg] fled.", Kind.PERSON)[0] == first
    assert stream.add("A [driver] hit [Mira Tandelsson].", Kind.PERSON)[0] != first
