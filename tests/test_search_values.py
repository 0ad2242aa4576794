"""Values of the search behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from index.search.query import And, Everything, Nothing, Phrase, Word


def test_values_are_equal_where_class_and_fields_are():
    assert Word("rain", "body") == Word("rain", "body")
    assert Word("rain") != Word("snow")
    assert Everything() != Nothing()
    assert And((Word("rain"),)) != (Word("rain"),)


def test_equal_values_have_the_same_hash():
    assert len({Word("rain"), Word("rain"), Word("rain", last=True), Everything(), Nothing()}) == 4


def test_a_value_cannot_be_changed():
    word = Word("rain")
    with pytest.raises(FrozenInstanceError):
        word.text = "snow"
    with pytest.raises(FrozenInstanceError):
        del word.text
    with pytest.raises(AttributeError):
        word.colour = "blue"
    assert word == Word("rain")


def test_a_value_prints_as_it_is_made():
    phrase = Phrase(("oath", "of"), "body")
    assert repr(phrase) == "Phrase(words=('oath', 'of'), field='body')"
    assert eval(repr(phrase), {"Phrase": Phrase}) == phrase


def test_values_are_copied_and_pickled():
    query = And((Word("rain"), Phrase(("a", "b"))))
    assert pickle.loads(pickle.dumps(query)) == query
    assert copy.deepcopy(query) == query
    assert replace(Word("rain"), last=True) == Word("rain", last=True)
