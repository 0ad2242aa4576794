from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App

from index.errors import NotFoundError
from index.model import (
    Actor,
    Alias,
    CoActor,
    Dossier,
    Histogram,
    Kind,
    Moment,
    Precision,
    Role,
    Span,
    StorySummary,
)
from tui.glyphs import FULL, PLAIN
from tui.messages import FollowActor, OpenArticle
from tui.screens.dossier import DossierScreen
from tui.sparkline import period, sparkline, tall_sparkline, until

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202edlog\u2066x\u2069\x7f\ud800\u200b"
START = datetime(2024, 7, 1, tzinfo=UTC)


def moment(days):
    return Moment(START + timedelta(days=days), Precision.DAY)


def actor(**given):
    return Actor(
        **{
            "id": "ana",
            "name": "Ana María Example",
            "kind": Kind.PERSON,
            "aliases": (Alias("Example", 3), Alias("Ana Example", 12)),
            "roles": (Role("mayor", "Lower Brindle", moment(0), moment(190), "s1", Span(0, 1)),),
            "authority": (("wikidata", "Q0"),),
            "mentions": 15,
            "stories": 3,
            "first": moment(0),
            "last": moment(190),
        }
        | given
    )


PRESENCE = Histogram((1, 0, 2, 3, 0, 9), START, START + timedelta(days=190))
CO_ACTORS = (
    CoActor("council", "Brindle Council", Kind.ORGANISATION, 3),
    CoActor("osterland", "Osterland", Kind.COUNTRY, 1),
)


class Stories:
    note = ""
    query = 'actor:"x"'

    def __init__(self, count, headline="Story"):
        self.total = count
        self.headline = headline

    def rows(self, start, count):
        return tuple(
            StorySummary(f"s{n}", f"{self.headline} {n}", moment(n), "Brindle Desk", False, False)
            for n in range(start, min(start + count, self.total))
        )

    def histogram(self, bins):
        return Histogram()

    def position(self, article_id):
        return None


class Archive:
    """Knows one actor."""

    def __init__(self, dossier, stories=3, headline="Story"):
        self.known = dossier
        self.stories_of_it = Stories(stories, headline)

    def dossier(self, actor_id):
        if actor_id != self.known.actor.id:
            raise NotFoundError(f"There is no actor {actor_id} in this archive.")
        return self.known

    def actor_stories(self, actor_id):
        return self.stories_of_it


class Harness(App):
    def __init__(self, archive, actor_id="ana"):
        super().__init__()
        self.dossier = DossierScreen(archive, actor_id)
        self.opened = []
        self.followed = []

    def on_mount(self):
        self.push_screen(self.dossier)

    def on_open_article(self, message: OpenArticle):
        self.opened.append((message.article_id, message.actor_id))

    def on_follow_actor(self, message: FollowActor):
        self.followed.append(message.actor_id)

    def drawn(self):
        """Return what stands on the screen, line by line, left to right."""
        return [
            "".join(segment.text for segment in strip).rstrip()
            for strip in self.screen._compositor.render_strips()
        ]


def known(dossier=None, **given):
    return Harness(Archive(dossier or Dossier(actor(), PRESENCE, CO_ACTORS), **given))


async def ready(app, pilot):
    await app.workers.wait_for_complete()
    await pilot.pause()


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


async def test_the_facts_say_names_roles_and_when_it_was_seen():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        shown = "\n".join(app.drawn())
        assert "Ana María Example  · person" in shown
        assert "Ana Example 12 · Example 3" in shown
        assert "mayor, Lower Brindle (1 Jul 2024 – 7 Jan 2025)" in shown
        assert "1 Jul 2024 – 7 Jan 2025, 15 mentions in 3 stories" in shown
        assert "Wikidata Q0" in shown
        assert "Jul 2024–Jan 2025" in shown


async def test_stories_and_co_actors_stand_beside_each_other():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        shown = "\n".join(app.drawn())
        assert "Stories ─ 3" in shown
        assert "Story 0" in shown
        assert "Together with ─ 2" in shown
        assert "Brindle Council" in shown


async def test_a_narrow_screen_shows_one_part_at_a_time_and_tab_the_next():
    app = known()
    async with app.run_test(size=(60, 20)) as pilot:
        await ready(app, pilot)
        assert "Story 0" in "\n".join(app.drawn())
        assert "Osterland" not in "\n".join(app.drawn())
        await pilot.press("tab")
        await pilot.pause()
        assert "Story 0" not in "\n".join(app.drawn())
        assert "Osterland" in "\n".join(app.drawn())
        await pilot.press("shift+tab")
        await pilot.pause()
        assert "Story 0" in "\n".join(app.drawn())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50), (20, 6)])
