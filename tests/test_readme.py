"""What the README says that the program knows better."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.importing.reading import FORMATS
from index.search.parser import FIELDS
from tui.keys import markdown

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_the_keys_are_those_of_the_program():
    assert markdown().strip() in README


@pytest.mark.parametrize("name", FORMATS)
def test_every_import_format_is_told(name):
    assert f"`{name}`" in README


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_query_is_told(field):
    assert f"{field}:" in README
