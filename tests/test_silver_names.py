"""Texts whose names a machine marked are mended before the tagger is trained with them."""

from __future__ import annotations

from index.analysis.gazetteer import load
from index.analysis.silver_names import mended


def _sentence(*marked: str) -> list[tuple[str, str]]:
    pairs = [one.rpartition("/") for one in marked]
    return [(token, tag) for token, _, tag in pairs]


def _names(sentence: list[tuple[str, str]]) -> list[tuple[str, str]]:
    names: list[tuple[str, str]] = []
    for token, tag in sentence:
        if tag.startswith("B-"):
            names.append((token, tag[2:]))
        elif tag.startswith("I-"):
            text, kind = names.pop()
            names.append((f"{text} {token}", kind))
    return names


def _mended(*sentences: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [_names(sentence) for sentence in mended(sentences, load())]


def test_a_country_is_a_place_whatever_it_was_marked_as() -> None:
    assert _mended(_sentence("Turkey/B-org", "agreed/O")) == [[("Turkey", "geo")]]


def test_titles_are_no_part_of_a_person() -> None:
    marked = _sentence("Prime/B-per", "Minister/I-per", "Orlan/I-per", "Vesk/I-per", "spoke/O")
    assert _mended(marked) == [[("Orlan Vesk", "per")]]


def test_the_office_of_a_secretary_of_state_is_no_part_of_her() -> None:
    marked = _sentence("Secretary/B-per", "of/I-per", "State/I-per", "Ada/I-per", "Vesk/I-per")
    assert _mended(marked) == [[("Ada Vesk", "per")]]


def test_a_title_alone_is_nobody() -> None:
    assert _mended(_sentence("Prime/B-per", "Minister/O", "spoke/O")) == [[]]


def test_the_name_after_a_marked_form_of_address_is_marked() -> None:
    assert _mended(_sentence("Mr./B-per", "Vesk/O", "spoke/O")) == [[("Vesk", "per")]]


def test_a_person_cut_in_two_is_joined() -> None:
    assert _mended(_sentence("Abu/B-per", "Vesk/I-per", "al-Tarn/B-per", "spoke/O")) == [
        [("Abu Vesk al-Tarn", "per")]
    ]


def test_small_words_and_signs_at_the_ends_are_no_part_of_a_name() -> None:
    marked = _sentence("in/O", "eastern/B-geo", "Orlania/I-geo", "-/I-geo")
    assert _mended(marked) == [[("Orlania", "geo")]]


def test_a_name_is_of_the_kind_that_most_of_its_places_say() -> None:
    told = [_sentence("Veskotel/B-org", "rose/O") for _ in range(4)]
    assert _mended(*told, _sentence("Veskotel/B-geo", "fell/O"))[-1] == [("Veskotel", "org")]


def test_a_name_marked_nearly_everywhere_is_marked_where_it_was_left_out() -> None:
    told = [_sentence("near/O", "Orlansk/B-geo", "./O") for _ in range(6)]
    assert _mended(*told, _sentence("near/O", "Orlansk/O", "./O"))[-1] == [("Orlansk", "geo")]


def test_believers_are_no_organisation() -> None:
    assert _mended(_sentence("Muslim/B-org", "leaders/O", "met/O")) == [[]]
