"""The head of a dossier: names, roles, when an actor was seen, and what is new about it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from index.model import Actor, Dossier, NewSince, Role
from tui.dates import day, plain_date
from tui.glyphs import Glyphs
from tui.keys import ARTICLE, bindings
from tui.lines import QuietFocus
from tui.looks import KIND_LOOKS, Run, strip
from tui.panes.row_text import NEW
from tui.safe_text import safe_text
from tui.wrapping import break_text

_LABEL = 9
_MOST_ALIASES = 40
_MOST_ROLES = 40
_AUTHORITIES = {"iso3166": "ISO 3166", "wikidata": "Wikidata"}


class FactsPane(QuietFocus, can_focus=True):
    """What an actor is called, was and when; scrolls where it is higher than its room."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ARTICLE))

    class Asked(Message):
        """The reader wants to see where the facts are told."""

    DEFAULT_CSS = """
    FactsPane { height: auto; width: 1fr; }
    """

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._dossier: Dossier | None = None
        self._trouble = f"Reading{signs.ellipsis}"
        self._lines: list[list[Run]] = []
        self._lines_width = 0
        self._top = 0

    def show(self, dossier: Dossier) -> None:
        """Show the facts of a dossier; where it is the same actor's with more in it, the reader stays in place."""
        before, self._dossier = self._dossier, dossier
        top = self._top if before is not None and before.actor.id == dossier.actor.id else 0
        self._again()
        self._top = top

    def complain(self, trouble: str) -> None:
        """Show why there are none."""
        self._dossier = None
        self._trouble = safe_text(trouble)
        self._again()

    def _again(self) -> None:
        self._top = 0
        self._lines_width = 0
        self.refresh()

    def wanted_height(self, width: int) -> int:
        """Return the lines needed at a width."""
        return len(self._laid_out(width))

    def _laid_out(self, width: int) -> list[list[Run]]:
        if self._lines_width != width:
            self._lines_width = width
            room = max(8, width - 2)
            dossier = self._dossier
            if dossier is not None:
                self._lines = _fact_lines(dossier, room, self._signs)
            else:
                self._lines = [[(part, "")] for part in _wrapped(self._trouble, room)]
        return self._lines

    def on_resize(self) -> None:
        """Leave no empty lines at the end where there is more above."""
        self._top = max(0, min(self._top, len(self._laid_out(self.size.width)) - self.size.height))

    def _scroll(self, lines: int) -> None:
        last = len(self._laid_out(self.size.width)) - self.size.height
        top = max(0, min(self._top + lines, last))
        if top != self._top:
            self._top = top
            self.refresh()

    def action_line_down(self) -> None:
        """Scroll one line on."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """Scroll one line back."""
        self._scroll(-1)

    def action_page_down(self) -> None:
        """Scroll a page on."""
        self._scroll(self.size.height)

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self._scroll(-self.size.height)

    def action_half_page_down(self) -> None:
        """Scroll half a page on."""
        self._scroll(max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Scroll half a page back."""
        self._scroll(-max(1, self.size.height // 2))

    def action_top(self) -> None:
        """Go to the first line."""
        self._scroll(-self._top)

    def action_bottom(self) -> None:
        """Go to the last line."""
        self._scroll(len(self._lines))

    def action_follow_mention(self) -> None:
        """Ask for where the facts are told."""
        if self._dossier is not None:
            self.post_message(self.Asked())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll(-1)

    def focus_changed(self) -> None:
        """Show at the side whether the facts have the focus."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self._laid_out(width)
        index = self._top + y
        # A bar at the side shows the focus; an arrow, that there is more.
        side = self._signs.bar if self.has_focus else " "
        runs = lines[index] if index < len(lines) else []
        if y == self.size.height - 1 and index < len(lines) - 1:
            cut = strip(runs, max(1, width - 3))
            more = strip([(self._signs.ellipsis, "bold")], 2)
            return Strip.join([strip([(side, "")], 1), cut, more])
        return strip([(side, ""), *runs], width)


def _fact_lines(dossier: Dossier, width: int, signs: Glyphs) -> list[list[Run]]:
    actor = dossier.actor
    lines: list[list[Run]] = [[(part, "bold")] for part in _wrapped(actor.name, width)]
    lines[0].append((f"  {signs.dot} {actor.kind.value}", KIND_LOOKS[actor.kind]))
    for number, part in enumerate(_new(dossier.new_since, width - _LABEL)):
        lines.append([(("" if number else "New").ljust(_LABEL), NEW), (part, NEW)])
    names = [
        f"{alias.surface} {alias.count:,}"
        for alias in sorted(actor.aliases, key=lambda each: -each.count)
    ]
    lines += _labelled("Named", _few(names, _MOST_ALIASES), width, signs)
    lines += _labelled(
        "Roles", _few([_role(role) for role in actor.roles], _MOST_ROLES), width, signs
    )
    lines += _labelled("Seen", [_seen(actor), *_told(dossier)], width, signs)
    known = [f"{_AUTHORITIES.get(scheme, scheme)} {value}" for scheme, value in actor.authority]
    lines += _labelled("Known as", known, width, signs)
    return lines


def _new(new: NewSince, width: int) -> list[str]:
    """Return what came in since the reader last read about the actor, in words."""
    if new.seen is None or not new.stories:
        return []
    counts = [
        _counted(new.stories, "story", "stories"),
        _counted(new.events, "event", "events"),
        _counted(new.quotations, "quotation", "quotations"),
        _counted(new.figures, "figure", "figures"),
    ]
    told = ", ".join(each for each in counts if not each.startswith("0 "))
    return _wrapped(f"{told} since you last read about it, on {day(new.seen)}", width)


def _told(dossier: Dossier) -> list[str]:
    """Return what the plot of an actor's presence cannot show, in words."""
    undated = dossier.presence.undated
    return [f"{undated:,} undated"] if undated else []


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _role(role: Role) -> str:
    what = f"{role.title}, {role.of}" if role.of else role.title
    told = role_told(role)
    return f"{what} ({told})" if told else what


def role_told(role: Role) -> str:
    """Return when stories tell of a role: ``told 1 Jul 2024 – 7 Jan 2025``; "" where none has a date."""
    first = plain_date(role.first) if role.first is not None else ""
    last = plain_date(role.last) if role.last is not None else ""
    if first and last and first != last:
        return f"told {first} – {last}"
    return f"told {first or last}" if first or last else ""


def _seen(actor: Actor) -> str:
    mentions = _counted(actor.mentions, "mention", "mentions")
    told = f"{mentions} in {_counted(actor.stories, 'story', 'stories')}"
    first = plain_date(actor.first) if actor.first is not None else ""
    last = plain_date(actor.last) if actor.last is not None else ""
    if first and last and first != last:
        return f"{first} – {last}, {told}"
    return f"{first or last}, {told}" if first or last else told


def _few(told: list[str], most: int) -> list[str]:
    return told if len(told) <= most else [*told[:most], f"and {len(told) - most:,} more"]


def _labelled(label: str, told: list[str], width: int, signs: Glyphs) -> list[list[Run]]:
    """Return ``told`` under a label at the left, one after the other with dots between."""
    if not told:
        return []
    joined = f" {signs.dot} ".join(told)
    lines: list[list[Run]] = [
        [(" " * _LABEL, ""), (part, "")] for part in _wrapped(joined, width - _LABEL)
    ]
    lines[0][0] = (label.ljust(_LABEL), "dim")
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    shown = " ".join(safe_text(text).split())
    return [shown[start:end] for start, end in break_text(shown, max(2, width))] or [""]
