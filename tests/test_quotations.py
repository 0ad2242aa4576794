"""Reading who says what: quotations in marks of all kinds, reported speech, and who the speaker is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyse import analyse
from index.analysis.cues import CueListError, Strength, cue_words
from index.analysis.findings import Findings
from index.analysis.linking import EntityLink
from index.analysis.quotations import FoundQuotation, read_quotations, to_model
from index.analysis.quote_marks import pair, paragraph_breaks
from index.model import BodyFormat, Span
from tests.patience import soon

HERE = Path(__file__).parent


def read(text: str, body_format: BodyFormat = BodyFormat.PLAIN) -> list[tuple[str, bool, str]]:
    """Return (what is said, direct, name of the speaker or "") for each quotation of a text."""
    findings = analyse(text, body_format=body_format)
    found = read_quotations(text, body_format=body_format, findings=findings)
    return [
        (
            text[one.span.start : one.span.end],
            one.direct,
            findings.entities[one.speaker].name if one.speaker is not None else "",
        )
        for one in found
    ]


def one(text: str) -> tuple[FoundQuotation, Findings]:
    findings = analyse(text)
    (found,) = read_quotations(text, body_format=BodyFormat.PLAIN, findings=findings)
    return found, findings


def words_of(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


def stretches(text: str) -> list[str]:
    return [text[found.start : found.end] for found in pair(text, paragraph_breaks(text))]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "quotations_benchmark", HERE / "benchmarks" / "quotations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# -- the development set ----------------------------------------------------------------------------


def test_direct_quotations_of_the_set_are_found_with_their_speakers(benchmark: ModuleType) -> None:
    scores = benchmark.score([HERE / "data" / "quotations.jsonl"])
    assert scores["direct"].found / scores["direct"].right >= 0.97
    assert scores["direct"].speakers / scores["direct"].right >= 0.95


def test_reported_speech_of_the_set_is_found(benchmark: ModuleType) -> None:
    scores = benchmark.score([HERE / "data" / "quotations.jsonl"])
    assert scores["reported"].found / scores["reported"].right >= 0.9
    assert scores["all"].found / scores["all"].ours >= 0.95


def test_no_speaker_of_the_set_is_wrong(benchmark: ModuleType) -> None:
    scores = benchmark.score([HERE / "data" / "quotations.jsonl"])
    assert scores["all"].wrong <= 1


def test_stories_in_many_styles_are_read(benchmark: ModuleType) -> None:
    """Wire, tabloid, agency, interview and transcript; the names in them are nobody's."""
    scores = benchmark.score([HERE / "data" / "quotations_styles.jsonl"])
    assert scores["direct"].found / scores["direct"].right >= 0.95
    assert scores["direct"].speakers / scores["direct"].right >= 0.85
    assert scores["all"].found / scores["all"].ours >= 0.9
    assert scores["all"].wrong <= 5


# -- marks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "one" and "two".', ["one", "two"]),
        ("He said “one” and “two”.", ["one", "two"]),
        ("He said «one» and « two ».", ["one", "two"]),
        ("He said »one« there.", ["one"]),
        ("He said „one“ there.", ["one"]),
        ("He said ”one” there.", ["one"]),
        ("He said ``one'' there.", ["one"]),
        ("He said ‘one’ there.", ["one"]),
        ("He said 'one' there.", ["one"]),
        ("The boys' club and the girls' club.", []),
        ("It's Vesk's and nobody's.", []),
        ("Rock 'n' roll of the '60s, 'tis true.", []),
        ('A 12" disc and a 7" one.', []),
        ('He is 6\'2" and said "no".', ["no"]),
        ('"A 12" pizza costs more," he said.', ['A 12" pizza costs more,']),
        ('She ended."One more" they said.', ["One more"]),
        ("“He said ‘no’ to me”, she said.", ["He said ‘no’ to me"]),
        ('‘He said "no" to me’, she said.', ['He said "no" to me']),
        ("‘the workers’ party won,’ he said.", ["the workers’ party won,"]),
        ('A stray " mark.\n\nThen "a pair".', ["a pair"]),
        ('"fair, "the officer said.', ["fair,"]),
        ('"One.\n\n"Two."', ["One.", "Two."]),
        ('"One.\n\nNobody. "Two."', ["Two."]),
        ("“”", []),
        ('"', []),
    ],
)
def test_marks_are_paired(text: str, inside: list[str]) -> None:
    assert stretches(text) == inside


