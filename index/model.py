"""The values newsreader speaks in: articles, actors and what was read from the text.

Everything here is a frozen value; nothing here touches a disk or imports another module of ours, but
for ``index.order``, which a search needs without the rest.
Offsets are code points, end exclusive. Times are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from index.order import Order as Order


class Kind(StrEnum):
    """What sort of thing an actor is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    PLACE = "place"


class Precision(StrEnum):
    """How exactly a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class BodyFormat(StrEnum):
    """How the body of an article is to be read: as Markdown, or as text in which no sign is special."""

    MARKDOWN = "markdown"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with the precision it is known to.

    ``instant`` is aware, in UTC, and the start of the period that ``precision`` names.
    """

    instant: datetime
    precision: Precision

    def iso(self) -> str:
        """Return ISO 8601 (RFC 3339) text cut to the precision: ``2025-01-07``, ``2025-01-07T09:30Z``."""
        forms = {
            Precision.YEAR: "%Y",
            Precision.MONTH: "%Y-%m",
            Precision.DAY: "%Y-%m-%d",
            Precision.MINUTE: "%Y-%m-%dT%H:%MZ",
            Precision.SECOND: "%Y-%m-%dT%H:%M:%SZ",
        }
        moment = self.instant.astimezone(UTC)
        # strftime does not pad years before 1000 on every platform.
        return moment.strftime(forms[self.precision].replace("%Y", f"{moment.year:04d}"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader did with an article, as an export tells it; ``tags`` are as written there."""

    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was imported, cleaned of page chrome.

    ``id`` is made from the content and never changes. ``origin`` says where it came from (a path, a
    feed address), ``origin_id`` is the name it had there. ``headline_from_body`` marks a headline that
    the source did not give and that was taken from the first sentence. ``published`` is None where
    the article does not say. ``marks`` are those that a file gives to a new article; what the reader does later is
    asked of the archive.
    """

    id: str
    headline: str
    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    headline_from_body: bool = False
    published: Moment | None = None
    source: str = ""
    byline: str = ""
    dateline: str = ""
    language: str = ""
    url: str = ""
    captions: tuple[str, ...] = ()
    origin: str = ""
    origin_id: str = ""
    imported: datetime | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the body that names an actor.

    ``actor`` (an actor id) and ``name`` (its preferred name) are None where linking would be a guess.
    ``demonym`` marks a nationality word ("Venezuelan"), which refers to the country without naming it;
    ``descriptive`` a role or description ("the Paraguayan president") that stands for the actor.
    ``evidence`` says why it was recognised and linked; empty where that was not kept.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    actor: str | None = None
    name: str | None = None
    demonym: bool = False
    descriptive: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the body."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why a mention was recognised, or is linked to its actor.

    ``rule`` is a code that ``index.analysis.evidence`` explains; ``detail`` what the rule stood on: a
    gazetteer's file and line, a fuller surface form, an alias of the actor, a role. ``span`` is the
    stretch of the body it was read from, if it was.
    """

    rule: str
    detail: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ActorReference:
    """An actor as named at one place of the body: who, and where it says so.

    Without an ``actor`` the ``name``, where there is one, is the words of the text that stand for somebody unknown.
    """

    actor: str | None
    name: str | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is quoted as saying; ``span`` excludes the quotation marks.

    ``medium`` is where it was said or written ("on his X account"), ``addressee`` to whom ("told reporters").
    """

    span: Span
    direct: bool
    speaker: ActorReference | None = None
    cue: Span | None = None
    medium: Span | None = None
    addressee: ActorReference | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom: PLOVER ``type`` and ``mode``, CAMEO code, and the sentence it was read from.

    ``place`` is where it happened, ``claimant`` who says so where the status is "claimed".
    """

    span: Span
    type: str
    mode: str
    cameo: str
    source: ActorReference | None
    target: ActorReference | None
    date: Moment | None
    status: str
    trigger: Span
    place: ActorReference | None = None
    claimant: ActorReference | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text: what it measures, whom it is about and who says so.

    ``upper`` is the other end of a range ("20 to 30 people"), ``qualifier`` how exact the number is: "" as
    given, "about", "at least", "more than", "at most" or "less than". ``date`` is the day it holds for.
    """

    span: Span
    value: float
    unit: str
    measures: str
    subject: ActorReference | None = None
    claimant: ActorReference | None = None
    upper: float | None = None
    qualifier: str = ""
    date: Moment | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was read from one article's body, each tuple in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A surface form of an actor and how many mentions had it."""

    surface: str
    count: int


@dataclass(frozen=True, slots=True)
class Role:
    """An office or function as the stories give it: ``president`` of ``Paraguay``.

    ``first`` and ``last`` are the dates of the earliest and latest story that says so, ``article`` and
    ``span`` one place where it stands.
    """

    title: str
    of: str
    first: Moment | None
    last: Moment | None
    article: str
    span: Span


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation, country or place that stories mention.

    ``authority`` holds (scheme, id) pairs such as ``("iso3166", "PY")``. ``mentions`` and ``stories``
    count over the whole archive; ``first`` and ``last`` are the dates of the earliest and latest story.
    """

    id: str
    name: str
    kind: Kind
    aliases: tuple[Alias, ...] = ()
    roles: tuple[Role, ...] = ()
    authority: tuple[tuple[str, str], ...] = ()
    mentions: int = 0
    stories: int = 0
    first: Moment | None = None
    last: Moment | None = None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts over time in equal bins, for a sparkline.

    ``counts[i]`` counts what falls into bin i; ``start`` is the beginning of the first bin and ``end``
    the last day covered; both None and ``counts`` empty where nothing has a date. ``undated`` counts the rest.
    """

    counts: tuple[int, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """What several stories of a listing have in common, and how many they are.

    ``value`` is an actor's id or a source as it is written, ``label`` what to show for it.
    """

    value: str
    label: str
    stories: int


@dataclass(frozen=True, slots=True)
class StoryActor:
    """An actor as it appears in one story: how often here, and its presence in the archive over time."""

    actor: str
    name: str
    kind: Kind
    mentions_here: int
    stories: int
    presence: Histogram


@dataclass(frozen=True, slots=True)
class CoActor:
    """An actor met in the same stories as another: in how many, from when to when, and how they spread."""

    actor: str
    name: str
    kind: Kind
    shared_stories: int
    first: Moment | None = None
    last: Moment | None = None
    presence: Histogram = Histogram()


@dataclass(frozen=True, slots=True)
class DatedQuotation:
    """A quotation with its words and the story it stands in.

    ``tellings`` are the other places that quote the same words, the earliest first.
    """

    article: str
    headline: str
    published: Moment | None
    text: str
    quotation: Quotation
    tellings: tuple[DatedQuotation, ...] = ()

    @property
    def stories(self) -> int:
        """How many stories quote it."""
        return len({self.article, *(each.article for each in self.tellings)})


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event with the sentence it was read from and the story that tells it."""

    article: str
    headline: str
    published: Moment | None
    text: str
    event: Event


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A figure with its words and the story that gives it."""

    article: str
    headline: str
    published: Moment | None
    text: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A piece of a snippet; ``match`` is true where the query's words stand."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class StorySummary:
    """One line of a listing: enough to show a story without loading it.

    ``accounts`` is how many articles tell the same happening, itself included.
    """

    id: str
    headline: str
    published: Moment | None
    source: str
    read: bool
    starred: bool
    tags: tuple[str, ...] = ()
    snippet: tuple[SnippetPart, ...] = ()
    score: float = 0.0
    accounts: int = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, or is to happen, with all places that tell of it.

    ``date`` is when it happened as exactly as any account says, None where none does; ``reported`` is the date
    of the first story that tells it. ``accounts`` are those places, the earliest story first, at least one;
    ``label`` says the type in words ("breaks relations").
    """

    type: str
    mode: str
    cameo: str
    label: str
    source: ActorReference | None
    target: ActorReference | None
    date: Moment | None
    status: str
    reported: Moment | None
    accounts: tuple[DatedEvent, ...]

    @property
    def planned(self) -> bool:
        """Whether it is told as something to come."""
        return self.status == "planned"

    @property
    def stories(self) -> int:
        """How many stories tell of it."""
        return len({account.article for account in self.accounts})


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as one claimant gives it in one story.

    ``claimant`` is the actor's preferred name, or the words of the text ("the opposition") where it is no actor
    of the archive (``claimant_actor`` None then). ``date`` is when it was claimed: the figure's own date, else the
    story's. ``sentence`` is what the body says, at ``span``.
    """

    figure: DatedFigure
    claimant: str
    claimant_actor: str | None
    date: Moment | None
    sentence: str
    span: Span


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures for the same measure of the same subject that cannot all be right, or that one claimant changed.

    ``measure`` and ``unit`` are in the forms they were compared in, ``unit`` one for all. ``claims`` has at least two, of
    different value, the earliest first; what only repeats a claim is left out. ``revised`` is true where one claimant gave all of them.
    """

    measure: str
    unit: str
    subject: ActorReference
    claims: tuple[Claim, ...]
    revised: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """An actor on the way from one to another, and the stories it shares with the one before.

    ``shared_stories`` counts them, ``stories`` are the newest few; the first step has none.
    """

    actor: str
    name: str
    kind: Kind
    shared_stories: int = 0
    stories: tuple[StorySummary, ...] = ()


@dataclass(frozen=True, slots=True)
class ChronicleEntry:
    """A line of a chronology: when, and what.

    ``date`` is when a happening took place, or when a quotation's or a story's article appeared.
    """

    date: Moment | None
    what: Happening | DatedQuotation | StorySummary


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors: what they did to each other, said of each other, and the stories with both.

    ``chronicle`` has the newest first; the counts are of all there is, also where the chronicle is cut.
    """

    first: Actor
    second: Actor
    presence: Histogram
    shared_stories: int
    happenings: int
    quotations: int
    chronicle: tuple[ChronicleEntry, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of one account that the other does not tell: ``what`` is "sentence", "quotation", "figure", "event" or "actor"."""

    span: Span
    what: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stories side by side: what only the first says, what only the second, and what both do.

    Each side is in the order of its body. ``shared`` pairs the sentences that say the same, in the order of the first.
    """

    first: str
    second: str
    only_first: tuple[Difference, ...]
    only_second: tuple[Difference, ...]
    shared: tuple[tuple[Span, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class DossierTotals:
    """How many there are of what a dossier lists the newest of."""

    stories: int = 0
    happenings: int = 0
    events: int = 0
    quotations_by: int = 0
    quotations_about: int = 0
    figures: int = 0
    co_actors: int = 0


@dataclass(frozen=True, slots=True)
class NewSince:
    """What came into the archive about an actor since the reader last read about it.

    ``seen`` is when that was (UTC); None where the reader never did, and then nothing counts as new.
    ``articles`` are the ids of the new stories, the newest first; the counts are of what they tell.
    """

    seen: datetime | None = None
    articles: tuple[str, ...] = ()
    stories: int = 0
    events: int = 0
    quotations: int = 0
    figures: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the archive knows of one actor; the lists have the newest first.

    ``timeline`` has every event, ``happenings`` one line for what several stories tell. The lists hold the newest of
    what ``totals`` counts.
    """

    actor: Actor
    presence: Histogram
    co_actors: tuple[CoActor, ...]
    timeline: tuple[DatedEvent, ...] = ()
    quotations_by: tuple[DatedQuotation, ...] = ()
    quotations_about: tuple[DatedQuotation, ...] = ()
    figures: tuple[DatedFigure, ...] = ()
    happenings: tuple[Happening, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    totals: DossierTotals = DossierTotals()
    new_since: NewSince = NewSince()


class DossierPart(StrEnum):
    """What of a dossier is read at a time, in this order: what takes longest comes last."""

    FACTS = "facts"
    ROLES = "roles"
    SAID = "said"
    FIGURES = "figures"
    HAPPENINGS = "happenings"
    CONNECTIONS = "connections"
    SAID_OF = "said-of"


@dataclass(frozen=True, slots=True)
class DossierSoFar:
    """A dossier of which some parts are still being read: what they hold is empty, and their totals are 0."""

    dossier: Dossier
    awaited: frozenset[DossierPart] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A file, or a place in one ("line 12", "record 3"), that could not be imported, and why.

    ``imported``: it is in the archive all the same, and the reason tells what of it was left out.
    """

    path: str
    place: str
    reason: str
    imported: bool = False

    def __str__(self) -> str:
        where = f"{self.path}, {self.place}" if self.place else self.path
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come; ``total_bytes`` is known once the files are counted."""

    done_bytes: int
    total_bytes: int
    added: int
    already_there: int
    failed: int
    current: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``cancelled`` means it was stopped; what is counted as added is in the archive."""

    added: int
    already_there: int
    failures: tuple[ImportFailure, ...]
    cancelled: bool = False

    @property
    def failed(self) -> int:
        """How many of the failures kept something out of the archive."""
        return sum(not failure.imported for failure in self.failures)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What ``check`` found: ``problems`` that remain and ``mended`` ones, a sentence each."""

    articles: int
    actors: int
    problems: tuple[str, ...]
    mended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What could be saved of a damaged archive.

    ``articles`` were brought into the new one, ``without_details`` of them with their text alone. Of ``lost``
    articles the text could not be read; ``lost_names`` says which, as far as they are known and not too many.
    """

    articles: int
    without_details: int
    lost: int
    lost_names: tuple[str, ...]


class Verdict(StrEnum):
    """What a reader can decide about actors."""

    SAME = "same"
    DIFFERENT = "different"
    NO_ACTOR = "not-an-actor"
    NAME = "name"
    KIND = "kind"


class Misfit(StrEnum):
    """Why a judgement has nothing to hold for now; it holds again as soon as that is here."""

    NO_STORY = "no-story"
    NO_MENTION = "no-mention"
    NO_ACTOR = "no-actor"


@dataclass(frozen=True, slots=True)
class ActorKey:
    """An actor as it is found again in any archive: by its id, or else by kind and name."""

    id: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Something the reader decided, with the time it was decided (aware, UTC).

    ``SAME``: ``other`` is ``actor``; ``forms`` are names ``other`` had then. ``DIFFERENT``: the mention of
    ``article`` at ``span`` that reads ``surface`` is not ``actor`` (None: it was linked to nobody) but ``other``
    (None: nobody known); with ``whole_story`` no mention of that story is. ``NO_ACTOR``: what is called one of ``forms``, taken for
    something of ``kind``, is no actor, nor is ``actor`` under any name. ``NAME``: ``actor`` is called ``name``. ``KIND``: ``actor``, also
    known by ``forms``, is of ``kind``.

    ``number`` is its number in this archive, 0 where it is in none; ``undone`` when it was taken back.
    """

    made: datetime
    verdict: Verdict
    actor: ActorKey | None = None
    other: ActorKey | None = None
    article: str = ""
    span: Span | None = None
    surface: str = ""
    whole_story: bool = False
    name: str = ""
    kind: Kind | None = None
    forms: tuple[str, ...] = ()
    number: int = 0
    undone: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bearers:
    """The actors that a name may mean, best first, and how many there are, those left out included."""

    actors: tuple[Actor, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many judgements of a file were new, and how many were there already."""

    added: int
    already_there: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a mention is linked as it is, in words.

    ``step`` says what it decided: "recognised", "article" or "archive"; ``says`` is a sentence in small
    letters without a full stop, made of untrusted text; ``text`` the words at ``span``, if it has one.
    """

    step: str
    rule: str
    says: str
    span: Span | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class GivenRole:
    """An office that one article gives an actor, with the sentence that gives it."""

    title: str
    of: str
    span: Span
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a mention of ``article`` is what it is taken for; ``reasons`` in the order of the steps.

    No reasons: the article was read by an older newsreader, which kept none. ``roles`` are those that this
    article gives the actor, ``judgements`` those of the reader's that the mention's actor rests on.
    """

    article: str
    mention: Mention
    reasons: tuple[Reason, ...] = ()
    roles: tuple[GivenRole, ...] = ()
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class RereadingReport:
    """How many stories were analysed again, how many still wait, and which could not be."""

    read: int
    waiting: int
    failures: tuple[ImportFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query kept under a name."""

    name: str
    query: str
