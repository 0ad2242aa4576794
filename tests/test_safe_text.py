from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.safe_text import (
    MOST_MARKS,
    cell_cut,
    cell_fit,
    cell_width,
    character_width,
    safe_same_length,
    safe_text,
    visible_stretches,
)

ANYTHING = st.text(
    alphabet=st.one_of(
        st.characters(codec=None, exclude_categories=()),
        st.sampled_from("\x1b\x07\x9b\x7f\t\n\r\u202e\u2066\u200b\u200d\u200c\ufeff\u00ad\ufe0f"),
        st.sampled_from("ab \u0301\u0308\u20ddक्षسمنमी日本한\u1161\u11a8👍🏽"),
    ),
    max_size=60,
)


def hidden_or_acting(text):
    """Return the characters that could act on a terminal or hide, but for joiners that spell a word."""
    found = []
    for place, character in enumerate(text):
        if character == "\u3000" or character.isprintable():
            continue
        between_letters = (
            text[place - 1 : place] >= "\u0600" and text[place + 1 : place + 2] <= "\u0dff"
        )
        if character in "\u200c\u200d" and between_letters:
            continue
        found.append(character)
    return found


@given(ANYTHING)
def test_nothing_that_acts_or_hides_is_left(text):
    assert hidden_or_acting(safe_text(text)) == []
    assert hidden_or_acting(safe_same_length(text)) == []


@given(ANYTHING)
def test_safe_text_encodes_and_holds_no_control(text):
    encoded = safe_text(text).encode("utf-8")
    assert not any(byte < 0x20 or byte == 0x7F for byte in encoded)


@given(ANYTHING)
def test_same_length_keeps_every_offset(text):
    assert len(safe_same_length(text)) == len(text)


@given(ANYTHING)
def test_making_safe_twice_changes_nothing_more(text):
    once = safe_text(text)
    assert safe_text(once) == once


@given(ANYTHING)
def test_visible_stretches_are_safe_without_dots_of_their_own(text):
    for start, end in visible_stretches(text):
        drawn = safe_same_length(text[start:end])
        plain = [
            place
            for place, character in enumerate(text[start:end])
            if drawn[place] == "\u00b7" and character_width(character)
        ]
        assert all(text[start + place] == "\u00b7" for place in plain)


@given(ANYTHING, st.integers(0, 30))
def test_a_cut_fits_and_parts_no_letter_from_its_marks(text, width):
    shown = safe_text(text)
    cut = cell_cut(shown, width)
    assert cell_width(cut) <= width
    assert shown.startswith(cut)
    following = shown[len(cut) :][:1]
    assert not following or character_width(following) > 0 or width == 0


@given(ANYTHING, st.integers(0, 30))
def test_fitted_text_has_exactly_the_width(text, width):
    assert cell_width(cell_fit(safe_text(text), width)) == width


def test_widths_agree_with_those_the_screen_is_laid_out_by():
    from rich.cells import cell_len

    for shown in {safe_text("a" + chr(code)) for code in range(0x110000)}:
        assert cell_len(shown) == cell_width(shown), ascii(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("Santiago Peña", "Santiago Peña"),
        ("one\ttwo\r\nthree\nfour", "one two three four"),
        ("red \x1b[31m", "red \ufffd[31m"),
        ("\x9b31m", "\ufffd31m"),
        ("bell\x07 delete\x7f null\x00", "bell\ufffd delete\ufffd null\ufffd"),
        ("abc\u202edcb", "abcdcb"),
        ("\u2066isolated\u2069", "isolated"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffbom", "softhyphen zerowidth bom"),
        ("tagged\U000e0041\U000e007f", "tagged"),
        ("heart \u2764\ufe0f", "heart \u2764"),
        ("line\u2028paragraph\u2029end", "line paragraph end"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("private \ue000 not \uffff", "private \ufffd not \ufffd"),
        ("no\u00a0break thin\u2009space", "no break thin space"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200db", "ab"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("日本\u3000語", "日本\u3000語"),
        ("한글 \u1112\u1161\u11ab", "한글 \u1112\u1161\u11ab"),
    ],
)
def test_what_becomes_of(text, shown):
    assert safe_text(text) == shown


def test_stacks_of_marks_are_bounded():
    assert safe_text("Z" + "\u0301" * 50) == "Z" + "\u0301" * MOST_MARKS


def test_a_mark_with_nothing_to_stand_on_is_replaced():
    assert safe_text("\u0301a") == "\ufffda"
    assert safe_text("a \u0301") == "a \ufffd"


def test_line_ends_are_kept_where_they_are_asked_for():
    assert safe_text("a\r\nb\rc\nd\te\x1b", newlines=True) == "a\nb\nc\nd e\ufffd"


def test_an_ellipsis_shows_what_was_cut():
    assert cell_cut("Venezuela", 6, "…") == "Venez…"
    assert cell_cut("日本語", 5, "…") == "日本…"
    assert cell_cut("Peru", 6, "…") == "Peru"


def test_every_other_kind_of_space_is_one_cell():
    spaces = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Zs"]
    assert {safe_text(space) for space in spaces} == {" ", "\u3000"}


def test_nothing_heavy_is_imported():
    code = "import sys, tui.safe_text; print(*[m for m in ('re', 'rich', 'textual', 'typing') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
