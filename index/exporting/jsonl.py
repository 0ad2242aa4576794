"""JSON lines: each story as ``newsreader show --json`` prints it, on a line of its own.

Nothing is lost: imported into another archive, the lines give the same articles under the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.exporting.json_forms import ArticleForm, article_form, dumps
from index.exporting.record import StoryRecord


def record_form(record: StoryRecord) -> ArticleForm:
    """Return the JSON form of one story."""
    return article_form(
        record.article,
        record.analysis,
        read=record.read,
        starred=record.starred,
        tags=record.tags,
    )


def jsonl_lines(records: Iterable[StoryRecord]) -> Iterator[str]:
    """Yield a line of printable ASCII for each story, its line break included."""
    for record in records:
        yield dumps(record_form(record)) + "\n"