def test_unclosed_paragraphs_are_marked_as_going_on() -> None:
    text = '"One.\n\n"Two."'
    assert [found.goes_on for found in pair(text, paragraph_breaks(text))] == [True, False]


# -- spans ------------------------------------------------------------------------------------------


def test_a_span_leaves_out_the_marks() -> None:
    text = 'On Monday "We won ," Orlan Vesk said.'
    found, _ = one(text)
    assert words_of(text, found.span) == "We won ,"


def test_the_words_for_the_speaker_and_the_cue_are_told() -> None:
    text = "Orlan Vesk came late. “We won,” he said."
    found, findings = one(text)
    assert words_of(text, found.speaker_span) == "he"
    assert words_of(text, found.cue) == "said"
    assert found.speaker is not None
    assert findings.entities[found.speaker].name == "Orlan Vesk"


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ('"We won," Orlan Vesk wrote on his X account.', "on his X account"),
        ('In a statement, Orlan Vesk said: "We won."', "In a statement"),
        ('"We won," Orlan Vesk said in an interview.', "in an interview"),
    ],
)
def test_the_medium_is_told(text: str, medium: str) -> None:
    found, _ = one(text)
    assert words_of(text, found.medium) == medium


def test_offsets_hold_in_markdown() -> None:
    text = '## News\n\n> **Orlan Vesk** said: "We [won](https://example.org/x) it."\n'
    assert read(text, BodyFormat.MARKDOWN) == [
        ("We [won](https://example.org/x) it.", True, "Orlan Vesk")
    ]


def test_a_code_block_holds_no_quotations() -> None:
    assert read('```\n"We won," Orlan Vesk said.\n```\n', BodyFormat.MARKDOWN) == []


def test_quotations_come_in_the_order_of_the_text() -> None:
    text = (
        'Ida Morven said the minister, who took office in May, had "ignored every warning". '
        '"It is over," she said.'
    )
    starts = [
        found.span.start
        for found in read_quotations(text, body_format=BodyFormat.PLAIN, findings=analyse(text))
    ]
    assert starts == sorted(starts)
    assert len(starts) == 3


# -- what is no quotation ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "peace train" left.',
        'The "free" parking costs 4 crowns.',
        'Her novel "The Long Road Home" won a prize.',
        'He sang in a band called "Winter in Harlowe".',
        "The claims were filed. The company reports results today.",
        "Orlan Vesk was told that the bridge was closed.",
        "Orlan Vesk declined to say whether the bridge was safe.",
        "Orlan Vesk said nothing about the bridge.",
        "I said we should wait.",
        "The spokesman added two names to the list.",
    ],
)
def test_what_nobody_says_is_no_quotation(text: str) -> None:
    assert read(text) == []


# -- speakers ---------------------------------------------------------------------------------------


def speakers(text: str) -> list[str]:
    return [speaker for _, _, speaker in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        '"He is ill," a spokesman for Orlan Vesk said.',
        '"He is ill," Orlan Vesk\'s lawyer said.',
        'Orlan Vesk met Dario Quellin. "It went well," an aide said.',
        'Lee Santor spoke to Kim Varro. "It went well," the two said.',
        '"He is ill," said friends of Orlan Vesk.',
        '"We agree," Orlan Vesk and Dario Quellin said.',
        '"We agree," they said after Orlan Vesk had left.',
    ],
)
def test_rather_no_speaker_than_a_wrong_one(text: str) -> None:
    assert set(speakers(text)) == {""}


def test_she_is_not_the_man_named_last() -> None:
    text = 'Anna Dreyle met Paul Mossing. "We talked," she said. "Not much," he said.'
    assert speakers(text) == ["Anna Dreyle", "Paul Mossing"]


