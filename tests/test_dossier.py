from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App

from index.errors import NotFoundError
from index.model import (
    Actor,
    ActorReference,
    Alias,
    CoActor,
    DatedEvent,
    DatedFigure,
    DatedQuotation,
    Dossier,
    DossierPart,
    DossierSoFar,
    Event,
    Figure,
    Happening,
    Histogram,
    Kind,
    Moment,
    Precision,
    Quotation,
    Role,
    Span,
    StorySummary,
)
from tui.glyphs import FULL, PLAIN
from tui.messages import FollowActor, OpenArticle
from tui.panes.happenings import telling_of
from tui.screens.dossier import DossierScreen
from tui.sparkline import period, sparkline, until

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


def who(name, start=0):
    return ActorReference(name.casefold(), name, Span(start, start + 4)) if name else None


def happening(
    text="Osterland broke relations with Brindle.",
    source="Osterland",
    target="Brindle",
    *,
    kind="SANCTION",
    mode="withdraw",
    status="happened",
    date=None,
    told=100,
    start=40,
):
    span = Span(start, start + len(text))
    event = Event(span, kind, mode, "161", who(source), who(target), date, status, span)
    published = None if told is None else moment(told)
    return happened(DatedEvent(f"s{told}", "The headline", published, text, event))


def happened(*accounts, label="breaks relations with"):
    event = accounts[0].event
    return Happening(
        event.type,
        event.mode,
        event.cameo,
        label,
        event.source,
        event.target,
        event.date,
        event.status,
        accounts[0].published,
        accounts,
    )


def words(text="We are glad.", speaker="Ana María Example", *, direct=True, told=100):
    quotation = Quotation(Span(7, 7 + len(text)), direct, who(speaker))
    return DatedQuotation("s9", "The headline", moment(told), text, quotation)


def figure(value=51.2, unit="%", measures="vote share", text="51.2 percent", claimant="Osterland"):
    span = Span(3, 3 + len(text))
    told = Figure(span, value, unit, measures, who("Ana"), who(claimant))
    return DatedFigure("s4", "The headline", moment(100), text, told)


def telling(**given):
    return known(Dossier(actor(), PRESENCE, CO_ACTORS, **given))


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
        self.seen = []

    def dossier_in_parts(self, actor_id):
        if actor_id != self.known.actor.id:
            raise NotFoundError(f"There is no actor {actor_id} in this archive.")
        yield DossierSoFar(self.known)

    read_only = False

    def actor_stories(self, actor_id):
        return self.stories_of_it

    def mark_seen(self, actor_id):
        self.seen.append(actor_id)


class Harness(App):
    def __init__(self, archive, actor_id="ana"):
        super().__init__()
        self.dossier = DossierScreen(archive, actor_id)
        self.opened = []
        self.places = []
        self.followed = []

    def on_mount(self):
        self.push_screen(self.dossier)

    def on_open_article(self, message: OpenArticle):
        self.opened.append((message.article_id, message.actor_id))
        self.places.append(message.at)

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
        assert "mayor, Lower Brindle (told 1 Jul 2024 – 7 Jan 2025)" in shown
        assert "1 Jul 2024 – 7 Jan 2025, 15 mentions in 3 stories" in shown
        assert "Wikidata Q0" in shown
        assert "Jul 2024" in shown
        assert "Dec" in shown


async def test_stories_and_co_actors_stand_beside_each_other():
    app = known()
    async with app.run_test(size=(120, 30)) as pilot:
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
        assert app.dossier.told.size.height >= 1
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
        facts, stories, actors = "dossier-facts", "dossier-list", "dossier-actors"
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
        assert "Wikidata Q0" not in "\n".join(app.drawn())
        await pilot.press("2", "G")
        await pilot.pause()
        assert "Wikidata Q0" in "\n".join(app.drawn())


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


