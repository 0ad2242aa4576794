"""The JSON of what was done to an archive: reports of ``import`` and ``check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from index.model import CheckReport, ImportFailure, ImportReport, SalvageReport


class FailureForm(TypedDict):
    """What could not be imported, or, where ``imported`` is true, only in part."""

    path: str
    place: str
    reason: str
    imported: bool


class ImportForm(TypedDict):
    """What an import did."""

    added: int
    already_there: int
    failed: list[FailureForm]


class CheckForm(TypedDict):
    """What ``check`` found."""

    articles: int
    actors: int
    problems: list[str]
    mended: list[str]


class SalvageForm(TypedDict):
    """What was saved of a damaged archive."""

    articles: int
    without_details: int
    lost: int
    lost_names: list[str]


def import_form(report: ImportReport) -> ImportForm:
    """Return what an import did."""
    return {
        "added": report.added,
        "already_there": report.already_there,
        "failed": [_failure(failure) for failure in report.failures],
    }


def check_form(report: CheckReport) -> CheckForm:
    """Return what a check of the archive found."""
    return {
        "articles": report.articles,
        "actors": report.actors,
        "problems": list(report.problems),
        "mended": list(report.mended),
    }


def salvage_form(report: SalvageReport) -> SalvageForm:
    """Return what was saved of a damaged archive."""
    return {
        "articles": report.articles,
        "without_details": report.without_details,
        "lost": report.lost,
        "lost_names": list(report.lost_names),
    }


def _failure(failure: ImportFailure) -> FailureForm:
    return {
        "path": failure.path,
        "place": failure.place,
        "reason": failure.reason,
        "imported": failure.imported,
    }
