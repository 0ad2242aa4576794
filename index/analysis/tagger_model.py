"""The file that a trained tagger is kept in.

Format, version 1. One line of JSON in UTF-8, ended by a line feed, then one zlib stream (RFC 1950). The
JSON object has ``format`` (``newsreader-tagger``), ``version``, ``labels``, ``sorts`` (the order of word
sorts the codes are made with), ``groups`` and ``tables`` (each a list of ``[name, entries, scale]``) and
``notice``. The stream holds, in this order:

1. the transitions, labels by labels, little-endian float32, row: label before;
2. for each group: its features, UTF-8, each ended by a line feed, then one signed byte a label and feature;
3. for each table: its codes, little-endian uint32, ascending, then one signed byte a label and code.

A weight is its byte times the scale of its group or table.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.analysis.lattice import LABELS
from index.analysis.tagging_view import TABLES
from index.analysis.word_features import SORTS
from index.errors import NewsreaderError

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUPS = ("own", "left", "right", "left-further", "right-further")
VERSION = 1
FILE = Path(__file__).parent / "data" / "tagger.bin"


class TaggerModelError(NewsreaderError):
    """The file of the trained tagger cannot be read."""


@dataclass(frozen=True, slots=True)
class Group:
    """Features and their weights: a row of ``weights`` each."""

    rows: dict[str, int]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """Codes and their weights: ``row_of[code]`` is a row of ``weights``, 0 (no weight) for codes unknown."""

    row_of: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """A trained tagger."""

    transitions: NDArray[np.float32]
    groups: tuple[Group, ...]
    tables: tuple[Table, ...]


def write(
    path: Path,
    transitions: NDArray[np.float32],
    groups: list[tuple[list[str], NDArray[np.float32]]],
    tables: list[tuple[NDArray[np.int64], NDArray[np.float32]]],
    notice: str,
) -> None:
    """Write a model: features and codes with their weights, a row each."""
    body: list[bytes] = [transitions.astype("<f4").tobytes()]
    group_heads: list[tuple[str, int, float]] = []
    table_heads: list[tuple[str, int, float]] = []
    for name, (features, weights) in zip(GROUPS, groups, strict=True):
        scale, small = _quantised(weights)
        group_heads.append((name, len(features), scale))
        body += ["".join(f"{one}\n" for one in features).encode(), small]
    for (name, _), (codes, weights) in zip(TABLES, tables, strict=True):
        scale, small = _quantised(weights)
        table_heads.append((name, len(codes), scale))
        body += [codes.astype("<u4").tobytes(), small]
    head = {
        "format": "newsreader-tagger",
        "version": VERSION,
        "notice": notice,
        "labels": LABELS,
        "sorts": SORTS,
        "groups": group_heads,
        "tables": table_heads,
    }
    line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
    path.write_bytes(line + zlib.compress(b"".join(body), 9))


def _quantised(weights: NDArray[np.float32]) -> tuple[float, bytes]:
    most = float(np.abs(weights).max()) if weights.size else 0.0
    scale = max(most, 1e-6) / 127
    return scale, np.rint(weights / scale).astype(np.int8).tobytes()


def read(path: Path = FILE) -> Model:
    """Return the model kept in ``path``; raises ``TaggerModelError`` where it cannot be read."""
    try:
        line, _, packed = path.read_bytes().partition(b"\n")
        head = json.loads(line)
        body = memoryview(zlib.decompress(packed))
        if head["format"] != "newsreader-tagger" or head["version"] != VERSION:
            raise ValueError("it has another format")
        if tuple(head["labels"]) != LABELS or tuple(head["sorts"]) != SORTS:
            raise ValueError("it was made for another version of newsreader")
        return _unpack(head["groups"], head["tables"], body)
    except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise TaggerModelError(
            f"{path} cannot be read as a trained tagger ({error}); install newsreader again."
        ) from error


def _unpack(
    group_heads: list[tuple[str, int, float]],
    table_heads: list[tuple[str, int, float]],
    body: memoryview,
) -> Model:
    labels = len(LABELS)
    at = labels * labels * 4
    transitions = np.frombuffer(body[:at], "<f4").reshape(labels, labels).astype(np.float32)
    raw = bytes(body)
    groups: list[Group] = []
    for _, entries, scale in group_heads:
        end = at
        for _ in range(entries):
            end = raw.index(b"\n", end) + 1
        features = raw[at:end].decode().split("\n")[:-1]
        at = end + entries * labels
        groups.append(
            Group(
                {name: row for row, name in enumerate(features)},
                _weights(body[end:at], scale, labels),
            )
        )
    tables: list[Table] = []
    for (_, size), (_, entries, scale) in zip(TABLES, table_heads, strict=True):
        codes = np.frombuffer(body[at : at + entries * 4], "<u4")
        at += entries * 4
        row_of = np.zeros(size, np.int32)
        row_of[codes] = np.arange(1, entries + 1)
        told = _weights(body[at : at + entries * labels], scale, labels)
        at += entries * labels
        tables.append(Table(row_of, np.vstack([np.zeros((1, labels), np.float32), told])))
    return Model(transitions, tuple(groups), tuple(tables))


def _weights(packed: memoryview, scale: float, labels: int) -> NDArray[np.float32]:
    return np.frombuffer(packed, np.int8).reshape(-1, labels).astype(np.float32) * np.float32(scale)
