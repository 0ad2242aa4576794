"""The reader's settings: ``config.toml`` in the user's configuration folder, read and checked.

A missing file means the defaults. Anything in the file that cannot be used is reported with the file, the
line and the key, and with the nearest name that would have been right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from index.errors import SettingsError

CONFIG_NAME = "config.toml"
NARROWEST_MEASURE = 30
WIDEST_MEASURE = 160


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader chose.

    ``theme`` is the name of a theme, or "" for the terminal's own colours. ``measure`` is the longest line
    of an article in columns. ``animation`` allows moving transitions. ``keys`` gives actions other keys: for
    the id of an action, the keys that now do it. ``authorities`` is a folder of authority files for every
    archive, "" for the one beside the settings; ``spacy_pipeline`` names an installed spaCy pipeline that is
    to recognise names, "" for newsreader's own way.
    """

    theme: str = ""
    measure: int = 72
    animation: bool = False
    authorities: str = ""
    spacy_pipeline: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


class KeyClash(Protocol):
    """A key that was given to ``action`` though ``other`` has it in the same place."""

    @property
    def action(self) -> str:
        """The id of the action it was given to."""
        ...

    @property
    def key(self) -> str:
        """The key."""
        ...

    @property
    def other(self) -> str:
        """The id of the action that has it already."""
        ...


Clashes = Callable[[Mapping[str, tuple[str, ...]]], Iterable[KeyClash]]


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of the file: what it is for, in the words of the example file."""

    name: str
    example: str
    help: str


_KEYS: tuple[_Key, ...] = (
    _Key(
        "theme",
        '""',
        'The colours: the name of a theme, as the command palette lists them. "" takes the\n'
        "terminal's own colours.",
    ),
    _Key(
        "measure",
        str(Settings().measure),
        f"The longest line of an article, in columns: {NARROWEST_MEASURE} to {WIDEST_MEASURE}.",
    ),
    _Key(
        "animation",
        "false",
        "Whether anything on the screen may glide. Over a slow connection it is better off.",
    ),
    _Key(
        "authorities",
        '""',
        'The folder of your authority files, for every archive. "" takes the folder\n'
        '"authorities" beside this file.',
    ),
    _Key(
        "spacy_pipeline",
        '""',
        'The name of an installed spaCy pipeline that is to recognise names. "" takes\n'
        "newsreader's own way. Needs: pip install 'newsreader[spacy]'.",
    ),
)
_KEYS_TABLE = "keys"


def config_path() -> Path:
    """Return where the settings file is looked for, whether or not it is there."""
    # 18 ms, and only wanted once the first lines are drawn.
    import platformdirs

    return Path(platformdirs.user_config_dir("newsreader", appauthor=False)) / CONFIG_NAME


def load(
    path: Path | None = None,
    *,
    actions: Collection[str] | None = None,
    themes: Collection[str] | None = None,
    clashes: Clashes | None = None,
) -> Settings:
    """Read the settings from ``path`` (default: ``config_path()``); a missing file gives the defaults.

    ``actions`` are the ids that the ``[keys]`` table may name and ``themes`` the themes that exist; either
    is left unchecked when None. ``clashes`` tells of a ``[keys]`` table which keys would do two things in one place.
    Raises SettingsError, which names file, line and key.
    """
    path = config_path() if path is None else path
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the file is not UTF-8 text; save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    return parse(text, path, actions=actions, themes=themes, clashes=clashes)


def parse(
    text: str,
    path: Path,
    *,
    actions: Collection[str] | None = None,
    themes: Collection[str] | None = None,
    clashes: Clashes | None = None,
) -> Settings:
    """Turn the text of a settings file into Settings; ``path`` is only named in errors.

    Raises SettingsError, as ``load`` does.
    """
    import tomllib

    try:
        content: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not valid TOML: {_decapitalised(str(error))}.") from error
    document = _Document(path, text)
    known = [key.name for key in _KEYS]
    for name in content:
        if name not in known and name != _KEYS_TABLE:
            raise document.trouble(
                name, f"there is no such key{_nearest(name, [*known, _KEYS_TABLE])}"
            )
    defaults = Settings()
    keys = _rebindings(content.get(_KEYS_TABLE, {}), document, actions)
    for clash in clashes(keys) if clashes is not None else ():
        raise document.trouble(
            clash.action,
            f"“{clash.key}” is the key of “{clash.other}” too, and both work in the same place; "
            "give one of them another key",
            _KEYS_TABLE,
        )
    return Settings(
        theme=_theme(content.get("theme", defaults.theme), document, themes),
        measure=_measure(content.get("measure", defaults.measure), document),
        animation=_animation(content.get("animation", defaults.animation), document),
        authorities=_words("authorities", content.get("authorities", ""), document),
        spacy_pipeline=_words("spacy_pipeline", content.get("spacy_pipeline", ""), document),
        keys=keys,
    )


def example(actions: Mapping[str, str] | None = None) -> str:
    """Return an example settings file in which every setting is commented out.

    ``actions`` gives the usual keys of each action id, for the ``[keys]`` table.
    """
    lines = ["# Settings of newsreader. Take the # off a line to change it.", ""]
    for key in _KEYS:
        lines += [f"# {line}" for line in key.help.splitlines()]
        lines += [f"# {key.name} = {key.example}", ""]
    lines.append(
        "# Other keys for an action: one key, or a list of keys. These are the usual ones."
    )
    lines.append(f"[{_KEYS_TABLE}]")
    for action, usual in (actions or {}).items():
        keys = [part for part in usual.split(",") if part]
        written = ", ".join(_toml_string(key) for key in keys)
        lines.append(f"# {_toml_key(action)} = {written if len(keys) == 1 else f'[{written}]'}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Document:
    """The file's text, to find the line a key stands in."""

    path: Path
    text: str

    def trouble(self, key: str, reason: str, table: str = "") -> SettingsError:
        full = f"{table}.{key}" if table else key
        line = self._line_of(key, table)
        where = f"{self.path}, line {line}" if line else str(self.path)
        return SettingsError(f"{where}: {full}: {reason}.")

    def _line_of(self, key: str, table: str) -> int:
        """Return the line of ``key``, or of its table, or 0 where the file writes it in some rarer way."""
        found_table = 0
        for number, here, name in self._keys():
            if here == table and name == key:
                return number
            if (not here and name == table) or (here == table and not name):
                found_table = found_table or number
            if not table and here == key:
                return number
            # keys.help = "F1", without a table's heading
            if table and not here and name == f"{table}.{key}":
                return number
        return found_table

    def _keys(self) -> Iterator[tuple[int, str, str]]:
        """Yield line number, table and key for each line that begins a table (key "") or sets a key."""
        table = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            stripped = line.strip()
            if stripped.startswith("["):
                table = _unquoted(stripped.strip("[]").partition("]")[0])
                yield number, table, ""
            elif "=" in stripped and not stripped.startswith("#"):
                yield number, table, _unquoted(stripped.partition("=")[0])