def test_it_is_the_body_that_spoke_last() -> None:
    text = "The Harlowe Water Board said the dam was safe. It added that tests would go on."
    assert speakers(text) == ["Harlowe Water Board", "Harlowe Water Board"]


def test_a_name_within_a_quotation_is_not_the_speaker() -> None:
    text = 'Orlan Vesk arrived. "Dario Quellin is a friend," he said.'
    assert speakers(text) == ["Orlan Vesk"]


def test_court_records_are_not_the_person_named_after_them() -> None:
    assert speakers("According to court records, Orlan Vesk has two brothers.") == [""]


def test_the_last_of_two_attributions_speaks_the_whole_sentence() -> None:
    text = "Witnesses said the hall burned for an hour, Orlan Vesk said on Monday."
    assert read(text) == [("Witnesses said the hall burned for an hour", False, "Orlan Vesk")]


def test_honorifics_do_not_end_the_phrase_of_a_speaker() -> None:
    text = 'Hugo Marlin is away. "He is filming," a representative for Mr. Marlin said.'
    assert speakers(text) == [""]


def test_an_unknown_verb_of_saying_has_a_speaker() -> None:
    assert speakers('"That is one way to lose," Orlan Vesk deadpanned.') == ["Orlan Vesk"]


# -- becoming part of an analysis -------------------------------------------------------------------


def test_speakers_become_actors() -> None:
    text = '"We won," Orlan Vesk said.'
    findings = analyse(text)
    found = read_quotations(text, body_format=BodyFormat.PLAIN, findings=findings)
    (made,) = to_model(found, [EntityLink("a1", "Orlan Vesk", True)])
    assert made.speaker is not None
    assert (made.speaker.actor, made.speaker.name) == ("a1", "Orlan Vesk")
    assert made.cue is not None
    assert made.direct


def test_a_speaker_that_links_to_nobody_keeps_the_words() -> None:
    text = '"We won," an official said.'
    found = read_quotations(text, body_format=BodyFormat.PLAIN, findings=analyse(text))
    (made,) = to_model(found, [])
    assert made.speaker is not None
    assert made.speaker.actor is None
    assert words_of(text, made.speaker.span) == "an official"


# -- the list of verbs ------------------------------------------------------------------------------


def test_every_verb_has_its_forms() -> None:
    said = cue_words()["said"]
    assert [word.verb for word in said] == ["say"]
    assert said[0].strength is Strength.SPEECH
    assert {"that", "bare", "inverted"} <= said[0].takes


def test_an_unreadable_line_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import index.analysis.cues as module

    (tmp_path / "cue_verbs.tsv").write_text("# head\nsay says\n", encoding="utf-8")
    monkeypatch.setattr(module, "_DATA", tmp_path)
    cue_words.cache_clear()
    try:
        with pytest.raises(CueListError, match=r"cue_verbs\.tsv, line 2"):
            cue_words()
    finally:
        cue_words.cache_clear()


# -- hostile texts and speed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    ['"', '" ', " “a", "\n\n“a", " 'a", "he said, ", "according to ", ", said", '"A b." He '],
)
def test_a_long_text_of_one_pattern_comes_to_an_end(unit: str) -> None:
    text = unit * 5_000
    with soon():
        found = read_quotations(text, body_format=BodyFormat.PLAIN, findings=Findings())
    assert all(0 <= one.span.start <= one.span.end <= len(text) for one in found)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"\"“”'‘’«»,.:;?!()—\n",
                "said ",
                "Orlan Vesk ",
                "he ",
                "who ",
                "that ",
                "according to ",
            ]
        )
        | st.text(max_size=6),
        max_size=30,
    ).map("".join)
)
def test_any_text_is_read_with_spans_inside_it(text: str) -> None:
    findings = analyse(text)
    for found in read_quotations(text, body_format=BodyFormat.PLAIN, findings=findings):
        for span in (found.span, found.speaker_span, found.cue, found.medium):
            assert span is None or 0 <= span.start < span.end <= len(text)


