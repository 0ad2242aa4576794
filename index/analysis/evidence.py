"""Putting evidence into words: why a mention was recognised and linked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.model import Evidence

_FILE = Path(__file__).parent / "data" / "evidence.toml"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A rule that evidence can name.

    ``step`` is ``recognised``, ``article`` or ``archive``: what the rule decides. ``says`` is its
    sentence, with ``{detail}`` where the evidence's detail goes, ``bare`` that for evidence without one.
    """

    code: str
    step: str
    says: str
    bare: str


@cache
def rules() -> tuple[EvidenceRule, ...]:
    """Return every rule in the order of ``evidence.toml``: recognising first, linking last."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        EvidenceRule(code, entry["step"], entry["says"], entry["bare"])
        for code, entry in entries.items()
    )


def sentence(evidence: Evidence) -> str:
    """Return what a reader is told of ``evidence``: a sentence in small letters without a full stop.

    The detail comes from articles and is as untrusted as they are. A rule without an entry is named by
    its code.
    """
    rule = next((one for one in rules() if one.code == evidence.rule), None)
    if rule is None:
        return f"{evidence.rule}: {evidence.detail}" if evidence.detail else evidence.rule
    # Not str.format: a detail may hold braces.
    return rule.says.replace("{detail}", evidence.detail) if evidence.detail else rule.bare
