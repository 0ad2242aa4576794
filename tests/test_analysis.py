"""Finding actors in one article: what is a name, where it starts and ends, of what kind, and who is meant."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from index.analysis.analyse import analyse
from index.analysis.findings import Entity, Findings
from index.analysis.gazetteer import GazetteerError, load
from index.model import BodyFormat, Kind


def names(text: str, kind: Kind | None = None) -> list[str]:
    return [
        mention.surface
        for mention in analyse(text).mentions
        if (kind is None or mention.kind is kind)
        and not mention.demonym
        and not mention.descriptive
    ]


def entity(found: Findings, name: str) -> Entity:
    matching = [one for one in found.entities if one.name == name]
    assert matching, [one.name for one in found.entities]
    return matching[0]


def meant(text: str, surface: str) -> list[str]:
    found = analyse(text)
    return [
        found.entities[mention.entity].name
        for mention in found.mentions
        if mention.surface == surface and mention.entity is not None
    ]


# -- spans ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("On Monday President Orlan Vesk's speech began.", "Orlan Vesk"),
        ("They met Gen. Mira Tandel in the north.", "Mira Tandel"),
        ("It was signed by Ursula von der Brenn, they said.", "Ursula von der Brenn"),
        ("The prize went to Maria de la Torrente yesterday.", "Maria de la Torrente"),
        ("A book by J. D. Harrowgate came out.", "J. D. Harrowgate"),
        ("The film with Siobhan O’Mallory opened.", "Siobhan O’Mallory"),
        ("The film with Siobhan O'Mallory opened.", "Siobhan O'Mallory"),
        ("Nobody saw Jean-Pierre Lavigny-Roux leave.", "Jean-Pierre Lavigny-Roux"),
        ("He was praised by José Antonio Peñalosa Ruiz.", "José Antonio Peñalosa Ruiz"),
    ],
)
def test_a_person_is_found_whole_and_without_title(text: str, surface: str) -> None:
    assert names(text, Kind.PERSON) == [surface]


@pytest.mark.parametrize(
    "surface",
    [
        "Norland Mining Corp",
        "Ministry of Trade and Industry",
        "National Union of Teachers",
        "Liberal Party of Canada",
        "Movement for Democratic Renewal",
        "University of Tolvania",
        "Brandwick Shipping Ltd",
        "Workers' Party",
        "European Union",
        "Committee to Protect Journalists",
    ],
)
def test_an_organisation_is_found_whole(surface: str) -> None:
    assert names(f"The letter came from the {surface} last week.") == [surface]


def test_a_list_of_countries_keeps_each_and_drops_the_article() -> None:
    text = "They went to Argentina, Chile, Costa Rica, Panama, Peru, the Dominican Republic and Uruguay."
    assert names(text, Kind.COUNTRY) == [
        "Argentina",
        "Chile",
        "Costa Rica",
        "Panama",
        "Peru",
        "Dominican Republic",
        "Uruguay",
    ]


def test_a_nationality_word_is_a_mention_of_its_country() -> None:
    found = analyse("A Paraguayan farmer won the prize.")
    (mention,) = found.mentions
    assert (mention.surface, mention.kind, mention.demonym) == ("Paraguayan", Kind.COUNTRY, True)
    assert found.entities[mention.entity or 0].authority == (("iso3166", "PY"),)


def test_other_names_of_a_country_mean_the_same_country() -> None:
    assert set(meant("The US and Burma spoke. The U.S. left; Myanmar stayed.", "U.S.")) == {
        "United States"
    }
    assert meant("Burma stayed away.", "Burma") == ["Myanmar"]


def test_the_pronoun_us_is_no_country() -> None:
    assert names("They told us that it was over, and let us go.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday was quiet. Nobody came. Later it rained.",
        "On Tuesday in March they speak of Christmas and of Easter Monday.",
        "The answer was given in German.",
        "I think that is the only way. Thousands of people agreed.",
    ],
)
def test_common_words_days_and_languages_are_no_actors(text: str) -> None:
    assert names(text) == []


def test_a_dateline_is_a_place() -> None:
    found = analyse("PORT SALLE, Jan 7 (Desk) — The harbour was closed on Monday.")
    assert [(m.surface, m.kind) for m in found.mentions] == [("PORT SALLE", Kind.PLACE)]


def test_a_headline_in_capitals_takes_names_from_the_article() -> None:
    text = "VESK LEAVES OFFICE\n\nOrlan Vesk left office on Friday."
    assert names(text) == ["VESK", "Orlan Vesk"]


def test_a_sentence_without_a_space_before_it_is_a_sentence() -> None:
    text = "Orlan Vesk gave a statement.Vesk said little.The rest was silence."
    assert names(text) == ["Orlan Vesk", "Vesk"]


def test_a_gulf_of_somewhere_is_a_place() -> None:
    assert names("A ship sank in the Gulf of Tolva, near Lake Brandwick.", Kind.PLACE) == [
        "Gulf of Tolva",
        "Lake Brandwick",
    ]


def test_a_country_in_the_name_of_an_election_is_no_mention() -> None:
    assert names("She lost the 1997 Canada general election.") == []


def test_hyphenated_adjectives_leave_the_name() -> None:
    assert names("A London-based group and U.S.-led talks.") == ["London", "U.S."]


# -- whom a name means -------------------------------------------------------------------------------


def test_a_surname_means_the_full_name_whatever_its_accents() -> None:
    text = "Orlan Peñavesk spoke. Penavesk then left, and Orlan Penavesk's car was seen."
    assert len({mention.entity for mention in analyse(text).mentions}) == 1


def test_a_name_with_one_family_name_means_the_one_with_two() -> None:
    text = "Tomas Brenno Salgari won. Tomas Brenno thanked them; Brenno Salgari was joined by Brenno's wife."
    found = analyse(text)
    assert {mention.entity for mention in found.mentions} == {0}
    assert found.entities[0].name == "Tomas Brenno Salgari"


def test_a_surname_of_two_people_far_apart_is_left_open() -> None:
    between = "It rained all day and nothing else was said about that matter. " * 30
    text = f"Orlan Vesk and Mira Vesk met. {between} Then Vesk left."
    found = analyse(text)
    last = found.mentions[-1]
    assert last.surface == "Vesk"
    assert last.entity is not None
    assert found.entities[last.entity].shared


def test_a_bare_surname_is_not_certain() -> None:
    found = analyse("Mr. Vesk denied it.")
    assert [one.certain for one in found.entities] == [False]


def test_an_acronym_in_brackets_means_the_long_form() -> None:
    text = "The Norland Mining Board (XMB) met. Later the XMB denied it."
    assert meant(text, "XMB") == ["Norland Mining Board"] * 2


def test_bodies_of_the_same_name_are_told_apart_by_their_country() -> None:
    text = "Chile's National Assembly voted. Kenya's National Assembly did not."
    assert meant(text, "National Assembly") == [
        "National Assembly (Chile)",
        "National Assembly (Kenya)",
    ]


# -- roles -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "of"),
    [
        ("Kenyan President Orlan Vesk spoke.", "president", "Kenya"),
        ("Orlan Vesk, foreign minister of Kenya, spoke.", "foreign minister", "Kenya"),
        ("Kenya's foreign minister, Orlan Vesk, spoke.", "foreign minister", "Kenya"),
        ("US Secretary of State Orlan Vesk spoke.", "secretary of state", "United States"),
        ("The president of Kenya, Orlan Vesk, spoke.", "president", "Kenya"),
        ("Orlan Vesk, the Kenyan minister of foreign affairs, spoke.", "foreign minister", "Kenya"),
        ("European Commission President Orlan Vesk spoke.", "president", "European Commission"),
        ("Former Kenyan president Orlan Vesk spoke.", "former president", "Kenya"),
    ],
)
def test_an_office_is_read_with_its_country(text: str, title: str, of: str) -> None:
    roles = entity(analyse(text), "Orlan Vesk").roles
    assert [(role.title, role.of) for role in roles] == [(title, of)]


def test_a_description_means_the_one_who_holds_the_office() -> None:
    text = "Kenyan President Orlan Vesk came. The Kenyan president then left."
    (mention,) = [one for one in analyse(text).mentions if one.descriptive]
    assert mention.surface == "Kenyan president"
    assert analyse(text).entities[mention.entity or 0].name == "Orlan Vesk"


def test_a_description_goes_by_the_country_named_before_the_title() -> None:
    text = (
        "Kenya broke with Chile after President Orlan Vesk's remarks. In Peru, President Mira Tandel "
        "was silent. The Chilean president did not answer."
    )
    (mention,) = [one for one in analyse(text).mentions if one.descriptive]
    assert analyse(text).entities[mention.entity or 0].name == "Orlan Vesk"


def test_a_description_of_nobody_in_the_article_is_not_certain() -> None:
    found = analyse("The Kenyan president left.")
    (mention,) = found.mentions
    assert mention.descriptive
    assert not found.entities[mention.entity or 0].certain
    assert [inner.surface for inner in mention.hides] == ["Kenyan"]


def test_two_holders_of_an_office_leave_a_description_out() -> None:
    text = (
        "Kenyan President Orlan Vesk met Kenyan President Mira Tandel. The Kenyan president left."
    )
    assert not [one for one in analyse(text).mentions if one.descriptive]


# -- any text ----------------------------------------------------------------------------------------


def test_markdown_is_not_prose() -> None:
    text = (
        '# Heading\n\nSee [Orlan Vesk](https://example.org/Mira_Tandel "Kenya") and `Chile`.\n\n'
        '```\nPeru and Paraguay\n```\n\n<div title="Norway">He met **Mira Tandel**.</div>\n'
    )
    found = analyse(text, body_format=BodyFormat.MARKDOWN)
    assert [one.surface for one in found.mentions] == ["Orlan Vesk", "Mira Tandel"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x00 \ud800 Orlan Vesk \udfff met \U0001f600 Kenya\r\n\r\nin Chile\x85",
        "The Kenyan\r\npresident met Orlan\r\nVesk.\r\n" * 5,
        "é́́ Kenya ñ Orlan Pen\u0303a met Pen\u0303a.",
        "((((((((Kenya))))))))))''''''’’’’ - - - — .......... U.S.. ...",
        "中文 Kenya 中文。Орлан Веск",
    ],
)
def test_spans_hold_in_any_text(text: str) -> None:
    mentions = analyse(text).mentions
    assert all(text[one.start : one.end] == one.surface for one in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@pytest.mark.parametrize(
    "piece",
    [
        "Mira Tandel ",
        "Mira Tandel said. ",
        "Party of the ",
        "a.b.c.",
        "[[[(",
        "```\n",
        "<a ",
        "President of Kenya, ",
        "'s-'s-",
        "U.S.-",
        "A ",
        "de la ",
        "((X)) ",
    ],
)
def test_a_long_text_of_one_pattern_comes_to_an_end(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    findings = analyse(text, body_format=BodyFormat.MARKDOWN)
    assert all(0 <= one.start < one.end <= len(text) for one in findings.mentions)


def test_the_same_text_gives_the_same_findings() -> None:
    text = "Orlan Vesk of Kenya met Mira Tandel of the European Union. Vesk left."
    assert analyse(text) == analyse(text)


def test_a_folder_of_lists_adds_names(tmp_path: Path) -> None:
    (tmp_path / "organisations.txt").write_text("Glimmer Circle = GLC\n", encoding="utf-8")
    found = analyse("The GLC met.", gazetteer=load((tmp_path,)))
    assert [one.name for one in found.entities] == ["Glimmer Circle"]


def test_a_bad_list_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "titles.tsv").write_text("# titles\nno tab here\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"titles\.tsv, line 2"):
        load((tmp_path,))