async def test_every_size_has_room_for_something_of_every_part(size):
    app = known()
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot)
        assert "Ana María" in "\n".join(app.drawn()[:3])
        assert app.dossier.stories.size.height >= 1
        if size[0] >= 60:
            assert "Story 0" in "\n".join(app.drawn())


async def test_enter_on_a_story_opens_it_at_the_actor():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == [("s1", "ana")]


async def test_enter_on_a_co_actor_follows_it():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("tab", "j", "enter")
        await pilot.pause()
        assert app.followed == ["osterland"]


async def test_tab_goes_round_the_parts_and_numbers_to_one():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        visited = []
        for key in ("tab", "tab", "tab", "3", "2", "1"):
            await pilot.press(key)
            visited.append(app.focused.id)
        facts, stories, actors = "dossier-facts", "dossier-stories", "dossier-actors"
        assert visited == [actors, facts, stories, actors, facts, stories]


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_leaving_without_a_trail_closes_the_dossier(key):
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is not app.dossier


async def test_facts_higher_than_their_room_scroll():
    aliases = tuple(Alias(f"Spelling number {n}", 100 - n) for n in range(30))
    app = known(Dossier(actor(aliases=aliases), PRESENCE, CO_ACTORS))
    async with app.run_test(size=(60, 20)) as pilot:
        await ready(app, pilot)
        assert "Jul 2024–Jan 2025" not in "\n".join(app.drawn())
        await pilot.press("2", "G")
        await pilot.pause()
        assert "Jul 2024–Jan 2025" in "\n".join(app.drawn())


async def test_an_actor_that_is_known_by_name_only():
    bare = actor(aliases=(), roles=(), authority=(), first=None, last=None, mentions=1, stories=1)
    app = known(Dossier(bare, Histogram(), ()), stories=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        shown = "\n".join(app.drawn())
        assert "1 mention in 1 story" in shown
        assert "No story in the archive names this actor." in shown
        await pilot.press("j", "enter", "tab", "j", "enter")
        assert (app.opened, app.followed) == ([], [])


async def test_an_actor_that_is_gone_is_said_to_be():
    app = Harness(Archive(Dossier(actor(), PRESENCE, CO_ACTORS)), "nobody")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        assert "There is no actor nobody in this archive." in "\n".join(app.drawn())


async def test_a_dossier_that_cannot_be_read_says_so_and_can_be_left(monkeypatch):
    app = known()

    def fail(_actor_id):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(app.dossier._archive, "actor_stories", fail)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        assert "Input/output error" in "\n".join(app.drawn())
        await pilot.press("q")
        await pilot.pause()
        assert app.screen is not app.dossier


async def test_no_control_character_gets_out_of_the_dossier():
    hostile = actor(
        name=HOSTILE,
        aliases=(Alias(HOSTILE, 2),),
        roles=(Role(HOSTILE, HOSTILE, None, None, "s", Span(0, 1)),),
        authority=((HOSTILE, HOSTILE),),
    )
    dossier = Dossier(hostile, PRESENCE, (CoActor("x", HOSTILE, Kind.PLACE, 2),))
    app = known(dossier, headline=HOSTILE)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        shown = "".join(app.drawn())
        assert "owned" in shown
        assert all(character.isprintable() for character in shown)


def test_a_sparkline_has_a_sign_for_each_count_and_shows_even_the_least():
    assert sparkline((0, 1, 50, 100), 10, FULL) == "▁▁▄█"
    assert sparkline((0, 1, 100), 10, PLAIN) == "_.#"
    assert sparkline((0, 0), 10, FULL) == "▁▁"
    assert sparkline((), 10, FULL) == ""


def test_more_counts_than_cells_are_added_up():
    assert sparkline((1, 1, 4, 4), 2, FULL) == "▂█"


def test_a_tall_sparkline_stands_on_its_lowest_line():
    assert tall_sparkline((1, 8, 16), 3, 2, FULL) == ["  █", "▁██"]


def test_a_period_is_told_in_few_words():
    def over(first, last):
        return period(Histogram((1,), first, last))

    assert over(START, START) == "1 Jul 2024"
    assert over(START, START + timedelta(days=27)) == "1–28 Jul 2024"
    assert over(START, START + timedelta(days=38)) == "1 Jul–8 Aug 2024"
    assert over(START, START + timedelta(days=230)) == "Jul 2024–Feb 2025"
    assert period(Histogram()) == ""


def test_the_end_of_a_presence_is_told_as_far_as_there_is_room():
    presence = Histogram((1, 2), START, datetime(2025, 1, 10, tzinfo=UTC))
    assert until(presence, 20) == "to 10 Jan 2025"
    assert until(presence, 12) == "to Jan 2025"
    assert until(presence, 5) == ""
