"""Every nationality of the list is read as one, however many words it has and however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import index.analysis
from index.analysis.analyse import analyse
from index.analysis.gazetteer import load
from index.model import Kind

_LIST = Path(index.analysis.__file__).parent / "data" / "nationalities.tsv"
_FRAMES = (
    "{} police arrested nine people in the capital on Monday.",
    "A {} court ruled on Monday that the vote was void.",
    "Talks between the {} government and the rebels failed. It was the third round.",
)
_MORE_FRAMES = (
    "In a statement, {} officials said the border would stay closed.",
    "The minister met {} farmers, and then the press.",
)
_HEADLINE = (
    "{} POLICE ARREST NINE IN CAPITAL\n\nNine people were arrested on Monday, officials said."
)
_COUNTRY_FRAMES = (
    "{} signed the treaty with its neighbours on Monday.",
    "Three people died in {} after the storm.",
)


def _rows() -> list[list[str]]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _words() -> list[str]:
    return [word for row in _rows() if len(row) > 3 for word in row[3].split("|") if word]


def _misread(word: str, frame: str) -> tuple[str, str, list[tuple[str, str]]] | None:
    text = frame.format(word)
    start = text.index(word)
    end = start + len(word)
    near = [one for one in analyse(text).mentions if one.start < end and one.end > start]
    if [(one.start, one.end, one.kind) for one in near] == [(start, end, Kind.COUNTRY)]:
        return None
    return word, frame, [(one.surface, one.kind.value) for one in near]


@pytest.mark.parametrize("frame", _FRAMES)
def test_every_nationality_word_is_one_of_a_country(frame: str) -> None:
    assert [miss for word in _words() if (miss := _misread(word, frame))] == []


@pytest.mark.parametrize("frame", _MORE_FRAMES)
def test_nationalities_of_several_words_are_read_whole(frame: str) -> None:
    several = [word for word in _words() if " " in word]
    assert len(several) > 20
    assert [miss for word in several if (miss := _misread(word, frame))] == []


def test_nationalities_of_several_words_are_read_with_hyphens() -> None:
    joined = [word.replace(".", "").replace(" ", "-") for word in _words() if " " in word]
    assert [miss for word in joined if (miss := _misread(word, _FRAMES[1]))] == []


def test_nationalities_of_several_words_are_read_in_capitals() -> None:
    loud = [word.upper() for word in _words() if " " in word]
    assert [miss for word in loud if (miss := _misread(word, _HEADLINE))] == []


@pytest.mark.parametrize("frame", _COUNTRY_FRAMES)
def test_countries_of_several_words_are_read_whole(frame: str) -> None:
    several = sorted(name for name in load().countries if " " in name)
    assert len(several) > 50
    assert [miss for name in several if (miss := _misread(name, frame))] == []


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("South African Airways said on Monday it had lost money.", "South African Airways", Kind.ORGANISATION),
        ("The New Zealand Herald reported on Monday that he had left.", "New Zealand Herald", Kind.ORGANISATION),
    ],
)  # fmt: skip
def test_a_body_named_after_a_nationality_keeps_its_whole_name(
    text: str, surface: str, kind: Kind
) -> None:
    assert (surface, kind) in [(one.surface, one.kind) for one in analyse(text).mentions]


def test_people_of_two_countries_are_told_apart_in_one_sentence() -> None:
    text = "South Korean President Lee Tae-veng met North Korean leader Kim Ro-vesk in the border town."
    found = [(one.surface, one.kind) for one in analyse(text).mentions]
    assert found == [
        ("South Korean", Kind.COUNTRY),
        ("Lee Tae-veng", Kind.PERSON),
        ("North Korean", Kind.COUNTRY),
        ("Kim Ro-vesk", Kind.PERSON),
    ]
