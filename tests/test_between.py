"""``newsreader path``, ``pair``, ``accounts``, ``compare`` and ``export``: what they print, and what is wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli import run

PATH = ("path", "Santiago Peña", "Ilham Aliyev")
PAIR = ("pair", "Venezuela", "Paraguay")


@pytest.fixture
def ask(made_archive: Path, capsys: pytest.CaptureFixture[str]) -> object:
    def ask(*words: str) -> tuple[int, str, str]:
        status = run([*words, "--archive", str(made_archive)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return ask


def test_a_path_in_json_has_every_step(ask) -> None:
    status, out, _ = ask(*PATH, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["length"] == len(found["steps"]) - 1 > 0
    assert [step["name"] for step in found["steps"]][:: len(found["steps"]) - 1] == list(PATH[1:])
    assert all(step["shared_stories"] >= len(step["stories"]) > 0 for step in found["steps"][1:])


def test_a_path_reads(ask) -> None:
    _, out, _ = ask(*PATH)
    assert out.splitlines()[0] == "Santiago Peña"
    assert out.splitlines()[-1] == "Ilham Aliyev"


def test_a_pair_in_json_holds_happenings_quotations_and_stories(ask) -> None:
    status, out, _ = ask(*PAIR, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["first"]["name"], found["second"]["name"]) == PAIR[1:]
    kinds = [entry["what"] for entry in found["chronicle"]]
    assert {"happening", "story"} <= set(kinds)
    assert kinds.count("story") == found["shared_stories"]
    for entry in found["chronicle"]:
        assert entry[entry["what"]] is not None


def test_a_pair_reads_and_may_be_cut(ask) -> None:
    _, out, err = ask(*PAIR, "--limit", "3")
    assert out.startswith("Venezuela ↔ Paraguay\n")
    assert "--limit" in err


def test_an_actor_nobody_knows_is_wrong_use(ask) -> None:
    status, out, err = ask("path", "Venezuela", "Xyzzy Quux")
    assert (status, out) == (2, "")
    assert "Xyzzy Quux" in err


def test_a_dossier_goes_to_standard_output_as_a_page(ask) -> None:
    status, out, _ = ask("export", "--format", "html", "--actor", "Peña")
    assert status == 0
    assert out.startswith("<!DOCTYPE html>")
    assert out.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    "words",
    [("--format", "csv", "--actor", "Peña"), ("--format", "html", "--actor", "Peña", "ferry")],
)
def test_a_dossier_is_a_page_and_takes_no_query(ask, words: tuple[str, ...]) -> None:
    status, _, err = ask("export", *words)
    assert status == 2
    assert "--actor" in err


def test_a_dossier_in_json_has_its_totals_and_what_disagrees(ask) -> None:
    _, out, _ = ask("actor", "Venezuela", "--json")
    found = json.loads(out)
    assert found["totals"]["happenings"] == len(found["happenings"])
    assert found["totals"]["stories"] == len(found["stories"])
    assert found["new"]["since"] is None
    assert isinstance(found["disagreements"], list)
    assert all(each["first"] <= each["last"] for each in found["connections"])


def ids_of_two_accounts(ask) -> tuple[str, str]:
    _, out, _ = ask("search", "--json", "--sort", "date", 'headline:"breaks off relations"')
    one = json.loads(out)["hits"][0]["id"]
    _, out, _ = ask("accounts", one, "--json")
    found = json.loads(out)
    assert found["story"]["id"] == one
    return one, found["accounts"][0]["id"]


def test_accounts_of_a_story_are_told(ask) -> None:
    one, other = ids_of_two_accounts(ask)
    status, out, _ = ask("accounts", one)
    assert status == 0
    assert other[:8] in out


def test_what_only_one_of_two_says_is_given_with_its_place(ask) -> None:
    one, other = ids_of_two_accounts(ask)
    _, out, _ = ask("compare", one, other, "--json")
    found = json.loads(out)
    _, out, _ = ask("show", one, "--json")
    body = json.loads(out)["body"]
    assert found["only_first"]
    assert found["shared"]
    for each in found["only_first"]:
        assert body[each["start"] : each["end"]] == each["text"]
    _, out, _ = ask("compare", one, other)
    assert out.count("Only in") == 2


def test_a_story_is_not_compared_with_itself(ask) -> None:
    one, _ = ids_of_two_accounts(ask)
    status, _, errors = ask("compare", one, one[:8])
    assert status == 2
    assert "the same story" in errors


def test_a_story_nobody_knows_is_wrong_use(ask) -> None:
    assert ask("accounts", "ffff")[0] == 2
    assert ask("compare", "ffff", "eeee")[0] == 2


def test_a_dossier_reads_what_happened_and_what_was_said(ask) -> None:
    _, out, _ = ask("actor", "Santiago Peña")
    assert "What happened" in out
    assert "Said" in out
    assert "Santiago Peña recognises Edmundo González Urrutia" in " ".join(out.split())