class Slow(Archive):
    """Gives the facts at once, all else when it is let go."""

    def __init__(self, dossier, **given):
        super().__init__(dossier, **given)
        self.go_on = threading.Event()

    def dossier_in_parts(self, actor_id):
        awaited = frozenset(DossierPart) - {DossierPart.FACTS}
        yield DossierSoFar(replace(self.known, happenings=(), co_actors=()), awaited)
        assert self.go_on.wait(10)
        yield DossierSoFar(self.known)


async def waited_for(pilot, shown):
    for _ in range(200):
        if shown():
            return
        await pilot.pause(0.02)
    raise AssertionError("it was not shown")


async def test_facts_and_stories_are_shown_while_the_rest_is_read_and_the_reader_stays_in_place():
    archive = Slow(Dossier(actor(), PRESENCE, CO_ACTORS, happenings=(happening(),)))
    app = Harness(archive)
    async with app.run_test(size=(120, 30)) as pilot:
        try:
            await waited_for(pilot, lambda: "Story 0" in "\n".join(app.drawn()))
            await pilot.press("j")
            shown = "\n".join(app.drawn())
            assert "Ana Example 12" in shown
            assert "Osterland" not in shown
            await pilot.press("t")
            await pilot.pause()
            assert "Timeline ─ …" in "\n".join(app.drawn())
            assert "Reading…" in "\n".join(app.drawn())
        finally:
            archive.go_on.set()
        await ready(app, pilot)
        shown = "\n".join(app.drawn())
        assert "Timeline ─ 1" in shown
        assert "Reading…" not in shown
        assert "Osterland" in shown
        await pilot.press("s")
        assert app.dossier.told.cursor == 1


async def test_enter_on_the_facts_opens_the_story_that_tells_of_a_role():
    app = known()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("2", "enter")
        await pilot.pause()
        assert app.opened == [("s1", "ana")]
        assert app.places == [Span(0, 1)]


async def test_of_several_roles_enter_on_the_facts_asks_which():
    roles = (
        Role("mayor", "Lower Brindle", moment(0), moment(190), "s1", Span(0, 1)),
        Role("painter", "", None, None, "s2", Span(4, 9)),
    )
    app = known(Dossier(actor(roles=roles), PRESENCE, CO_ACTORS))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("2", "enter")
        await pilot.pause()
        shown = "\n".join(app.drawn())
        assert "What stories say Ana María Example is or was ─ 2" in shown
        assert "mayor, Lower Brindle  told 1 Jul 2024 – 7 Jan 2025" in shown
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == [("s2", "ana")]


async def test_facts_without_a_role_say_that_they_lead_nowhere():
    app = known(Dossier(actor(roles=()), PRESENCE, CO_ACTORS))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("2", "enter")
        await pilot.pause()
        assert "No story says what its office is" in app.drawn()[-1]
        assert app.opened == []


async def test_an_actor_that_is_gone_is_said_to_be():
    app = Harness(Archive(Dossier(actor(), PRESENCE, CO_ACTORS)), "nobody")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        assert "There is no actor nobody in this archive." in "\n".join(app.drawn())


async def test_a_dossier_that_cannot_be_read_says_so_and_can_be_left(monkeypatch):
    app = known()

    def fail(_actor_id):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(app.dossier.archive, "actor_stories", fail)
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


# What is told of an actor


async def shown_after(app, *keys, size=(80, 30)):
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot)
        await pilot.press(*keys)
        await pilot.pause()
        return app.drawn()


def below(lines, heading):
    """Return the lines of the list under its title, without the column of the cursor's bar."""
    at = next(place for place, line in enumerate(lines) if heading in line)
    return [line[1:].rstrip() for line in lines[at + 1 : -1]]


async def test_the_timeline_tells_who_did_what_to_whom_and_when():
    date = Moment(datetime(2024, 10, 1, tzinfo=UTC), Precision.MONTH)
    lines = await shown_after(telling(happenings=(happening(date=date),)), "t", size=(70, 30))
    assert below(lines, "Timeline ─ 1")[:3] == [
        "● Oct 2024",
        "  Osterland breaks relations with Brindle",
        "  Osterland broke relations with Brindle.",
    ]


