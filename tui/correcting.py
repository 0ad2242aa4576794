"""Asking why an actor is linked, and putting right what is wrong, from whatever screen shows one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.message import Message
from textual.worker import get_current_worker

from index.errors import NotFoundError
from index.model import Actor, Explanation, Judgement, Kind, Mention, Misfit, Span, StorySummary
from tui.commanding import Commanding
from tui.judgement_words import told_of
from tui.messages import ArchiveChanged
from tui.safe_text import safe_text
from tui.trail import Over
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from tui.screens.choosing_actor import ChosenActor

_KINDS = {"p": Kind.PERSON, "o": Kind.ORGANISATION, "c": Kind.COUNTRY, "l": Kind.PLACE}
_TOLD_EVERY = 10.0  # seconds
_FIRST = "First choose an actor: ] goes to the next in the article."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question or a judgement is about: an actor, and the mention of it where there is one.

    ``actor`` is None where the mention is linked to nobody. ``others`` is how many more mentions of the actor
    the article has; ``span`` is the stretch of the article that the row under the cursor tells of.
    """

    actor: str | None
    name: str
    kind: Kind
    article: str = ""
    mention: Mention | None = None
    others: int = 0
    span: Span | None = None


@runtime_checkable
class AboutMention(Protocol):
    """A screen on which a mention, or an actor in a list, is under the cursor."""

    def subject(self) -> Subject | None:
        """Return what is under the cursor."""
        ...


@runtime_checkable
class AboutActor(Protocol):
    """A screen about one actor."""

    actor_id: str


