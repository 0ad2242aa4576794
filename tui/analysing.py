"""What the settings say of analysis, in the form an archive takes it."""

from __future__ import annotations

from pathlib import Path

from index.options import AnalysisOptions
from tui.settings import Settings, config_path

_FOLDER = "authorities"


def options_of(settings: Settings) -> AnalysisOptions:
    """Return the options for an archive: the folder of authority files, and the spaCy pipeline."""
    given = settings.authorities
    folder = Path(given).expanduser() if given else config_path().parent / _FOLDER
    return AnalysisOptions((folder,), settings.spacy_pipeline)
