"""How well and how fast newsreader finds and links actors in marked texts.

    python tests/benchmarks/actors.py names FILE … [--group 10] [--misses 40] [--with PART]
    python tests/benchmarks/actors.py parts FILE … [--group 10]
    python tests/benchmarks/actors.py linking FILE.jsonl …
    python tests/benchmarks/actors.py speed

``names`` reads IOB2 or JSON lines (``index.analysis.tagged_text`` says of what form) and prints precision,
recall and F1 of exact spans by kind. Nationality words and descriptions are left out on our side, and so
are nationality words among the right answers; titles before a right name are cut off. ``parts`` prints
what each part of the recogniser is worth, ``--with`` measures one of them. ``linking`` gives the right
mentions to the linker and prints MUC, B³ and CEAF-e. ``speed`` times stories made of sentences of our own.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.analysis.analyse import analyse, our_recogniser
from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.names import RuleRecogniser
from index.analysis.reading import read
from index.analysis.recognising import Recogniser
from index.analysis.tagged_names import Parts, TaggingRecogniser
from index.analysis.tagged_text import Marked, MarkedText, read_marked
from index.analysis.tagger import Settings
from index.model import Kind

_KINDS = ("person", "organisation", "place")
# The recogniser with one part left out, or one part alone.
PARTS: dict[str, Callable[[], Recogniser]] = {
    "all": our_recogniser,
    "rules-alone": RuleRecogniser,
    "tagger-alone": lambda: TaggingRecogniser(parts=Parts(rules=False)),
    "no-second-pass": lambda: TaggingRecogniser(settings=Settings(again=0.0)),
    "no-agreement": lambda: TaggingRecogniser(parts=Parts(agreement=False)),
}


@dataclass
class Counts:
    """How many names were right, found, and there to be found, by kind."""

    hit: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def scores(self, kind: str = "") -> tuple[float, float, float]:
        """Return precision, recall and F1 of one kind, or of all."""
        hits = self.hit[kind] if kind else self.hit.total()
        found = self.found[kind] if kind else self.found.total()
        right = self.right[kind] if kind else self.right.total()
        precision = hits / found if found else 0.0
        recall = hits / right if right else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


_TITLE = re.compile(
    r"(?:President|Prime Minister|Minister|Foreign|Defense|Interior|Secretary of State|Secretary|Mr\.|Ms\.|Mrs\.|Dr\.|"
    r"General|Gen\.|Senator|Pope|King|Queen|Prince|Chancellor|Vice|Major|Lieutenant|Colonel|Brigadier|"
    r"Admiral|Justice|Judge|Chairman|Ambassador|Governor|Chief|Deputy|State|Finance|Professor|Sheikh|"
    r"Ayatollah|Cardinal|Archbishop|Bishop|Premier|Captain|Spokesman|Senators|Cong\.|Congressman)\s+"
)


def _without_title(text: str, answer: Marked) -> int:
    """Return where a right name begins once the titles are off, which some sets mark as part of it."""
    start = answer.start
    while answer.kind == "person":
        found = _TITLE.match(text, start, answer.end)
        if found is None or found.end() >= answer.end:
            break
        start = found.end()
    return start


def right_spans(case: MarkedText, words: Gazetteer) -> set[tuple[int, int, str]]:
    """Return the right names of a text: start, end, kind."""
    spans = {
        (_without_title(case.text, answer), answer.end, answer.kind)
        for answer in case.marked
        if answer.kind in _KINDS
    }
    return {span for span in spans if not _demonym(case.text[span[0] : span[1]], words)}


def found_spans(text: str, recogniser: Recogniser) -> set[tuple[int, int, str]]:
    """Return the names that are found in a text."""
    return {
        (mention.start, mention.end, _three(mention.kind))
        for mention in analyse(text, recogniser=recogniser).mentions
        if not mention.demonym and not mention.descriptive
    }


def count(path: Path, group: int, recogniser: Recogniser, *, mistakes: bool = False) -> Counts:
    """Return how well a recogniser does on one file."""
    words = load()
    counts = Counts()
    for case in read_marked(path, group):
        right = right_spans(case, words)
        found = found_spans(case.text, recogniser)
        for span in found:
            counts.found[span[2]] += 1
            counts.hit[span[2]] += span in right
            if mistakes and span not in right:
                counts.wrong[_shown(case, span)] += 1
        for span in right:
            counts.right[span[2]] += 1
            if mistakes and span not in found:
                counts.missed[_shown(case, span)] += 1
    return counts


def names(paths: Sequence[Path], group: int, misses: int, part: str) -> None:
    """Print precision, recall and F1 of each file."""
    for path in paths:
        counts = count(path, group, PARTS[part](), mistakes=misses > 0)
        print(path.name)
        for kind in (*_KINDS, ""):
            precision, recall, f1 = counts.scores(kind)
            right = counts.right[kind] if kind else counts.right.total()
            print(
                f"  {kind or 'all':<13} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({right})"
            )
        for title, shown in (("wrong", counts.wrong), ("missed", counts.missed)):
            for line, often in shown.most_common(misses):
                print(f"    {title} {often:4} {line}")


def parts(paths: Sequence[Path], group: int) -> None:
    """Print for each file what each part of the recogniser is worth."""
    for path in paths:
        print(path.name)
        for name, make in PARTS.items():
            precision, recall, f1 = count(path, group, make()).scores()
            print(f"  {name:<15} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def _three(kind: Kind) -> str:
    return "place" if kind is Kind.COUNTRY else kind.value


def _demonym(surface: str, words: Gazetteer) -> bool:
    entry = words.entries.get(fold(surface))
    return entry is not None and entry.demonym


def _shown(case: MarkedText, span: tuple[int, int, str]) -> str:
    before = case.text[max(0, span[0] - 25) : span[0]].replace("\n", " ")
    after = case.text[span[1] : span[1] + 20].replace("\n", " ")
    return f"{span[2][:5]:5} {before}[{case.text[span[0] : span[1]]}]{after}"


_SENTENCES = (
    "President Orlan Vesk of Norland met Foreign Minister Mira Tandel in Port Salle on Monday.",
    "The National Assembly passed the bill, Vesk said, after talks with the European Union.",
    "Officials of the Norland Mining Company (NMC) denied that the NMC had paid anybody.",
    "Tandel travelled to Brazil, Kenya and the Dominican Republic, where prices have risen by a tenth.",
    "It was not clear on Tuesday whether the opposition would take part in the vote next month.",
)
# What a process does before its first story is read.
_START = (
    "from index.analysis.analyse import analyse; analyse('Orlan Vesk met Mira Tandel in Kenya.')"
)


def _seconds_of(program: str) -> float:
    """Return the processor time that a process of its own needs: others may be using the machine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed() -> None:
    """Print how long the analysis takes to start, stories a second and the memory used."""
    start = _seconds_of(_START) - _seconds_of("pass")
    story = " ".join(_SENTENCES * 6)[:2200]
    words = len(story.split())
    stories = 300
    analyse(story)
    started = time.process_time()
    for number in range(stories):
        analyse(story.replace("Vesk", f"Vesk{number % 7}"))
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"start {start * 1000:.0f} ms after Python's own; "
        f"{stories / seconds:.0f} stories of {words} words a second; {memory:.0f} MB"
    )
    # Beside this file, wherever Python was started.
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import corpus

    told = [story["text"] for story in corpus.stories(2 * stories, words=350)]
    for name, step in (("names", analyse), ("all steps", read)):
        # Those first times are for loading, and for the words that come again and again.
        for text in told[:stories]:
            step(text)
        started = time.process_time()
        for text in told[stories:]:
            step(text)
        seconds = time.process_time() - started
        print(f"{name}: {stories / seconds:.0f} made stories of 350 words a second")
    long_text = "Mira Tandel said so. " * 240_000
    started = time.process_time()
    found = len(analyse(long_text).mentions)
    print(
        f"{len(long_text) / 1e6:.1f} MB with {found} mentions: {time.process_time() - started:.1f} s"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("names", "parts", "linking", "speed"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--group", type=int, default=1, help="sentences that make one text")
    parser.add_argument("--misses", type=int, default=0, help="how many mistakes to show")
    parser.add_argument("--with", dest="part", choices=tuple(PARTS), default="all")
    given = parser.parse_args()
    if given.what == "names":
        names(given.files, given.group, given.misses, given.part)
    elif given.what == "parts":
        parts(given.files, given.group)
    elif given.what == "linking":
        # Beside this file, wherever Python was started.
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        from linking import measure

        for path in given.files:
            measure(path)
    else:
        speed()


if __name__ == "__main__":
    main()