def _unquoted(key: str) -> str:
    return key.strip().strip("\"'")


def _theme(value: object, document: _Document, themes: Collection[str] | None) -> str:
    if not isinstance(value, str):
        raise document.trouble("theme", "must be a text in quotation marks")
    if value and themes is not None and value not in themes:
        raise document.trouble("theme", f"there is no theme “{value}”{_nearest(value, themes)}")
    return value


def _measure(value: object, document: _Document) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not NARROWEST_MEASURE <= value <= WIDEST_MEASURE
    ):
        raise document.trouble(
            "measure", f"must be a whole number from {NARROWEST_MEASURE} to {WIDEST_MEASURE}"
        )
    return value


def _animation(value: object, document: _Document) -> bool:
    if not isinstance(value, bool):
        raise document.trouble("animation", "must be true or false")
    return value


def _words(name: str, value: object, document: _Document) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise document.trouble(name, "must be a text in quotation marks")
    return value.strip()


def _rebindings(
    value: object, document: _Document, actions: Collection[str] | None
) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise document.trouble(
            _KEYS_TABLE, "must be a table: a line [keys] and the actions below it"
        )
    rebound: dict[str, tuple[str, ...]] = {}
    for action, keys in _flattened(value):
        if actions is not None and action not in actions:
            raise document.trouble(
                action, f"there is no such action{_nearest(action, actions)}", _KEYS_TABLE
            )
        rebound[action] = _key_names(keys, action, document)
    return MappingProxyType(rebound)


def _flattened(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield action id and value; an id with a full stop, written bare, is a table in a table to TOML."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _key_names(value: object, action: str, document: _Document) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in given:
        if not isinstance(item, str) or not item.strip():
            raise document.trouble(
                action, "must be a key in quotation marks or a list of keys", _KEYS_TABLE
            )
        names += (
            [part.strip() for part in item.split(",") if part.strip()] if len(item) > 1 else [item]
        )
    if not names:
        raise document.trouble(
            action, "must have at least one key; leave the line out for the usual one", _KEYS_TABLE
        )
    return tuple(dict.fromkeys(names))


def _nearest(name: str, candidates: Collection[str]) -> str:
    """Return "; did you mean …?" words, or a list of what there is, to end a sentence with."""
    import difflib

    close = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
    if close:
        return f"; the nearest is “{close[0]}”"
    if len(candidates) <= 12:
        return f"; there are {', '.join(candidates)}"
    return ""


def _decapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _toml_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _toml_key(name: str) -> str:
    bare = all(char.isascii() and (char.isalnum() or char in "-_") for char in name)
    return name if bare and name else _toml_string(name)