class Correcting(Commanding):
    """An application in which the reader can ask why, and judge."""

    class _Explained(Message, bubble=False):
        def __init__(self, explanation: Explanation) -> None:
            super().__init__()
            self.explanation = explanation

    class _Known(Message, bubble=False):
        """An actor was read from the archive; ``then`` goes on with it."""

        def __init__(self, subject: Subject, then: Callable[[Subject], None]) -> None:
            super().__init__()
            self.subject = subject
            self.then = then

    class _Listed(Message, bubble=False):
        def __init__(
            self, judgements: tuple[Judgement, ...], misfits: Mapping[int, Misfit]
        ) -> None:
            super().__init__()
            self.judgements = judgements
            self.misfits = misfits

    class _Judged(Message, bubble=False):
        """A judgement was made, or taken back; ``waiting`` stories are still to be read again for it.

        ``unfinished``: there is more to do for it that nobody has to know of.
        """

        def __init__(self, told: str, waiting: int, unfinished: bool, leave: bool) -> None:
            super().__init__()
            self.told = told
            self.waiting = waiting
            self.unfinished = unfinished
            self.leave = leave

    class _Undone(Message, bubble=False):
        """Something that was asked for cannot be done."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    # Who is meant

    def _with_subject(self, then: Callable[[Subject], None]) -> None:
        """Go on with the actor that the screen on top is about, or say that there is none."""
        archive, screen = self.archive, self.screen
        if archive is None:
            return
        if isinstance(screen, AboutMention):
            subject = screen.subject()
            if subject is None:
                self._tell(_FIRST)
            else:
                then(subject)
        elif isinstance(screen, AboutActor):
            actor_id = screen.actor_id
            article, span = _row_under_cursor(screen)
            self._in_thread(
                lambda: self._Known(_of_actor(archive.actor(actor_id), article, span), then),
                "The actor cannot be read",
            )
        else:
            self._tell("No actor is under the cursor here.")

    def on_correcting__known(self, message: _Known) -> None:
        """Go on with an actor that was read."""
        message.then(message.subject)

    def _in_thread(self, work: Callable[[], Message], failed: str) -> None:
        def done() -> None:
            try:
                message = work()
            except Exception as error:
                message = self._Undone(sentence(error, failed))
            self.post_message(message)

        self.run_worker(done, thread=True, group="judging", exit_on_error=False)

    def on_correcting__undone(self, message: _Undone) -> None:
        """Say what went wrong."""
        self._tell(message.reason)

    # Why

    def action_why(self) -> None:
        """Show why the actor under the cursor is linked."""
        self._with_subject(self._why)

    def _why(self, subject: Subject) -> None:
        archive = self.archive
        if archive is None:
            return
        if not subject.article:
            self._tell("No story that mentions it is under the cursor.")
            return
        self._in_thread(
            lambda: self._Explained(archive.explain(subject.article, _offset(archive, subject))),
            "The reasons cannot be read",
        )

    def on_correcting__explained(self, message: _Explained) -> None:
        """Show the reasons over the article."""
        from tui.screens.why import Why

        # Drawn once, with everything in its place.
        self.hold()
        self.push_screen(Why(message.explanation, self.signs), self._after_why)

    def _after_why(self, verdict: str | None) -> None:
        if verdict is not None:
            self.action_judge(verdict)

    # Judging

    def action_judge(self, verdict: str) -> None:
        """Begin a judgement about the actor under the cursor."""
        begin = {
            "same": self._same,
            "different": self._different,
            "no_actor": self._no_actor,
            "name": self._call,
            "kind": self._kind,
        }
        if self.archive is not None and self.archive.read_only:
            self._tell("The archive is read-only here: nothing can be judged.")
        else:
            self._with_subject(begin[verdict])

    def _linked(self, subject: Subject) -> str | None:
        if subject.actor is None:
            self._tell(f"“{_plain(subject.name)}” is unresolved: nobody is linked here.")
        return subject.actor

    def _same(self, subject: Subject) -> None:
        kept = self._linked(subject)
        if kept is None or self.archive is None:
            return
        from tui.screens.choosing_actor import ActorChooser

        archive = self.archive

        def chosen(choice: ChosenActor | None) -> None:
            other = choice.actor if choice is not None else None
            if other is not None:
                self._confirm(
                    f"{_plain(other.name)} ({other.stories:,}) becomes one with {_plain(subject.name)}?",
                    lambda: self._judge(lambda: archive.judgements.same(kept, other.id)),
                )

        self.push_screen(
            ActorChooser(
                archive, f"Who is the same as {_plain(subject.name)}?", self.signs, without=kept
            ),
            chosen,
        )

    def _different(self, subject: Subject) -> None:
        mention, wrong = subject.mention, subject.actor
        if self.archive is None:
            return
        if mention is None:
            self._tell("Open a story and go to the mention that is somebody else (] and [).")
            return
        from tui.screens.asking import Choose, Option
        from tui.screens.choosing_actor import ActorChooser

        archive, start = self.archive, mention.start

        def judge(choice: ChosenActor, whole: bool) -> None:
            instead = choice.actor.id if choice.actor is not None else None
            self._judge(
                lambda: archive.judgements.different(
                    subject.article, start, instead=instead, name=choice.name, whole_story=whole
                )
            )

        def chosen(choice: ChosenActor | None) -> None:
            if choice is None:
                return
            if not subject.others:
                # Whoever was linked to nobody is so wherever the story means the same.
                judge(choice, wrong is None)
                return
            question = f"{_plain(subject.name)} is mentioned {subject.others + 1} times here."
            options = (Option("t", "this mention"), Option("a", "all in this story"))

            def answered(key: str | None) -> None:
                if key is not None:
                    judge(choice, key == "a")

            self.push_screen(Choose(question, options), answered)

        surface = _plain(mention.surface)
        asked = f"Who is “{surface}” here?"
        if wrong is not None:
            asked = f"Not {_plain(subject.name)}: who is “{surface}” here?"
        self.push_screen(
            ActorChooser(archive, asked, self.signs, without=wrong or "", anybody=True), chosen
        )

    def _no_actor(self, subject: Subject) -> None:
        archive, mention = self.archive, subject.mention
        if archive is None:
            return
        if mention is not None:
            at = mention.start
            self._confirm(
                f"“{_plain(mention.surface)}” is no {mention.kind.value}, here or in any story?",
                lambda: self._judge(lambda: archive.judgements.no_actor_at(subject.article, at)),
            )
        elif (actor := self._linked(subject)) is not None:
            self._confirm(
                f"{_plain(subject.name)} is no {subject.kind.value}, under any of its names?",
                lambda: self._judge(lambda: archive.judgements.no_actor(actor), leave=True),
            )

    def _call(self, subject: Subject) -> None:
        actor = self._linked(subject)
        if actor is None or self.archive is None:
            return
        from tui.screens.asking import AskText

        archive = self.archive

        def answered(name: str | None) -> None:
            if name and name.strip() and name.strip() != subject.name:
                self._judge(lambda: archive.judgements.rename(actor, name))

        self.push_screen(AskText("Call it:", subject.name), answered)

    def _kind(self, subject: Subject) -> None:
        actor = self._linked(subject)
        if actor is None or self.archive is None:
            return
        from tui.screens.asking import Choose, Option

        archive = self.archive
        options = [
            Option(key, kind.value) for key, kind in _KINDS.items() if kind is not subject.kind
        ]

        def answered(key: str | None) -> None:
            if key is not None:
                self._judge(lambda: archive.judgements.set_kind(actor, _KINDS[key]))

        self.push_screen(Choose(f"{_plain(subject.name)} is a", options), answered)

    def _confirm(self, question: str, then: Callable[[], None]) -> None:
        from tui.screens.asking import Choose

        self.push_screen(Choose(question), lambda key: then() if key == "y" else None)

    def _judge(self, work: Callable[[], Judgement], *, leave: bool = False) -> None:
        """Make a judgement in a thread; ``leave``: the dossier that is open has nothing to show after it."""
        archive = self.archive
        if archive is None:
            return
        self._stop_reading_again()
        self._tell("Judging …")

        def judged() -> Message:
            told = told_of(work()).rpartition(" · ")[0]
            return _judged(archive, f"Judged: {told}. U takes it back.", leave)

        self._in_thread(judged, "That cannot be judged")

    # Taking back

    def action_judgements(self) -> None:
        """List the judgements."""
        archive = self.archive
        if archive is not None:
            self._in_thread(
                lambda: self._Listed(archive.judgements.all_ever(), archive.judgements.misfits()),
                "The judgements cannot be read",
            )

    def on_correcting__listed(self, message: _Listed) -> None:
        """Show the judgements."""
        from tui.screens.judgement_list import JudgementList

        if not isinstance(self.screen, JudgementList):
            self.push_screen(
                JudgementList(message.judgements, self.signs, message.misfits), self._take_back
            )

    def _take_back(self, judgement: Judgement | None) -> None:
        archive = self.archive
        if judgement is None or archive is None:
            return
        number = judgement.number
        self._stop_reading_again()
        self._tell("Taking it back …")

        def undone() -> Message:
            told = told_of(archive.judgements.undo(number)).rpartition(" · ")[0]
            return _judged(archive, f"Taken back: {told}.", False)

        self._in_thread(undone, "The judgement cannot be taken back")

    # What follows

    def on_correcting__judged(self, message: _Judged) -> None:
        """Show what has become of the actors, and read the remaining stories again."""
        self.post_message(ArchiveChanged())
        over = self.trail.here.over if self.screen is not self.room else None
        if message.leave and over is not None:
            self.action_trail_back()
        elif over is not None:
            self._renew_over(over)
        self.room.renew_article()
        waits = f" {message.waiting:,} stories are being read again." if message.waiting else ""
        self._tell(message.told + waits)
        if message.unfinished and self.archive is not None:
            self._begin_reading_again(partial(self._read_again, self.archive))

    def _begin_reading_again(self, work: Callable[[], None]) -> None:
        self.run_worker(work, thread=True, group="rereading", exclusive=True, exit_on_error=False)

    def _renew_over(self, over: Over) -> None:
        """Open the screen over the room anew: what it shows may have changed throughout."""
        self._to_room()
        self._forget_over(0)
        self._show_over(over)

    def _stop_reading_again(self) -> None:
        """Let go of the archive where stories are being read again: a judgement comes first."""
        self.workers.cancel_group(self, "rereading")

    def go_on_reading_again(self) -> None:
        """Go on with what was left undone when newsreader was ended, if anything was."""
        archive = self.archive
        if archive is not None and not archive.read_only:
            self._begin_reading_again(partial(self._read_left, archive))

    def _read_left(self, archive: Archive) -> None:
        try:
            left = archive.judgements.unfinished()
        except Exception:  # whoever looks at the archive next is told what is wrong
            return
        if left:
            self._read_again(archive, alone=False)

    def _read_again(self, archive: Archive, *, alone: bool = True) -> None:
        """Read again what waits; ``alone``: say so where somebody else holds the archive, who may come to it."""
        worker = get_current_worker()
        told = monotonic()

        def on_progress(done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told >= _TOLD_EVERY:
                told = monotonic()
                self._tell(f"{done:,} of {total:,} stories have been read again.")

        try:
            archive.analyse_again(on_progress=on_progress, cancelled=lambda: worker.is_cancelled)
        except Exception as error:
            # They still wait, and the next import or judgement comes to them.
            if alone:
                self.post_message(self._Undone(sentence(error, "Stories cannot be read again")))
            return
        self.post_message(ArchiveChanged())


def _judged(archive: Archive, told: str, leave: bool) -> Correcting._Judged:
    judgements = archive.judgements
    return Correcting._Judged(told, judgements.waiting(), judgements.unfinished(), leave)


def _of_actor(actor: Actor, article: str, span: Span | None) -> Subject:
    return Subject(actor.id, actor.name, actor.kind, article, span=span)


def _row_under_cursor(screen: AboutActor) -> tuple[str, Span | None]:
    """Return the article of the row under the cursor of a dossier, and the stretch that the row is about."""
    from tui.panes.told import place_of
    from tui.screens.dossier import DossierScreen

    row = screen.told.current if isinstance(screen, DossierScreen) else None
    if row is None:
        return "", None
    if isinstance(row, StorySummary):
        return row.id, None
    return place_of(row) or ("", None)


def _offset(archive: Archive, subject: Subject) -> int:
    """Return where the actor is mentioned: under the cursor, else in the stretch that is meant, else first."""
    if subject.mention is not None:
        return subject.mention.start
    mentions = [
        each for each in archive.analysis(subject.article).mentions if each.actor == subject.actor
    ]
    span = subject.span
    within = [each for each in mentions if span and each.end > span.start and each.start < span.end]
    if not mentions:
        raise NotFoundError(f"{subject.name} is not mentioned in that story by name.")
    return (within or mentions)[0].start


def _plain(name: str) -> str:
    return " ".join(safe_text(name).split())