# -- transcripts, hearers, and speakers who are hard to tell ------------------------------------------


def test_labelled_lines_are_speech() -> None:
    text = (
        "Minister Rowena Tisk spoke on Monday.\n\n"
        "HOST: Did you know?\n\nROWENA TISK: I did not.\n\nHOST: Why?\n\nTISK: Nobody asked."
    )
    assert [found for found in read(text) if found[1]] == [
        ("Did you know?", True, ""),
        ("I did not.", True, "Rowena Tisk"),
        ("Why?", True, ""),
        ("Nobody asked.", True, "Rowena Tisk"),
    ]


def test_labels_that_come_once_name_parts_of_a_text() -> None:
    assert read("BACKGROUND: It was late.\n\nMETHODS: We counted sheep.") == []


@pytest.mark.parametrize(
    ("text", "hearer"),
    [
        ('"It is late," Orlan Vesk told reporters in Harlowe.', "reporters"),
        ("Orlan Vesk warned lawmakers on Monday that it was late.", "lawmakers"),
        ("Orlan Vesk told Mira Tandel that it was late.", "Mira Tandel"),
        ("Orlan Vesk said to reporters that it was late.", "reporters"),
    ],
)
def test_to_whom_it_is_said(text: str, hearer: str) -> None:
    found, _ = one(text)
    assert words_of(text, found.addressee_span) == hearer


def test_a_hearer_by_name_is_an_actor() -> None:
    found, findings = one("Orlan Vesk told Mira Tandel that it was late.")
    (quotation,) = to_model(
        [found], [EntityLink(entity.name, entity.name) for entity in findings.entities]
    )
    assert quotation.addressee is not None
    assert quotation.addressee.name == "Mira Tandel"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We won," said Vancouver police Lt. Gerry Holm.', "Gerry Holm"),
        ('"We won," Gerry Holm, 41, of the harbour police, said.', "Gerry Holm"),
        ('"It rose," said a spokeswoman for the World Bank.', "World Bank"),
        ("Mary Holm and her colleagues said the bees were tired.", "Mary Holm"),
        ('Mary Holm won. "I am tired," the 22-year-old joked.', "Mary Holm"),
        ('The play was described by Mary Holm as "the finest thing we own".', "Mary Holm"),
        (
            'Hugh Bark left. He is "the best man I know," Mary Holm quoted him as saying.',
            "Hugh Bark",
        ),
        ("Mary Holm Wednesday said the bees were tired.", "Mary Holm"),
        ("Mary Holm expressed the hope that it would rain.", "Mary Holm"),
        ("Mary Holm accused the council of selling the harbour.", "Mary Holm"),
        ("Mary Holm believes the harbour is lost.", "Mary Holm"),
    ],
)
def test_speakers_in_many_places(text: str, speaker: str) -> None:
    assert read(text)[-1][2] == speaker


def test_who_speaks_without_a_name_is_not_the_person_named_before() -> None:
    text = (
        "A dockers' spokesman said that Mary Holm had sold the harbour.\n\n"
        '"It is a scandal," he said.'
    )
    assert read(text)[-1] == ("It is a scandal,", True, "")


def test_two_who_speak_together_are_no_one_actor() -> None:
    text = '"We won," said Mary Holm and Gerry Vesk.'
    found, _ = one(text)
    assert found.speaker is None
    assert words_of(text, found.speaker_span) == "Mary Holm and Gerry Vesk"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Mary Holm said it was "unacceptable".', ["unacceptable"]),
        ('Mary Holm said he "deeply regretted" it.', ["deeply regretted"]),
        ('Mary Holm said the "green list" had ninety entries.', []),
    ],
)
def test_a_word_or_two_in_marks(text: str, said: list[str]) -> None:
    assert [found[0] for found in read(text) if found[1]] == said


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Mary Holm vowed on Friday to fight on.", "to fight on"),
        ("Mary Holm said about 5,000 people had come.", "about 5,000 people had come"),
        ("A law that critics say will harm the press passed.", "will harm the press passed"),
        ("The judge, who said she was tired, went home.", "she was tired"),
        ("The opposition claims to have won.", "to have won"),
    ],
)
def test_reported_clauses(text: str, content: str) -> None:
    assert [found[0] for found in read(text) if not found[1]] == [content]


