"""What a reader's settings say of analysis; this package reads no settings itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """What to analyse with beside our own lists.

    ``authority_folders`` hold authority files for every archive; those in the folder ``authorities`` of an archive
    are read for it in any case. ``spacy_pipeline`` names an installed pipeline that recognises names, "" for ours.
    """

    authority_folders: tuple[Path, ...] = ()
    spacy_pipeline: str = ""