async def test_a_broad_list_has_a_column_for_when_it_happened_and_when_it_was_told():
    app = telling(happenings=(happening(date=moment(0)),))
    lines = await shown_after(app, "t")
    assert below(lines, "Timeline ─ 1")[:2] == [
        "● 1 Jul 2024    Osterland breaks relations with Brindle",
        "  told 9 Oct    Osterland broke relations with Brindle.",
    ]


async def test_what_is_told_on_the_day_it_happened_has_one_date():
    lines = await shown_after(telling(happenings=(happening(date=moment(100)),)), "t")
    assert "told" not in "\n".join(below(lines, "Timeline ─ 1"))


def twice_told(**given):
    one, other = happening(**given).accounts[0], happening("Again.", told=105).accounts[0]
    return happened(one, other)


async def test_what_several_stories_tell_is_one_line_that_says_how_many():
    lines = below(await shown_after(telling(happenings=(twice_told(),)), "t"), "Timeline ─ 1")
    assert lines[0].endswith("2 accounts")
    assert "Again." not in "\n".join(lines)


async def test_enter_on_what_several_stories_tell_lists_them_and_enter_there_opens_one():
    app = telling(happenings=(twice_told(),))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("t", "enter")
        await pilot.pause()
        assert "told 2 times" in "\n".join(app.drawn())
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == [("s105", "ana")]
        assert app.places == [Span(40, 46)]


async def test_of_what_was_planned_and_then_done_the_deed_is_shown_and_opened():
    plan = happening("It is to happen.", status="planned", told=90).accounts[0]
    deed = happening("It happened.", told=95).accounts[0]
    row = Happening(
        "CONSULT",
        "",
        "040",
        "meets",
        who("A"),
        who("B"),
        None,
        "happened",
        moment(90),
        (plan, deed),
    )
    assert telling_of(row) is deed


@pytest.mark.parametrize(
    ("size", "status"),
    [
        ((60, 20), "planned"),
        ((80, 24), "denied"),
        ((100, 30), "claimed"),
        ((200, 50), "hypothetical"),
    ],
)
async def test_what_may_not_have_happened_is_marked_in_words_at_every_size(size, status):
    app = telling(happenings=(happening(status=status, source="O" * 90, target="B" * 90),))
    lines = await shown_after(app, "t", size=size)
    assert status in "\n".join(lines)


async def test_where_no_date_is_known_the_timeline_says_when_it_was_told():
    rows = (happening(told=190), happening(told=None))
    told = below(await shown_after(telling(happenings=rows), "t"), "Timeline ─ 2")
    assert told[0].startswith("● told on       ")
    assert told[1].startswith("  7 Jan 2025    ")
    assert told[2].startswith("● undated       ")


async def test_who_is_not_linked_is_told_in_the_words_of_the_sentence():
    row = happening("The rebels met nobody.", None, None, start=40).accounts[0]
    event = Event(
        row.event.span,
        "CONSULT",
        "",
        "040",
        ActorReference(None, None, Span(44, 50)),
        None,
        None,
        "happened",
        row.event.span,
    )
    app = telling(
        happenings=(happened(DatedEvent("s1", "", moment(300), row.text, event)), happened(row))
    )
    lines = below(await shown_after(app, "t"), "Timeline ─ 2")
    assert lines[0].endswith(" rebels breaks relations")
    assert lines[2].endswith(" someone breaks relations")


async def test_a_sentence_is_shown_without_the_signs_of_markdown():
    text = "On **Monday** [Osterland](http://example.org) *broke* relations."
    lines = await shown_after(telling(happenings=(happening(text),)), "t")
    assert below(lines, "Timeline")[1].endswith("  On Monday Osterland broke relations.")


