"""Reading authority files: CSV, TOML and FollowTheMoney JSON lines, record by record.

A record that cannot be used is told with its line, and the others are read. The format goes by the ending of the
file's name: ``.csv`` and ``.tsv``, ``.toml``, ``.json``, ``.jsonl`` and ``.ndjson``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.authorities.csv_tables import read_table
from index.authorities.entity import AuthorityEntity, Post, Tenure, Trouble
from index.authorities.money_lines import read_lines
from index.authorities.toml_tables import read_toml

ENDINGS = (".csv", ".tsv", ".toml", ".json", ".jsonl", ".ndjson")
Record = AuthorityEntity | Post | Tenure | Trouble


def read_file(path: Path) -> Iterator[Record]:
    """Yield the records of a file and the troubles with others; nothing is raised for what a file holds."""
    try:
        match path.suffix.lower():
            case ".csv" | ".tsv":
                yield from read_table(path)
            case ".toml":
                yield from read_toml(path)
            case _:
                yield from read_lines(path)
    except OSError as error:
        yield Trouble(0, f"the file cannot be read ({error.strerror or error})")
    except UnicodeDecodeError as error:
        yield Trouble(0, f"the file is not UTF-8 text (byte {error.start + 1})")
