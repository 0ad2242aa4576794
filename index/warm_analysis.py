"""Loaded once by the process from which those that analyse an import are forked: all of them share what it holds.

Importing this module loads word lists, patterns and the tagger's model, and sets them apart from what Python
looks through for garbage, so that the pages they stand in are not written to and stay shared.
"""

from __future__ import annotations

import gc

import index.analysers  # noqa: F401 - what the processes are asked to do
from index.analysis.reading import read
from index.following.signatures import signature
from index.model import BodyFormat

_TEXT = "Anna Brandt met Carl Holm in Lisbon. “It cost $3 million,” said Brandt."

# A name, a quotation, an event and a figure: each loads what it needs when it is first met.
read(_TEXT)
signature("", _TEXT, BodyFormat.PLAIN)
gc.collect()
gc.freeze()