async def test_a_terminal_with_few_signs_is_given_plain_ones(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.ISO-8859-1")
    app = telling(happenings=(happening(),), quotations_by=(words(),))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press("t")
        await pilot.pause()
        assert "* told on" in "\n".join(app.drawn())
        await pilot.press('"')
        await pilot.pause()
        assert '"We are glad."' in "\n".join(app.drawn())


async def test_what_is_said_stands_in_quotation_marks_and_what_is_reported_does_not():
    said = (words(), words("that it was glad", direct=False))
    lines = below(
        await shown_after(telling(quotations_by=said), '"'), "Said by Ana María Example ─ 2"
    )
    assert lines[:4] == [
        "“ 9 Oct 2024    Ana María Example",
        "                “We are glad.”",
        "  9 Oct 2024    Ana María Example · reported",
        "                that it was glad",
    ]


async def test_words_that_several_stories_quote_stand_once_and_enter_asks_which_to_read():
    again = replace(words(told=200), article="s3", headline="Another headline")
    app = telling(quotations_by=(replace(words(), tellings=(again,)), words("Quite so.")))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(app, pilot)
        await pilot.press('"')
        await pilot.pause()
        lines = below(app.drawn(), "Said by Ana María Example ─ 2")
        assert lines[0].endswith("also in 1 story")
        assert "also in" not in lines[2]
        await pilot.press("enter")
        await pilot.pause()
        shown = "\n".join(app.drawn())
        assert "We are glad. ─ quoted 2 times" in shown
        assert "Another headline" in shown
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == [("s3", "ana")]
        await pilot.press("j", "enter")
        await pilot.pause()
        assert app.opened == [("s3", "ana"), ("s9", "ana")]


async def test_a_long_quotation_is_cut_before_its_closing_mark():
    said = (words("glad " * 300),)
    lines = below(await shown_after(telling(quotations_by=said), '"'), "Said by")
    assert lines[1].strip().startswith("“glad")
    assert lines[5].endswith("…”")
    assert not lines[6]


async def test_asked_for_again_what_was_said_becomes_what_was_said_of_it():
    app = telling(quotations_about=(words(speaker=None),))
    lines = await shown_after(app, '"', '"')
    assert below(lines, "Said of Ana María Example ─ 1")[0].endswith("  speaker not known")
    assert "Said by" in "\n".join(await shown_after(telling(), '"', '"', '"'))


async def test_figures_tell_the_value_what_it_measures_and_who_says_so():
    given = (
        figure(),
        figure(1200.0, "people", "injured", "1,200 people", None),
        figure(3e6, "USD", "", "$3m", "Osterland"),
    )
    lines = below(await shown_after(telling(figures=given), "="), "Figures ─ 3")
    assert lines[:8] == [
        "9 Oct 2024  51.2%  vote share",
        "  51.2 percent, according to Osterland",
        "  The headline",
        "9 Oct 2024  1,200 people  injured",
        "  The headline",
        "9 Oct 2024  3,000,000 USD",
        "  $3m, according to Osterland",
        "  The headline",
    ]


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300, -0.5, 0.0])
async def test_no_number_is_too_odd_to_be_shown(value):
    lines = await shown_after(telling(figures=(figure(value),)), "=")
    assert len(below(lines, "Figures ─ 1")[0]) < 50


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("t", "Nothing was found that Ana María Example did"),
        ('"', "No quotation of Ana María Example was found."),
        ('""', "No quotation of others that names Ana María Example was found."),
        ("=", "No figure about Ana María Example, or given by it, was found."),
    ],
)
async def test_an_empty_list_says_so_in_a_sentence(keys, told):
    app = telling()
    async with app.run_test(size=(200, 50)) as pilot:
        await ready(app, pilot)
        await pilot.press(*keys, "j", "enter")
        await pilot.pause()
        assert told in "\n".join(app.drawn())
        assert app.opened == []


@pytest.mark.parametrize(
    ("key", "opened", "at"),
    [("t", "s100", Span(40, 79)), ('"', "s9", Span(7, 19)), ("=", "s4", Span(3, 15))],
)
async def test_enter_opens_the_story_at_the_place_that_tells_it(key, opened, at):
    app = telling(happenings=(happening(),), quotations_by=(words(),), figures=(figure(),))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press(key, "enter")
        await pilot.pause()
        assert app.opened == [(opened, "ana")]
        assert app.places == [at]


