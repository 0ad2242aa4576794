"""Two accounts of one happening side by side, with what only one of them says marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from index.model import Article, Comparison, Difference, Span, StorySummary
from tui.chrome import WIDE
from tui.dates import plain_date
from tui.keys import ACCOUNTS, ACCOUNTS_HINTS, bindings
from tui.messages import OpenArticle
from tui.panes.account import AccountPane
from tui.panes.bars import PaneTitle, Separator
from tui.panes.row_text import clean
from tui.screens.over_room import OverRoom

if TYPE_CHECKING:
    from index.archive import Archive


@dataclass(frozen=True, slots=True)
class _Beside:
    """An article, another account of the same happening, and how they differ."""

    accounts: Sequence[StorySummary]
    place: int
    one: Article
    other: Article
    comparison: Comparison


class AccountsScreen(OverRoom):
    """An article beside the other accounts of what it tells, one at a time.

    On a narrow screen one of the two is shown at a time. Enter reads the one with the focus by itself.
    """

    CSS_PATH = "../styles/over_room.tcss"
    AUTO_FOCUS = "#account-one"
    HINTS = ACCOUNTS_HINTS
    WHERE = ACCOUNTS
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ACCOUNTS))

    class _Loaded(Message, bubble=False):
        def __init__(self, beside: _Beside | None) -> None:
            super().__init__()
            self.beside = beside

    def __init__(self, archive: Archive, article: str, other: str = "", measure: int = 72) -> None:
        super().__init__(archive, "accounts of one happening", prefix="accounts")
        self._article = article
        self._other = other
        self.one = AccountPane(self._signs, measure=measure, id="account-one")
        self.other = AccountPane(self._signs, measure=measure, id="account-other")
        self.titles = (
            PaneTitle("", self._signs, id="account-one-title"),
            PaneTitle("", self._signs, id="account-other-title"),
        )
        self._columns = (Vertical(id="account-one-part"), Vertical(id="account-other-part"))
        self._line = Separator(self._signs, id="accounts-line")
        self._beside: _Beside | None = None
        self._facing = 0

    def compose(self) -> ComposeResult:
        """Put the two beside each other."""
        self._arrange(self.app.size.width)
        yield self.top_bar
        with Horizontal(id="accounts-body"):
            for column, title, pane in zip(
                self._columns, self.titles, (self.one, self.other), strict=True
            ):
                if column is self._columns[1]:
                    yield self._line
                with column:
                    yield title
                    yield pane
        yield self.make_foot()

    def on_mount(self) -> None:
        """Read both, in a thread."""
        self._read_beside(self._other, 0)

    def _read_beside(self, other: str, step: int) -> None:
        self.read_with(
            partial(self._load, self.archive, other, step), "The accounts cannot be compared"
        )

    def _load(self, archive: Archive, other: str, step: int) -> Message:
        accounts = archive.accounts(self._article)
        place = next((number for number, each in enumerate(accounts) if each.id == other), None)
        if not accounts and not other:
            return self._Loaded(None)
        if place is None and other:
            accounts = (*accounts, archive.summary(other))
            place = len(accounts) - 1
        place = ((place or 0) + step) % len(accounts)
        chosen = accounts[place].id
        return self._Loaded(
            _Beside(
                accounts,
                place,
                archive.article(self._article),
                archive.article(chosen),
                archive.compare(self._article, chosen),
            )
        )

    def on_accounts_screen__loaded(self, message: _Loaded) -> None:
        """Show the two."""
        beside = self._beside = message.beside
        if beside is None:
            self.say("No other story was found that tells of the same happening.")
            self.settle()
            return
        self._other = beside.other.id
        comparison = beside.comparison
        with self.app.batch_update():
            self.entitle(
                beside.one.headline, f"account {beside.place + 1} of {len(beside.accounts)}"
            )
            if self.one.article is None or self.one.article.id != beside.one.id:
                self.one.show(beside.one, _spans(comparison.only_first))
            else:
                self.one.mark(_spans(comparison.only_first))
            self.other.show(beside.other, _spans(comparison.only_second))
            self._retitle()
        self.settle()

    def on_over_room_failed(self, message: OverRoom.Failed) -> None:
        """Say why there is nothing to show."""
        self.say(message.reason)
        self.settle()

    def _retitle(self) -> None:
        beside = self._beside
        if beside is None:
            return
        for title, pane, article in zip(
            self.titles, (self.one, self.other), (beside.one, beside.other), strict=True
        ):
            date = plain_date(article.published) if article.published is not None else ""
            told = f" {self._signs.dot} ".join(
                each for each in (clean(article.source), date) if each
            )
            right = f"only here {len(pane.only):,}"
            if self.app.size.width < WIDE:
                # The two do not fit beside each other.
                shown = "first" if pane is self.one else "second"
                right = f"the {shown} of two {self._signs.dot} {right}"
            title.entitle(told or clean(article.headline), right)

    def on_resize(self, event: events.Resize) -> None:
        """Show both where there is room."""
        self._arrange(event.size.width)
        self._retitle()

    def _arrange(self, width: int) -> None:
        wide = width >= WIDE
        for number, column in enumerate(self._columns):
            shown = wide or number == self._facing
            if column.display != shown:
                column.display = shown
        if self._line.display != wide:
            self._line.display = wide

    def on_account_pane_focused(self, message: AccountPane.Focused) -> None:
        """Show which of the two has the focus."""
        message.stop()
        self._facing = 0 if message.pane is self.one else 1
        for number, title in enumerate(self.titles):
            title.focus_is(number == self._facing)

    def action_other_account(self) -> None:
        """Turn to the other of the two."""
        self._facing = 1 - self._facing
        self._arrange(self.size.width)
        (self.one, self.other)[self._facing].focus()

    def action_turn_account(self, step: int) -> None:
        """Put the next account beside the article, or the one before."""
        if self._beside is None or len(self._beside.accounts) < 2:
            self.say("There is no further account.")
            return
        self._read_beside(self._other, step)

    def action_read_account(self) -> None:
        """Read the account with the focus by itself."""
        (self.one, self.other)[self._facing].action_follow_mention()

    def action_next_match(self) -> None:
        """Go to the next stretch that only this account says."""
        (self.one, self.other)[self._facing].action_next_match()

    def action_previous_match(self) -> None:
        """Go to the stretch before."""
        (self.one, self.other)[self._facing].action_previous_match()

    def on_account_pane_wanted(self, message: AccountPane.Wanted) -> None:
        """Read one of the two by itself."""
        message.stop()
        article = message.pane.article
        if article is not None:
            self.post_message(OpenArticle(article.id, whence="accounts of the same"))

    def on_article_pane_moved(self, message: Message) -> None:
        """Keep to this screen what is told of its panes."""
        message.stop()


def _spans(differences: Sequence[Difference]) -> tuple[Span, ...]:
    return tuple(each.span for each in differences)
