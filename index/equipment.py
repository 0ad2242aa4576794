"""What stories are analysed with beside our own lists: a reader's authority files, and a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.analysis.gazetteer import Gazetteer, load
from index.analysis.recognising import Recogniser
from index.authorities.lookup import AuthorityActors, extended
from index.authorities.store import (
    FOLDER_NAME,
    STORE_NAME,
    AuthorityFile,
    AuthorityStore,
    refreshed,
)
from index.options import AnalysisOptions


@dataclass(frozen=True, slots=True)
class Equipment:
    """What to analyse with, in a form that every process of an import can be told.

    ``store`` is the file that holds what authority files say, None where there are none; ``pipeline`` the name
    of an installed spaCy pipeline, "" for our own recogniser. ``changes`` tells one state of the store from another.
    """

    store: Path | None = None
    pipeline: str = ""
    changes: int = 0


def folders_of(archive: Path, options: AnalysisOptions) -> tuple[Path, ...]:
    """Return the folders in which authority files of an archive are looked for."""
    return (archive / FOLDER_NAME, *options.authority_folders)


def files_of(
    archive: Path, options: AnalysisOptions, on_reading: Callable[[Path], None] | None = None
) -> tuple[AuthorityFile, ...]:
    """Return the authority files of an archive with the mistakes in them. Raises ArchiveError."""
    store = refreshed(archive / STORE_NAME, folders_of(archive, options), on_reading)
    if store is None:
        return ()
    with closing(store):
        return tuple(store.files())


def equipment_for(
    archive: Path, options: AnalysisOptions, on_reading: Callable[[Path], None] | None = None
) -> tuple[Equipment, int]:
    """Return what to analyse with in the archive in this folder, and how many mistakes authority files have.

    Authority files that are new or changed are read now; ``on_reading`` is told each. Raises ArchiveError.
    """
    store = refreshed(archive / STORE_NAME, folders_of(archive, options), on_reading)
    if store is None:
        return Equipment(pipeline=options.spacy_pipeline), 0
    with closing(store):
        troubles = sum(file.trouble_count for file in store.files())
        changes = store.changes()
    return Equipment(store.path, options.spacy_pipeline, changes), troubles


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools that an equipment stands for, made ready; ``recogniser`` None: our own."""

    gazetteer: Gazetteer
    recogniser: Recogniser | None = None
    authorities: AuthorityActors | None = None


@lru_cache(maxsize=4)
def tools(equipment: Equipment) -> Tools:
    """Return the tools for an equipment, kept for the life of the process.

    Raises RecogniserError where the spaCy pipeline cannot be had, ArchiveError where the store cannot be read.
    """
    gazetteer = load()
    recogniser: Recogniser | None = None
    authorities: AuthorityActors | None = None
    if equipment.store is not None:
        store = AuthorityStore(equipment.store)
        authorities = AuthorityActors(store, gazetteer)
        gazetteer = extended(gazetteer, store)
    if equipment.pipeline:
        from index.analysis.spacy_names import load_pipeline

        recogniser = load_pipeline(equipment.pipeline)
    return Tools(gazetteer, recogniser, authorities)