async def test_each_list_comes_back_as_it_was_left():
    timeline = tuple(happening(f"Sentence {n}.", date=moment(300 - n)) for n in range(200))
    app = telling(happenings=timeline)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        await pilot.press("j", "t", *"j" * 9)
        await pilot.pause()
        before = app.drawn()
        await pilot.press("s")
        assert app.dossier.told.cursor == 1
        await pilot.press("t")
        await pilot.pause()
        assert app.drawn() == before
        assert "Sentence 9." in "\n".join(before)


async def test_arrows_go_round_the_lists():
    app = telling()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        visited = []
        for key in ("right", "l", "right", "l", "right", "left", "h"):
            await pilot.press(key)
            visited.append(app.dossier.told.told.value)
        assert visited[:5] == ["timeline", "said", "said-of", "figures", "stories"]
        assert visited[5:] == ["figures", "said-of"]


async def test_a_list_asked_for_while_the_dossier_is_read_is_what_it_opens_with():
    app = telling(happenings=(happening(),))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        await ready(app, pilot)
        assert "Timeline ─ 1" in "\n".join(app.drawn())


async def test_a_list_is_brought_into_sight_on_a_narrow_screen():
    app = telling(happenings=(happening(),))
    async with app.run_test(size=(60, 20)) as pilot:
        await ready(app, pilot)
        await pilot.press("c")
        await pilot.pause()
        assert "Osterland" in "\n".join(app.drawn())
        await pilot.press("t")
        await pilot.pause()
        assert "breaks relations with" in "\n".join(app.drawn())
        assert app.focused is app.dossier.told


async def test_the_foot_names_the_keys_of_the_lists():
    lines = await shown_after(telling(), size=(80, 24))
    assert lines[-1].strip() == (
        'Enter read  t timeline  " said  = figures  c together  p pair  b back  ? help'
    )


async def test_no_control_character_gets_out_of_what_is_told():
    hostile = "*" + HOSTILE + "**[x](" + HOSTILE
    app = telling(
        happenings=(happening(hostile, HOSTILE, HOSTILE, kind=HOSTILE, status=HOSTILE),),
        quotations_by=(words(hostile, HOSTILE), words(hostile, HOSTILE, direct=False)),
        figures=(figure(1.5, HOSTILE, HOSTILE, hostile, HOSTILE),),
    )
    for keys in ("t", '"', "="):
        shown = "".join(await shown_after(app, *keys))
        assert "owned" in shown
        assert all(character.isprintable() for character in shown)
        app = telling(
            happenings=app.dossier.archive.known.happenings,
            quotations_by=app.dossier.archive.known.quotations_by,
            figures=app.dossier.archive.known.figures,
        )


@pytest.mark.parametrize("size", [(20, 6), (12, 5)])
@pytest.mark.parametrize("key", ["t", '"', "="])
async def test_what_is_told_is_drawn_in_next_to_no_room(size, key):
    app = telling(happenings=(happening(),), quotations_by=(words(),), figures=(figure(),))
    lines = await shown_after(app, key, size=size)
    assert all(len(line) <= size[0] for line in lines)


def test_a_sparkline_has_a_sign_for_each_count_and_shows_even_the_least():
    assert sparkline((0, 1, 50, 100), 10, FULL) == "▁▁▄█"
    assert sparkline((0, 1, 100), 10, PLAIN) == "_.#"
    assert sparkline((0, 0), 10, FULL) == "▁▁"
    assert sparkline((), 10, FULL) == ""


def test_more_counts_than_cells_are_added_up():
    assert sparkline((1, 1, 4, 4), 2, FULL) == "▂█"


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


async def test_a_list_that_was_turned_to_while_hidden_is_drawn_whole():
    timeline = tuple(happening(f"Sentence {n}.", date=moment(200 - n)) for n in range(9))
    app = known(Dossier(actor(), PRESENCE, CO_ACTORS, happenings=timeline), stories=20)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot)
        for key in ("c", "t"):
            await pilot.press(key)
            await pilot.pause()
            app.drawn()
        shown = "\n".join(app.drawn())
        assert "Sentence 4." in shown
        assert "Story" not in shown
