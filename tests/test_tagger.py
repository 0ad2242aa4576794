"""The trained tagger: its file, its training, and names that rules alone do not find."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.analysis.analyse import analyse, prepare
from index.analysis.gazetteer import load
from index.analysis.lattice import LABELS, Layout, allowed, best, forward, log_sum, marginals
from index.analysis.tagged_names import TaggingRecogniser
from index.analysis.tagged_text import MarkedText, joined, read_marked
from index.analysis.tagger_model import FILE, TaggerModelError, read
from index.analysis.train_tagger import right_labels, save, settle, train
from index.analysis.training_capitals import varied
from index.analysis.training_lines import made_texts
from index.model import Kind


def found(text: str, kind: Kind) -> list[str]:
    return [
        mention.surface
        for mention in analyse(text).mentions
        if mention.kind is kind and not mention.demonym and not mention.descriptive
    ]


# -- what is found -------------------------------------------------------------------------------------


def test_a_result_names_teams_and_not_towns() -> None:
    text = "Tolvan league results on Saturday:\nSheffield Wednesday 2 Chelsea 2\nLiverpool 0 Everton 1\n"
    assert found(text, Kind.ORGANISATION) == [
        "Sheffield Wednesday",
        "Chelsea",
        "Liverpool",
        "Everton",
    ]


def test_a_ranking_names_people_and_their_countries() -> None:
    text = "1. Katja Brennhuber (Germany) 1 minute 20.32 seconds\n2. Mira Tandel (Kenya) 1:21.05\n"
    assert found(text, Kind.PERSON) == ["Katja Brennhuber", "Mira Tandel"]
    assert found(text, Kind.COUNTRY) == ["Germany", "Kenya"]


def test_a_scorecard_names_players_even_those_called_like_a_town() -> None:
    text = (
        "Saeed Vesk c Young b Cairns 15\nM. Olden lbw b Bradford 3\n"
        "Bowling: Cairns 10-1-35-1, Tandel 8-1-60-0.\n"
    )
    people = ["Saeed Vesk", "Young", "Cairns", "M. Olden", "Bradford", "Cairns", "Tandel"]
    assert found(text, Kind.PERSON) == people


def test_national_sides_stay_countries() -> None:
    assert found("Germany 2 Brazil 1\nPakistan v England\n", Kind.COUNTRY) == [
        "Germany",
        "Brazil",
        "Pakistan",
        "England",
    ]


def test_the_weather_of_towns_is_no_table_of_teams() -> None:
    assert not found("Liverpool 14\nLondon 12\n", Kind.ORGANISATION)


def test_a_competition_is_no_actor() -> None:
    assert not analyse("They won the Champions League in May.").mentions


def test_a_dateline_with_a_date_in_figures_is_a_place() -> None:
    text = "AMSTERDAM 1996-12-06\nThe harbour was closed on Friday.\n"
    assert found(text, Kind.PLACE) == ["AMSTERDAM"]


def test_a_byline_and_a_photo_credit_name_people() -> None:
    text = "By Jane Tandel\nPhoto: Marek Olden\n\nThe harbour was closed.\n"
    assert found(text, Kind.PERSON) == ["Jane Tandel", "Marek Olden"]


def test_the_head_of_a_table_is_no_name() -> None:
    text = "W L PCT GB\nP W D L F A Pts\nEASTERN CONFERENCE\n"
    assert not analyse(text).mentions


def test_the_stop_of_an_abbreviation_belongs_to_the_name() -> None:
    text = "Martin Olden Jr. left Brandwick Inc. on Monday."
    assert found(text, Kind.PERSON) == ["Martin Olden Jr."]
    assert found(text, Kind.ORGANISATION) == ["Brandwick Inc."]


def test_a_country_with_a_possessive_is_no_part_of_what_it_owns() -> None:
    text = "Kenya's National Assembly voted on Monday."
    assert found(text, Kind.COUNTRY) == ["Kenya"]
    assert found(text, Kind.ORGANISATION) == ["National Assembly"]


def test_a_full_name_is_a_person_where_it_may_also_be_a_place() -> None:
    text = "She is a prominent leader of the opposition to the Camilo Merida regime."
    assert [(one.surface, one.kind) for one in analyse(text).mentions] == [
        ("Camilo Merida", Kind.PERSON)
    ]


def test_a_possessive_that_is_part_of_a_name_stays() -> None:
    text = "Dealers at Lloyd's of London and Sotheby's left."
    assert found(text, Kind.ORGANISATION) == ["Lloyd's of London", "Sotheby's"]


def test_a_leading_article_stays_outside_but_for_the_hague() -> None:
    text = "The Guardian said so. A court in The Hague heard it."
    assert found(text, Kind.ORGANISATION) == ["Guardian"]
    assert found(text, Kind.PLACE) == ["The Hague"]


def test_each_name_says_how_it_was_recognised() -> None:
    mentions = analyse("President Orlan Vesk flew to Kenya on Monday.").mentions
    rules = [{one.rule for one in mention.evidence} for mention in mentions]
    assert rules[0] >= {"title", "tagger"}
    assert "gazetteer" in rules[1]


def test_the_line_of_a_list_is_told() -> None:
    (mention,) = analyse("They flew to Kenya on Monday.").mentions
    detail = next(one.detail for one in mention.evidence if one.rule == "gazetteer")
    name, _, line = detail.partition(":")
    text = (FILE.parent / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "Kenya" in text


def test_a_long_text_is_read_in_parts_like_a_short_one() -> None:
    story = "Orlan Vesk met Mira Tandel in Kenya. The talks with Chile failed.\n"
    names = [mention.surface for mention in analyse(story).mentions]
    many = [mention.surface for mention in analyse(story * 1200).mentions]
    assert many[: len(names)] == names
    assert len(many) == 1200 * len(names)


def test_threads_share_a_recogniser() -> None:
    recogniser = TaggingRecogniser()
    words = load()
    documents = [prepare(f"Orlan Vesk{n} met Mira Tandel in Kenya.", words) for n in range(40)]
    alone = [recogniser.recognise(one, words) for one in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: recogniser.recognise(one, words), documents)) == alone


# -- the model file --------------------------------------------------------------------------------------


def test_the_model_is_small_and_told_where_it_comes_from() -> None:
    assert FILE.stat().st_size < 3_000_000
    assert b"Groningen Meaning Bank" in FILE.read_bytes().partition(b"\n")[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"{}\n", b"not json\nxx", FILE.read_bytes()[:5000], b'{"format": "other"}\n' + b"x"],
)
def test_a_damaged_model_is_told_by_its_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tagger.bin"
    path.write_bytes(content)
    with pytest.raises(TaggerModelError, match=r"tagger\.bin"):
        read(path)


# -- the lattice ------------------------------------------------------------------------------------------


def _random_lattice() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random_numbers = np.random.default_rng(5)
    scores = random_numbers.normal(size=(5, len(LABELS))).astype(np.float32)
    moves = random_numbers.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    return scores, np.where(allowed(), moves, -1e4).astype(np.float32), np.array([0, 2], np.intp)


def _labellings(length: int) -> list[tuple[int, ...]]:
    legal = allowed()
    paths: list[tuple[int, ...]] = [(i,) for i, one in enumerate(LABELS) if one[0] in "OBU"]
    for _ in range(length - 1):
        paths = [(*path, j) for path in paths for j in range(len(LABELS)) if legal[path[-1], j]]
    return [path for path in paths if LABELS[path[-1]][0] in "OLU"]


def test_probabilities_and_best_labels_are_those_of_all_labellings() -> None:
    scores, moves, starts = _random_lattice()
    layout = Layout(starts, len(scores))
    told = forward(scores, layout, moves)
    probable = marginals(told, layout)
    expected = np.zeros_like(probable)
    logs = 0.0
    top: list[int] = []
    for first, last in ((0, 2), (2, 5)):
        paths = _labellings(last - first)
        weights = np.array(
            [
                sum(scores[first + at, label] for at, label in enumerate(path))
                + sum(moves[one, other] for one, other in pairwise(path))
                for path in paths
            ]
        )
        top += list(paths[int(weights.argmax())])
        logs += float(np.log(np.exp(weights).sum()))
        for path, share in zip(paths, np.exp(weights) / np.exp(weights).sum(), strict=True):
            for at, label in enumerate(path):
                expected[first + at, label] += share
    assert np.allclose(probable, expected, atol=1e-5)
    assert log_sum(scores, told) == pytest.approx(logs, abs=1e-3)
    assert best(scores, layout, moves).tolist() == top


# -- training ---------------------------------------------------------------------------------------------


def _tagged() -> MarkedText:
    sentence = [
        ("President", "B-per"),
        ("Orlan", "I-per"),
        ("Vesk", "I-per"),
        ("of", "O"),
        ("the", "O"),
        ("Kenyan", "B-gpe"),
        ("port", "O"),
        ("of", "O"),
        ("Salle", "B-geo"),
        (".", "O"),
    ]
    return joined("one", [sentence])


def test_titles_and_nationality_words_are_not_learnt_as_names() -> None:
    words = load()
    case = _tagged()
    document = prepare(case.text, words)
    labels = [LABELS[one] for one in right_labels(case, document, words)]
    assert labels[:9] == [
        "O",
        "B-person",
        "L-person",
        "O",
        "O",
        "U-other",
        "O",
        "O",
        "U-place",
    ]


def test_training_gives_the_same_model_each_time(tmp_path: Path) -> None:
    words = load()
    cases = [(_tagged(), 1.0), *((one, 0.5) for one in made_texts(words, 6, 3))]
    paths = [tmp_path / "one.bin", tmp_path / "other.bin"]
    for path in paths:
        indexer, material = settle(cases, words)
        save(path, indexer, *train(material, indexer, epochs=2, seed=1, tell=False), notice="")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert read(paths[0]).transitions.shape == (len(LABELS), len(LABELS))


def test_made_and_varied_texts_keep_their_spans() -> None:
    words = load()
    for case in made_texts(words, 20, 7):
        for one in (case, varied(case, random.Random(3))):
            surfaces = [one.text[mark.start : mark.end] for mark in one.marked]
            assert all(surface and surface == surface.strip() for surface in surfaces)
            assert [s.casefold() for s in surfaces] == [
                case.text[mark.start : mark.end].casefold() for mark in case.marked
            ]


def test_tagged_files_are_read_as_text_with_spans(tmp_path: Path) -> None:
    path = tmp_path / "a.iob2"
    path.write_text("Orlan\tB-PER\nVesk\tI-PER\n's\tO\n\nKenya\tB-LOC\n", encoding="utf-8")
    (case,) = read_marked(path, 10)
    assert case.text == "Orlan Vesk's\nKenya\n"
    assert [(case.text[m.start : m.end], m.kind) for m in case.marked] == [
        ("Orlan Vesk", "person"),
        ("Kenya", "place"),
    ]
