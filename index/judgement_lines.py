"""Judgements as text: a JSON object on one line, so that a file of them diffs well.

The keys stand in this order, and those that say nothing are left out:

``made``     when: ISO 8601 in UTC, to the microsecond
``verdict``  ``same``, ``different``, ``not-an-actor``, ``name`` or ``kind``
``actor``    whom it is about: ``{"id", "kind", "name"}``; ``different``: who the mention is not, if anybody
``other``    ``same``: who ``actor`` also is; ``different``: who the mention is instead
``article``, ``start``, ``end``, ``surface``  the mention that is different; offsets are code points
``story``    true where no mention in that article is the actor; without ``actor``, for all that mean the same
``name``     ``name``: what the actor is called
``kind``     ``kind``: what it is; ``not-an-actor``: what it was taken for
``forms``    the names it goes for, sorted

Lines are sorted by ``made``. Empty lines and lines that begin with ``#`` say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from index.errors import NewsreaderError
from index.model import ActorKey, Judgement, Kind, Span, Verdict

_SUBJECT = ("made", "verdict", "actor", "other")
_PLACE = ("article", "start", "end", "surface", "story")
_KEYS = frozenset((*_SUBJECT, *_PLACE, "name", "kind", "forms"))
_LONGEST = 100_000  # characters of a line
_MOST_FORMS = 1_000


class JudgementLineError(NewsreaderError):
    """A line is no judgement; the message says why."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that could not be used, and why."""

    number: int
    reason: str


def content_of(judgement: Judgement) -> str:
    """Return the line for a judgement: printable text without a line end."""
    form: dict[str, object] = {
        "made": judgement.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "verdict": judgement.verdict.value,
    }
    for name, key in (("actor", judgement.actor), ("other", judgement.other)):
        if key is not None:
            form[name] = {"id": key.id, "kind": key.kind.value, "name": key.name}
    if judgement.article:
        form["article"] = judgement.article
    if judgement.span is not None:
        form["start"], form["end"] = judgement.span.start, judgement.span.end
    if judgement.surface:
        form["surface"] = judgement.surface
    if judgement.whole_story:
        form["story"] = True
    if judgement.name:
        form["name"] = judgement.name
    if judgement.kind is not None:
        form["kind"] = judgement.kind.value
    if judgement.forms:
        form["forms"] = sorted(judgement.forms)
    return _printable(json.dumps(form, ensure_ascii=False))


def _printable(text: str) -> str:
    """Write what could act on a terminal, or hide from a reader, as JSON's escapes."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def written(judgements: Iterable[Judgement]) -> str:
    """Return a whole file: a line a judgement, sorted by time."""
    lines = sorted({content_of(judgement) for judgement in judgements})
    return "".join(f"{line}\n" for line in lines)


def read(text: str) -> tuple[tuple[Judgement, ...], tuple[BadLine, ...]]:
    """Return the judgements of a file in their order, and the lines that are none with the reason."""
    found: list[Judgement] = []
    bad: list[BadLine] = []
    # Not splitlines: a name may hold signs that it takes for line ends.
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            found.append(judgement_in(line))
        except JudgementLineError as error:
            bad.append(BadLine(number, str(error)))
    return tuple(sorted(found, key=lambda each: (each.made, content_of(each)))), tuple(bad)


def judgement_in(line: str) -> Judgement:
    """Return the judgement that a line holds; raise JudgementLineError."""
    if len(line) > _LONGEST:
        raise JudgementLineError("the line is too long to be a judgement")
    try:
        form = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise JudgementLineError("not a JSON object") from error
    if not isinstance(form, dict):
        raise JudgementLineError("not a JSON object")
    unknown = sorted(set(form) - _KEYS)
    if unknown:
        raise JudgementLineError(f"there is no key “{unknown[0]}”")
    judgement = Judgement(
        made=_time(form.get("made")),
        verdict=_verdict(form.get("verdict")),
        actor=_actor(form, "actor"),
        other=_actor(form, "other"),
        article=_text(form, "article"),
        span=_span(form),
        surface=_text(form, "surface"),
        whole_story=form.get("story") is True,
        name=_text(form, "name"),
        kind=_kind(form["kind"]) if "kind" in form else None,
        forms=_forms(form.get("forms", [])),
    )
    _complete(judgement)
    return judgement


def _complete(judgement: Judgement) -> None:
    verdict = judgement.verdict
    needed = {
        Verdict.SAME: ("actor", "other"),
        Verdict.DIFFERENT: ("article", "span"),
        Verdict.NO_ACTOR: ("kind", "forms"),
        Verdict.NAME: ("actor", "name"),
        Verdict.KIND: ("actor", "kind"),
    }[verdict]
    for name in needed:
        if not getattr(judgement, name):
            shown = "start" if name == "span" else name
            raise JudgementLineError(f"“{verdict.value}” needs “{shown}”")
    if verdict is Verdict.DIFFERENT and judgement.actor is None and judgement.other is None:
        raise JudgementLineError(f"“{verdict.value}” needs “actor” or “other”")


def _time(value: object) -> datetime:
    if isinstance(value, str):
        try:
            made = datetime.fromisoformat(value)
        except ValueError:
            made = None
        if made is not None and made.tzinfo is not None and 1970 < made.year < 9000:
            return made.astimezone(UTC)
    raise JudgementLineError("“made” must be a time such as 2025-01-07T09:30:00Z")


def _verdict(value: object) -> Verdict:
    try:
        return Verdict(str(value))
    except ValueError as error:
        known = ", ".join(verdict.value for verdict in Verdict)
        raise JudgementLineError(f"“verdict” must be one of {known}") from error


def _kind(value: object) -> Kind:
    try:
        return Kind(str(value))
    except ValueError as error:
        known = ", ".join(kind.value for kind in Kind)
        raise JudgementLineError(f"“kind” must be one of {known}") from error


def _actor(form: Mapping[str, object], name: str) -> ActorKey | None:
    value = form.get(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise JudgementLineError(f"“{name}” must have id, kind and name")
    key = ActorKey(_text(value, "id"), _kind(value.get("kind")), _text(value, "name"))
    if not key.id or not key.name:
        raise JudgementLineError(f"“{name}” must have id, kind and name")
    return key


def _text(form: Mapping[str, object], name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise JudgementLineError(f"“{name}” must be text")
    return value


def _span(form: Mapping[str, object]) -> Span | None:
    start, end = form.get("start"), form.get("end")
    if start is None and end is None:
        return None
    if not isinstance(start, int) or not isinstance(end, int):
        raise JudgementLineError("“start” and “end” must be whole numbers")
    if not 0 <= start < end < 1 << 40:
        raise JudgementLineError("“start” must come before “end”")
    return Span(start, end)


def _forms(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_FORMS:
        raise JudgementLineError("“forms” must be a list of names")
    return tuple(sorted({_text({"forms": form}, "forms") for form in value if form}))
