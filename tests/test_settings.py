"""The settings file: what it may hold, and what is said when it holds something else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.archive import default_folder, sample_folder
from index.errors import SettingsError
from tui import settings
from tui.keys import action_ids, clashes, usual_keys
from tui.places import archive_folder
from tui.settings import Settings

PATH = Path("/somewhere/config.toml")


def parsed(text: str) -> Settings:
    return settings.parse(text, PATH, actions=action_ids(), themes=("nord", "gruvbox"))


def trouble(text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        parsed(text)
    return str(caught.value)


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none" / "config.toml") == Settings()


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "nord"\nmeasure = 66\nanimation = true\n', encoding="utf-8")
    assert settings.load(path) == Settings(theme="nord", measure=66, animation=True)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("measure = 66\n", encoding="utf-8-sig")
    assert settings.load(path).measure == 66


def test_keys_are_given_one_or_several() -> None:
    found = parsed('[keys]\nhelp = "f2"\nnext-match = ["n", "ctrl+n"]\nsearch = "slash,f3"\n')
    assert dict(found.keys) == {
        "help": ("f2",),
        "next-match": ("n", "ctrl+n"),
        "search": ("slash", "f3"),
    }


def test_a_comma_alone_is_a_key() -> None:
    assert parsed('[keys]\nhelp = ","\n').keys["help"] == (",",)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("\n\nmesure = 66\n", 3, "mesure"),
        ('# one\nmeasure = "wide"\n', 2, "measure"),
        ("measure = 5\n", 1, "measure"),
        ("measure = true\n", 1, "measure"),
        ("theme = 1\n", 1, "theme"),
        ('theme = ""\nanimation = "no"\n', 2, "animation"),
        ('[keys]\n\nnext-mach = "n"\n', 3, "keys.next-mach"),
        ("[keys]\nhelp = 1\n", 2, "keys.help"),
        ('keys.help = ["f2", 3]\n', 1, "keys.help"),
        ("[keys]\nhelp = []\n", 2, "keys.help"),
        ("measure = 60\nkeys = 3\n", 2, "keys"),
        ("measure = 60\n[colours]\nred = 1\n", 2, "colours"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int, key: str) -> None:
    assert trouble(text).startswith(f"{PATH}, line {line}: {key}: ")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("mesure = 66\n", "measure"),
        ('[keys]\nnext-mach = "n"\n', "next-match"),
        ('theme = "grovbox"\n', "gruvbox"),
    ],
)
def test_the_nearest_right_name_is_given(text: str, nearest: str) -> None:
    assert f"“{nearest}”" in trouble(text)


def test_broken_toml_names_file_and_line() -> None:
    message = trouble("measure = 66\ntheme = \n")
    assert message.startswith(f"{PATH}: not valid TOML")
    assert "line 2" in message


def test_text_that_is_not_utf8_is_refused_with_the_file_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'theme = "\xff"\n')
    with pytest.raises(SettingsError, match="UTF-8"):
        settings.load(path)


def test_the_example_says_nothing_until_a_line_is_uncommented() -> None:
    assert parsed(settings.example(usual_keys())) == Settings()


def test_the_example_with_all_lines_uncommented_is_valid_and_changes_nothing() -> None:
    lines = settings.example(usual_keys()).splitlines()
    text = "\n".join(
        line.removeprefix("# ") for line in lines if " = " in line or line.startswith("[")
    )
    found = parsed(text)
    assert (found.theme, found.measure, found.animation) == ("", 72, False)
    assert {action: ",".join(keys) for action, keys in found.keys.items()} == dict(usual_keys())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the rules are those of XDG")
@pytest.mark.parametrize("home", ["/home/someone", "/home/someone/", "/", "relative"])
@pytest.mark.parametrize(
    "data_home", [None, "", "/data", "/data/", " /data", "relative/data", "/with space/ünï"]
)
def test_the_folder_found_without_platformdirs_is_the_one_platformdirs_finds(
    monkeypatch: pytest.MonkeyPatch, home: str, data_home: str | None
) -> None:
    import platformdirs

    monkeypatch.delenv("NEWSREADER_ARCHIVE", raising=False)
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data_home is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data_home)
    assert archive_folder() == platformdirs.user_data_dir("newsreader", appauthor=False)


def test_the_archive_named_goes_before_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSREADER_ARCHIVE", "/from/variable")
    assert archive_folder("/named") == "/named"
    assert archive_folder() == "/from/variable"


def test_the_samples_never_lie_in_the_readers_own_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSREADER_ARCHIVE", "/from/variable")
    assert archive_folder(samples=True) not in ("/from/variable", archive_folder())


def test_the_folders_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSREADER_ARCHIVE", raising=False)
    assert archive_folder() == str(default_folder())
    assert archive_folder(samples=True) == str(sample_folder())


def test_finding_the_folder_imports_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules); import tui.places; tui.places.archive_folder();"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert set(done.stdout.split()) - {"__future__"} == {"tui", "tui.places"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[keys]\nstar = "m"\n', "line 2: keys.star: “m” is the key of “read” too"),
        ('[keys]\nsort = "\\""\n', 'line 2: keys.sort: “"” is the key of “said” too'),
        ('[keys]\nimport = ["ctrl+i", "quotation_mark"]\n', "keys.import: “quotation_mark” is"),
        ('[keys]\ndown = "/"\n', "keys.down: “/” is the key of “search” too"),
    ],
)
def test_a_key_that_would_do_two_things_in_one_place_is_told(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.parse(text, PATH, actions=action_ids(), clashes=clashes)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '[keys]\nstar = "m"\nread = "*"\n',
        '[keys]\nstar = "*"\n',
        '[keys]\naccept = "ctrl+j"\n',
        '[keys]\nforget = "ctrl+n"\n',
    ],
)
def test_keys_that_change_places_or_work_in_different_places_do_not_clash(text: str) -> None:
    assert settings.parse(text, PATH, actions=action_ids(), clashes=clashes).keys


def test_the_usual_keys_do_not_clash() -> None:
    everything = {action: tuple(keys.split(",")) for action, keys in usual_keys().items()}
    assert list(clashes(everything)) == []
