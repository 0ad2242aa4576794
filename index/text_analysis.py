"""Analysing texts one after the other without an archive, with a reader's authority files and pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.analysis.directory import MemoryDirectory
from index.analysis.known_actors import ActorDirectory
from index.analysis.linking import link
from index.analysis.reading import read, resolved
from index.authorities.store import STORE_NAME, AuthorityFile
from index.equipment import Tools, equipment_kept_in, files_kept_in, tools
from index.model import Analysis, Moment
from index.options import AnalysisOptions
from index.storage.backed_actors import BackedActors


class TextAnalyser:
    """Analyses one text after the other and remembers whom the earlier ones named."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._met = MemoryDirectory()
        authorities = tools.authorities
        self._backed = None if authorities is None else BackedActors(self._met, authorities)
        self._directory: ActorDirectory = self._backed or self._met

    def analysis(self, text: str, *, published: Moment | None = None) -> Analysis:
        """Return what was read from ``text``, its actors linked to those of the texts before.

        Offsets are code points into ``text`` exactly as given.
        """
        made = self._tools
        reading = read(
            text, published=published, recogniser=made.recogniser, gazetteer=made.gazetteer
        )
        findings = reading.findings
        links = link(findings, self._directory, published=published, gazetteer=made.gazetteer)
        if self._backed is not None:
            links = self._backed.told(links)
        self._met.learn(findings, links, published=published)
        return resolved(reading, links)


@dataclass(frozen=True, slots=True)
class AtHand:
    """An analyser of texts, and how many mistakes the authority files have that it goes by."""

    analyser: TextAnalyser
    mistakes: int


@contextmanager
def text_analyser(
    options: AnalysisOptions, on_reading: Callable[[Path], None] | None = None
) -> Iterator[AtHand]:
    """Give an analyser with the authority files and the pipeline of ``options``, for a ``with`` block.

    Nothing is kept of the files; ``on_reading`` is told each. Raises RecogniserError where the pipeline cannot be
    had, ArchiveError where there is no room for what the files say.
    """
    with _for_a_while() as folder:
        equipment, mistakes = equipment_kept_in(
            folder / STORE_NAME, options.authority_folders, options.spacy_pipeline, on_reading
        )
        yield AtHand(TextAnalyser(tools(equipment)), mistakes)


def authority_files_in(
    folders: tuple[Path, ...], on_reading: Callable[[Path], None] | None = None
) -> tuple[AuthorityFile, ...]:
    """Return the authority files in folders, or given by themselves, with the mistakes in them.

    Nothing is kept of them. Raises ArchiveError where there is no room for what they say.
    """
    with _for_a_while() as folder:
        return files_kept_in(folder / STORE_NAME, folders, on_reading)


@contextmanager
def _for_a_while() -> Iterator[Path]:
    # A file that is open cannot be removed everywhere; what is left then goes with the system's other such files.
    with TemporaryDirectory(prefix="newsreader-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
