"""What stories are analysed with beside our own lists: a reader's authority files, and a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.analysis.analyse import our_recogniser
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.recognising import Recogniser
from index.authorities.lookup import AuthorityActors, AuthorityNames, extended
from index.authorities.recognised import Supplemented
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
    return files_kept_in(archive / STORE_NAME, folders_of(archive, options), on_reading)


def files_kept_in(
    path: Path, folders: Sequence[Path], on_reading: Callable[[Path], None] | None = None
) -> tuple[AuthorityFile, ...]:
    """Return the authority files in ``folders`` with the mistakes in them, kept at ``path``. Raises ArchiveError."""
    store = refreshed(path, folders, on_reading)
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
    return equipment_kept_in(
        archive / STORE_NAME, folders_of(archive, options), options.spacy_pipeline, on_reading
    )


def equipment_kept_in(
    path: Path,
    folders: Sequence[Path],
    pipeline: str,
    on_reading: Callable[[Path], None] | None = None,
) -> tuple[Equipment, int]:
    """Return what to analyse with, and how many mistakes the authority files in ``folders`` have.

    What the files say is kept at ``path``. ``on_reading`` is told each file that is read. Raises ArchiveError.
    """
    store = refreshed(path, folders, on_reading)
    if store is None:
        return Equipment(pipeline=pipeline), 0
    with closing(store):
        troubles = sum(file.trouble_count for file in store.files())
        changes = store.changes()
    return Equipment(store.path, pipeline, changes), troubles


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
    names: AuthorityNames | None = None
    if equipment.store is not None:
        store = AuthorityStore(equipment.store)
        authorities = AuthorityActors(store, gazetteer)
        names = AuthorityNames(gazetteer, store)
        gazetteer = extended(gazetteer, names)
    if equipment.pipeline:
        recogniser = _pipeline(equipment.pipeline)
        if names is not None:
            recogniser = Supplemented(recogniser, names)
    elif names is not None:
        recogniser = Supplemented(our_recogniser(), names, fewest=2)
    return Tools(gazetteer, recogniser, authorities)


@lru_cache(maxsize=1)
def _pipeline(name: str) -> Recogniser:
    """Return the recogniser over a spaCy pipeline, loaded once a process whatever authority files change."""
    # spaCy takes a second to import.
    from index.analysis.spacy_names import load_pipeline

    return load_pipeline(name)