def test_what_an_agency_reports_somebody_said_is_told_of_both() -> None:
    text = "Mary Holm said on Monday that it was late, the Harlowe news agency reported."
    assert ("it was late", False, "Mary Holm") in read(text)


@pytest.mark.parametrize("unit", ["“a ", 'x, he said, "b" ', "according to ", "VESK: no\n", '"a\n'])
def test_endless_texts_come_to_an_end(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert all(0 <= start < end <= len(text) for start, end in spans_of(text))


def spans_of(text: str) -> list[tuple[int, int]]:
    found = read_quotations(text, body_format=BodyFormat.PLAIN, findings=analyse(text))
    return [(one.span.start, one.span.end) for one in found]


def test_block_quotes_that_a_colon_leads_to() -> None:
    text = (
        "Orlan Vesk wrote to staff:\n\n> We will go on.\n>\n> Nobody will be left behind.\n\n"
        "He left on Monday.\n\n> A line that nobody leads to."
    )
    assert read(text, BodyFormat.MARKDOWN) == [
        ("We will go on.", True, "Orlan Vesk"),
        ("Nobody will be left behind.", True, "Orlan Vesk"),
    ]


def test_block_quotes_with_marks_keep_them() -> None:
    text = "Orlan Vesk wrote to staff:\n\n> “We will go on.”\n\nHe left on Monday."
    assert read(text, BodyFormat.MARKDOWN) == [("We will go on.", True, "Orlan Vesk")]


def test_nobody_calls_herself_she() -> None:
    text = (
        "Interior Minister Rui Carvalhal left office in March. Teresa Lobo, who is to succeed Carvalhal,"
        " said on Monday that she would keep the fund open.\n\n"
        '"She was my student and she is better than I was," the former minister told the newspaper.'
    )
    (_, _, speaker) = read(text)[-1]
    assert speaker != "Teresa Lobo"


def test_an_office_is_not_taken_for_the_woman_spoken_of() -> None:
    text = (
        "Teresa Lobo, the interior minister, said on Monday that the fund would stay open.\n\n"
        '"She was my student," the minister told the newspaper.'
    )
    assert read(text)[-1] == ("She was my student,", True, "")


def test_an_office_may_be_hers_who_speaks_of_something_else() -> None:
    text = (
        "Teresa Lobo, the interior minister, said on Monday that the fund would stay open.\n\n"
        '"The fund is safe with us," the minister told the newspaper.'
    )
    assert read(text)[-1] == ("The fund is safe with us,", True, "Teresa Lobo")


@pytest.mark.parametrize(
    "rest",
    [
        ", while Energy Minister Kemal Demir put the death toll at 16",
        ", but the ministry put the toll at 16",
        ", whereas officials gave a figure of 16",
    ],
)
def test_a_report_ends_before_another_s_figure(rest: str) -> None:
    (found, *_) = read(f"The Vell Miners' Union said 21 miners were killed in the blast{rest}.")
    assert found[0] == "21 miners were killed in the blast"


def test_a_report_goes_on_over_what_is_told_beside_it() -> None:
    said = "21 miners were killed, while hundreds of families put up tents at the gate"
    assert read(f"The Vell Miners' Union said {said}.")[0][0] == said


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "''"])
def test_a_sentence_may_end_with_no(marks: str) -> None:
    text = f"Lydia Fenwick said she would vote no. {marks[0]}I cannot,{marks[1]} Fenwick said."
    assert [(said, direct) for said, direct, _ in read(text)] == [
        ("she would vote no", False),
        ("I cannot,", True),
    ]


def test_the_stop_of_a_number_ends_no_sentence() -> None:
    said = "the crew of No. 5 furnace had left"
    assert read(f"Lydia Fenwick said {said}.")[0][0] == said
