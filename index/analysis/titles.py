"""Reading titles: "foreign minister", "former Vice President", "Gen."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.gazetteer import Gazetteer

_MINISTERS = {"minister": "minister", "ministers": "minister", "secretary": "secretary"}
# Modifiers that change nothing about who holds the office.
_PRESENT = frozenset({"acting", "current"})


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title at tokens ``first`` to ``last`` (exclusive); ``name`` is the form kept in roles."""

    first: int
    last: int
    name: str
    field: str

    @property
    def honorific(self) -> bool:
        """Say whether it is a mere form of address."""
        return self.field == "honorific"


class TitleReader:
    """Reads titles among folded tokens."""

    def __init__(self, folds: Sequence[str], gazetteer: Gazetteer) -> None:
        self._folds = folds
        self._titles = gazetteer.titles
        self._longest = gazetteer.longest_titles
        self._portfolios = gazetteer.portfolios
        self._longest_portfolios = gazetteer.longest_portfolios

    def at(self, first: int, last: int) -> TitleMatch | None:
        """Return the longest title that starts at token ``first`` and ends by ``last``."""
        folds = self._folds
        if first >= last:
            return None
        word = folds[first]
        plural = word[-1:] == "s" and word[:-1] in self._longest
        if word not in self._longest and word not in self._longest_portfolios and not plural:
            return None
        modifiers: list[str] = []
        at = first
        while at < last and len(modifiers) < 3:
            known = self._titles.get(folds[at])
            if known is None or known.field != "modifier":
                break
            if (
                self._plain(at, last, 2) is not None
                and len(modifiers) == 0
                and known.name == "deputy"
            ):
                # "deputy prime minister" has an entry of its own.
                break
            modifiers.append(known.name)
            at += 1
            if at < last and folds[at] == "-":
                at += 1
        found = self._plain(at, last, 1) or self._minister(at, last)
        if found is None:
            if modifiers and modifiers[-1] == "deputy":
                return TitleMatch(first, at, "member of parliament", "politics")
            return None
        kept = [word for word in modifiers if word not in _PRESENT]
        return TitleMatch(first, found.last, " ".join((*kept, found.name)), found.field)

    def _plain(self, first: int, last: int, fewest: int) -> TitleMatch | None:
        folds = self._folds
        if first >= last:
            return None
        most = min(max(self._longest.get(folds[first], 0), 1), last - first)
        minister = self._minister(first, last)
        for length in range(most, fewest - 1, -1):
            known = self._titles.get(" ".join(folds[first : first + length]))
            if known is None and length == 1 and folds[first].endswith("s"):
                # "Presidents Vesk and Tandel".
                known = self._titles.get(folds[first][:-1])
            if known is None or known.field == "modifier":
                continue
            if minister is not None and minister.last > first + length:
                return minister
            # "president - elect" comes apart where the second word is small.
            return TitleMatch(first, first + length, known.name, known.field)
        return None

    def _minister(self, first: int, last: int) -> TitleMatch | None:
        folds = self._folds
        if first >= last:
            return None
        if folds[first] in _MINISTERS and first + 2 < last and folds[first + 1] in ("of", "for"):
            kind = _MINISTERS[folds[first]]
            start = first + 2 + (folds[first + 2] == "the")
            most = self._longest_portfolios.get(folds[start], 0) if start < last else 0
            for length in range(min(most, last - start), 0, -1):
                key = " ".join(folds[start : start + length])
                if key in self._portfolios:
                    name = f"{self._portfolios[key]} {kind}"
                    return TitleMatch(first, start + length, name, "politics")
            return None
        if folds[first] not in self._longest_portfolios:
            return None
        most = self._longest_portfolios[folds[first]]
        for length in range(min(most, last - first - 1), 0, -1):
            key = " ".join(folds[first : first + length])
            kind = _MINISTERS.get(folds[first + length], "")
            if kind and key in self._portfolios:
                name = f"{self._portfolios[key]} {kind}"
                return TitleMatch(first, first + length + 1, name, "politics")
        return None
