from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.model import BodyFormat, Span
from tests.patience import soon
from tui.markdown_strips import LONGEST_STRETCH, BodyLayout, stretch_end
from tui.safe_text import cell_width, safe_same_length
from tui.wrapping import BOLD, CODE, ITALIC, LINK, NOWHERE, break_text


def laid_out(body, width=40, body_format=BodyFormat.MARKDOWN):
    layout = BodyLayout(body, body_format, width)
    while layout.advance():
        pass
    return layout


def lines_of(layout):
    return [layout.line(index) for index in range(layout.line_count)]


def texts(body, width=40, body_format=BodyFormat.MARKDOWN):
    lines = lines_of(laid_out(body, width, body_format))
    return ["".join(piece.text for piece in line.pieces).rstrip() for line in lines]


def plain(body, width=40):
    return texts(body, width, BodyFormat.PLAIN)


def shown_by(body, wanted, width=40, body_format=BodyFormat.MARKDOWN):
    """Return the stretch of the body that the piece with the text ``wanted`` says it stands for."""
    for line in lines_of(laid_out(body, width, body_format)):
        for piece in line.pieces:
            if piece.text == wanted:
                return body[piece.start : piece.end]
    raise AssertionError(f"{wanted!r} is not shown")


MARKDOWNISH = st.lists(
    st.sampled_from(
        [
            "Peña ",
            "word ",
            "a",
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "]",
            "(x)",
            "](y)",
            "![",
            "\\",
            "&amp;",
            "&",
            "<",
            "http://a.b>",
            "> ",
            "- ",
            "1. ",
            "# ",
            "\n",
            "\n\n",
            "    ",
            "\t",
            "|",
            "\n|--|--|\n",
            "~~",
            "```\n",
            "日本語の",
            "\u202e",
            "\x1b[2J",
            "e\u0301",
            "\u200b",
            "\r\n",
            "\r",
            "\0",
            "[a]: b\n",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(MARKDOWNISH, st.integers(8, 60), st.sampled_from(list(BodyFormat)))
@example("> \t\t1. a\r\n\t> b", 20, BodyFormat.MARKDOWN)
@example("|a\\|b|c|\n|--|--|\n|d|`e\\|f`|", 20, BodyFormat.MARKDOWN)
def test_every_line_fits_and_every_piece_says_truly_where_it_stands(body, width, body_format):
    for line in lines_of(laid_out(body, width, body_format)):
        assert sum(cell_width(piece.text) for piece in line.pieces) <= width
        for piece in line.pieces:
            assert piece.text.replace("\u3000", " ").isprintable()
            if piece.start == NOWHERE:
                continue
            assert 0 <= piece.start < piece.end <= len(body)
            source = body[piece.start : piece.end]
            if piece.end - piece.start == len(piece.text) and "\\" not in source:
                assert piece.text == safe_same_length(source)


@settings(max_examples=150)
@given(MARKDOWNISH.map(lambda body: body.replace("[", "").replace("\n|--|--|\n", "")))
def test_no_letter_of_the_text_is_lost(body):
    layout = laid_out(body, 30)
    shown = "".join(piece.text for line in lines_of(layout) for piece in line.pieces)
    for wanted in "ñw日":
        assert shown.count(wanted) == body.count(wanted)


@given(st.text(alphabet=" \nab-—é日本。「」e\u0301ñ", max_size=200), st.integers(2, 30))
@example("a\u0301\u0301\u0301\u0301。。。。", 2)
def test_broken_text_loses_only_spaces(text, width):
    text = safe_same_length(text)
    ranges = break_text(text, width)
    assert "".join(text[start:end] for start, end in ranges).replace(" ", "") == text.replace(
        " ", ""
    )
    assert all(cell_width(text[start:end]) <= width for start, end in ranges)
    assert all(text[start:end].strip(" ") == text[start:end] for start, end in ranges)


def test_paragraphs_are_wrapped_at_words():
    assert texts("One two three four five.\n\nSix seven.", 12) == [
        "One two",
        "three four",
        "five.",
        "",
        "Six seven.",
    ]


def test_a_line_breaks_after_a_hyphen_but_not_within_a_number():
    assert texts("is re-elected again", 7) == ["is re-", "elected", "again"]
    assert texts("from 2024-25 on", 9) == ["from", "2024-25", "on"]


def test_a_no_break_space_holds_words_together():
    assert texts("about 51\u00a0% voted", 9) == ["about", "51 %", "voted"]


def test_wide_characters_break_between_each_other_and_never_before_a_full_stop():
    assert texts("日本語日本語。日本", 12) == ["日本語日本", "語。日本"]


def test_list_items_hang_from_their_marks():
    assert texts("- first thing to say here\n- second\n\n3. third", 16) == [
        "• first thing to",
        "  say here",
        "• second",
        "",
        "3. third",
    ]


def test_items_of_a_loose_list_stand_apart():
    assert texts("- one\n\n- two\n") == ["• one", "", "• two"]


def test_quotations_have_a_bar_on_every_line():
    assert texts("> quoted words that go on\n>\n> and on", 16) == [
        "│ quoted words",
        "│ that go on",
        "│",
        "│ and on",
    ]


def test_tables_stand_in_columns_or_row_by_row_where_they_are_too_wide():
    table = "| Name | Votes |\n|---|--:|\n| Ana | 51 |\n| Berta | 4 |"
    assert texts(table, 30) == [
        "Name  │ Votes",
        "──────┼──────",
        "Ana   │    51",
        "Berta │     4",
    ]
    assert texts("| First | Second |\n|--|--|\n| long words here | more words here |", 12) == [
        "First: long",
        "words here",
        "Second: more",
        "words here",
    ]


def test_code_keeps_its_spaces_and_is_not_wrapped_at_words():
    assert texts("```\nif x:\n    y = 1\n```", 20) == ["  if x:", "      y = 1"]


def test_headings_are_bold_and_without_their_signs():
    (line,) = lines_of(laid_out("## What *was* said ##"))
    assert "".join(piece.text for piece in line.pieces) == "What was said"
    assert all(piece.ink & BOLD for piece in line.pieces)


def test_emphasis_code_and_links_show_as_such_without_signs_or_addresses():
    (line,) = lines_of(laid_out("*a* **b** `c` [d](http://evil.example/x 'y')", 60))
    assert "".join(piece.text for piece in line.pieces) == "a b c d"
    inks = {piece.text: piece.ink for piece in line.pieces}
    assert (inks["a"], inks["b"], inks["c"], inks["d"]) == (ITALIC, BOLD, CODE, LINK)


def test_a_link_to_a_script_is_as_harmless_as_any():
    assert texts("[press](javascript:alert(1)) <http://a.example/>", 60) == [
        "press http://a.example/"
    ]


def test_real_quotation_marks_are_kept_and_html_is_shown_as_text():
    assert texts("“Yes,” she said. <b>No</b>", 60) == ["“Yes,” she said. <b>No</b>"]


@pytest.mark.parametrize(
    ("body", "shown", "source"),
    [
        ("a **Nicolás** b", "Nicolás", "Nicolás"),
        ("costs 5\\* now", "*", "\\*"),
        ("Bread &amp; roses", "&", "&amp;"),
        ("x &#8212; y", "—", "&#8212;"),
        ("`` a`b ``", "a`b", "a`b"),
        ("see [Peña *said*](u) it", "said", "said"),
        ("[shown][r] end\n\n[r]: http://x.example", "shown", "shown"),
        ("first\nsecond", " ", " "),
        ("> > deep words", "deep words", "deep words"),
        ("# Title of it", "Title of it", "Title of it"),
        ("- item\n  goes *on*", "on", "on"),
        ("|a|b\\|c|\n|-|-|\n|d|*e*|", "e", "e"),
        ("line\r\nnext *one*\r\n\r\n*two*", "two", "two"),
        ("\tcode", "code", "code"),
        ("![a view](v.png)", "a view", "a view"),
        ("ma\u00adny **x**", "x", "x"),
    ],
)
def test_a_piece_stands_for_its_own_stretch_of_the_body(body, shown, source):
    if shown == " ":
        layout = laid_out(body, 40)
        assert [piece.start for piece in layout.line(0).pieces] == [0, 5, 6]
        return
    assert shown_by(body, shown) == source


def test_plain_bodies_have_no_special_signs():
    assert plain("# not *a* heading\n\n- no list") == ["# not *a* heading", "", "- no list"]


def test_plain_lines_that_were_broken_to_fit_a_width_are_joined():
    body = (
        "The council of Lower Brindle met on Tuesday to settle the matter of\n"
        "the bridge, which has been closed to all traffic since the flood of\n"
        "last winter.\n"
        "By Ana Example\n"
    )
    assert plain(body, 200) == [
        "The council of Lower Brindle met on Tuesday to settle the matter of the bridge, which has been "
        "closed to all traffic since the flood of last winter.",
        "By Ana Example",
    ]


def test_a_span_is_found_on_the_lines_that_show_it():
    body = "one two three four five"
    layout = laid_out(body, 9)
    assert texts(body, 9) == ["one two", "three", "four five"]
    assert layout.lines_of(Span(4, 13)) == range(2)
    assert layout.lines_of(Span(8, 9)) == range(1, 2)


def test_a_span_inside_an_address_is_found_on_the_line_after_it():
    body = "before [a](http://x.example) after"
    layout = laid_out(body, 40)
    assert layout.lines_of(Span(12, 16)) == range(1)


def test_what_is_not_laid_out_yet_is_told_from_what_is():
    body = "word " * 20_000
    layout = BodyLayout(body, BodyFormat.PLAIN, 40)
    layout.advance()
    assert layout.lines_of(Span(90_000, 90_004)) is None
    while layout.advance():
        pass
    line = layout.lines_of(Span(90_000, 90_004))
    assert line is not None
    assert layout.offset_of(line.start) <= 90_000


def test_stretches_part_between_paragraphs_and_not_in_fenced_code():
    paragraph = "Some words that make a paragraph of fair length.\n" * 20
    body = paragraph + "\n```\n" + "code\n\n" * 1_000 + "```\n\n" + paragraph
    end = stretch_end(body, 0, markdown=True)
    assert body[:end].rstrip().endswith("```")
    assert body[end:].startswith("Some words")


def test_a_body_without_a_place_to_part_is_parted_all_the_same():
    assert stretch_end("x" * 100_000, 0, markdown=True) == LONGEST_STRETCH


def test_lines_laid_out_again_are_the_same():
    body = "\n\n".join(f"Paragraph {number} has *some* words. " * 30 for number in range(300))
    layout = laid_out(body, 50)
    first = layout.line(3)
    for index in range(0, layout.line_count, 40):
        layout.line(index)
    assert layout.line(3) == first


def test_link_definitions_count_wherever_they_stand_in_a_long_body():
    body = "See [the bridge][b].\n\n" + "Filler words here.\n\n" * 2_000 + "[b]: http://x.example\n"
    assert texts(body, 60)[0] == "See the bridge."


def test_text_nested_too_deep_is_still_shown():
    assert "deep" in " ".join(texts("> " * 60 + "deep", 60))
    assert "deep" in " ".join(texts("- " * 60 + "deep", 60))


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "![",
        "*a ",
        "**",
        "`",
        "<",
        "> ",
        "- ",
        "&",
        "[a](",
        "a_b*",
        "|",
        "\\",
        "~~",
        "1. ",
        "\t",
        "*a_ ",
    ],
)
def test_hostile_patterns_come_to_an_end(pattern):
    # Several stretches, each laid out by itself, of what takes longest to lay out.
    body = pattern * (20_000 // len(pattern))
    layout = BodyLayout(body, BodyFormat.MARKDOWN, 70)
    with soon():
        while layout.advance():
            pass
    assert layout.complete
