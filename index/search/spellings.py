"""The other spellings of English words: what is British in one story is American in another."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from index.search.values import value

_FILE = Path(__file__).with_name("data") / "spellings.tsv"
_SHORTEST = 4


@value
class Spellings:
    """The rules of ``spellings.tsv``, which says what they mean."""

    words: dict[str, str]
    endings: tuple[tuple[str, str, int], ...]

    def other(self, term: str) -> str:
        """Return the other spelling a folded term may have; "" where no rule says so."""
        if len(term) < _SHORTEST:
            return ""
        for end in range(len(term), max(len(term) - 4, _SHORTEST - 1), -1):
            # Inflections: "colours", "coloured", "honouring".
            other = self.words.get(term[:end])
            if other is not None and term[end:] in _INFLECTIONS:
                return other + term[end:]
        for ending, other, letters in self.endings:
            if term.endswith(ending) and len(term) - len(ending) >= letters:
                return term[: -len(ending)] + other
        return ""


_INFLECTIONS = frozenset({"", "s", "d", "r", "ed", "er", "ing", "ers", "ly"})


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """Return the rules. Raises ValueError where a line cannot be read."""
    words: dict[str, str] = {}
    endings: list[tuple[str, str, int]] = []
    for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        match line.split("\t"):
            case ["word", british, american]:
                words[british], words[american] = american, british
            case ["ending", british, american, letters]:
                endings.append((british, american, int(letters)))
                endings.append((american, british, int(letters)))
            case _:
                raise ValueError(f"{_FILE.name}, line {number} is not a rule")
    # The longest ending that fits decides.
    endings.sort(key=lambda rule: -len(rule[0]))
    return Spellings(words, tuple(endings))
