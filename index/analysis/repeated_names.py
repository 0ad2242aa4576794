"""Names in lines all in capitals that the rest of the article has in plain letters.

"VESK LEAVES OFFICE" says nothing of what VESK is; "Orlan Vesk left office on Friday" below it does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from index.analysis.recognising import Document, NameSpan
from index.model import Evidence, Kind

_LOUD = 2
_LONGEST = 4


def repeated_names(
    document: Document,
    marks: bytearray,
    names: Sequence[NameSpan],
    covered: bytearray,
    common: Collection[str],
) -> Iterator[NameSpan]:
    """Yield names in lines of capitals that are those of ``names``, or the family names of people among them.

    ``marks`` are the document's ``loud_marks``, ``covered`` has a byte for each token, set where a name
    stands already; ``common`` are words that say nothing by themselves.
    """
    if _LOUD not in marks:
        return
    folds = document.folds
    known: dict[str, NameSpan] = {}
    for name in names:
        if marks[name.first] == _LOUD or name.demonym:
            continue
        key = " ".join(folds[name.first : name.last])
        known.setdefault(key, name)
        if name.kind is Kind.PERSON and name.last - name.first > 1:
            known.setdefault(folds[name.last - 1], name)
    for key in [key for key in known if len(key) < 3 or key in common]:
        del known[key]
    at = 0
    while at < len(folds):
        end = at
        if marks[at] == _LOUD and not covered[at]:
            end = _end(document, covered, known, at)
        if end == at:
            at += 1
            continue
        meant = known[" ".join(folds[at:end])]
        start, stop = document.tokens.starts[meant.first], document.tokens.ends[meant.last - 1]
        whole = folds[at:end] == folds[meant.first : meant.last]
        yield NameSpan(
            at,
            end,
            meant.kind,
            meant.entry if whole else None,
            (Evidence("elsewhere", document.text[start:stop]),),
        )
        at = end


def _end(document: Document, covered: bytearray, known: dict[str, NameSpan], first: int) -> int:
    for last in range(min(first + _LONGEST, len(document.folds)), first, -1):
        if " ".join(document.folds[first:last]) in known and not any(covered[first:last]):
            return last
    return first
