from __future__ import annotations

from datetime import UTC, datetime

import pytest
from textual.app import App

from index.model import (
    Analysis,
    Article,
    BodyFormat,
    Histogram,
    Kind,
    Mention,
    Moment,
    Precision,
    Span,
    StoryActor,
)
from tui.hints import labels
from tui.messages import FollowActor, StatusLine
from tui.overlays import KIND_STYLES, UNRESOLVED_STYLE
from tui.panes.actors import ActorsPane
from tui.panes.article import ArticlePane

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202edlog\u2066x\u2069\x7f\ud800\u200b"


def moment(year=2025, month=1, day=7):
    return Moment(datetime(year, month, day, tzinfo=UTC), Precision.DAY)


def article(body="Some words.", **given):
    given = {
        "id": "a1",
        "headline": "Lower Brindle closes its bridge",
        "source": "Brindle Desk",
        "published": moment(),
        "byline": "Ana Example",
        "captions": ("The bridge, seen from the mill.",),
    } | given
    return Article(body=body, **given)


def mentions_of(body, *names):
    """Return the mentions of (surface, kind, actor) triples, each at its first place after the one before."""
    found = []
    at = 0
    for surface, kind, actor in names:
        at = body.index(surface, at)
        found.append(Mention(at, at + len(surface), surface, kind, actor, actor and surface))
        at += len(surface)
    return Analysis(mentions=tuple(found))


BODY = "\n\n".join(
    f"Paragraph {number}: **Ana Example** of the Brindle Council spoke of Osterland at Mill Quay, and "
    f"somebody called Berta listened to her for a while. That was all there was to tell."
    for number in range(30)
)
ANALYSIS = mentions_of(
    BODY,
    *[
        ("Ana Example", Kind.PERSON, "ana"),
        ("Brindle Council", Kind.ORGANISATION, "council"),
        ("Osterland", Kind.COUNTRY, "osterland"),
        ("Mill Quay", Kind.PLACE, "quay"),
        ("Berta", Kind.PERSON, None),
    ]
    * 30,
)


class Harness(App):
    """An application with one pane, which keeps what the pane says."""

    CSS = "App, Screen { background: transparent; } Screen { overflow: hidden hidden; }"

    def __init__(self, pane, prepare=None):
        super().__init__()
        self.pane = pane
        self.prepare = prepare
        self.said = []
        self.followed = []
        self.moves = 0

    def compose(self):
        yield self.pane

    def on_mount(self):
        self.pane.focus()
        if self.prepare:
            self.prepare(self.pane)

    def on_status_line(self, message: StatusLine):
        self.said.append(message.text)

    def on_follow_actor(self, message: FollowActor):
        self.followed.append((message.actor_id, message.from_article))

    def on_article_pane_moved(self, message):
        self.moves += 1

    def drawn(self):
        """Return the text of each line of the pane."""
        return [self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height)]

    def styled(self, text):
        """Return the styles of the segments in sight whose text is ``text``."""
        return [
            segment.style
            for y in range(self.pane.size.height)
            for segment in self.pane.render_line(y)
            if segment.text == text
        ]


def reading(body=BODY, analysis=ANALYSIS, size=None, **shown):
    given = shown.pop("article", article(body))
    return Harness(ArticlePane(), lambda pane: pane.show(given, analysis, **shown))


async def test_the_head_tells_where_when_who_and_how_long():
    app = reading()
    async with app.run_test(size=(70, 20)):
        drawn = app.drawn()
        assert drawn[0].strip() == "Lower Brindle closes its bridge"
        assert drawn[1].strip() == "Brindle Desk · Tue 7 Jan 2025 · Ana Example · 4 min read"
        assert "The bridge, seen from the mill." in drawn[3]
        assert app.styled("Lower Brindle closes its bridge")[0].bold


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (Moment(datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR), "2025"),
        (Moment(datetime(2025, 3, 1, tzinfo=UTC), Precision.MONTH), "Mar 2025"),
        (
            Moment(datetime(2025, 1, 7, 9, 5, tzinfo=UTC), Precision.MINUTE),
            "Tue 7 Jan 2025, 09:05 UTC",
        ),
        (None, ""),
    ],
)
async def test_a_date_is_told_no_more_exactly_than_it_is_known(published, told):
    app = reading(article=article("Words.", published=published, captions=()))
    async with app.run_test(size=(70, 10)):
        expected = " · ".join(
            part for part in ("Brindle Desk", told, "Ana Example", "1 min read") if part
        )
        assert app.drawn()[1].strip() == expected


async def test_lines_keep_to_a_measure_in_the_middle_of_a_wide_pane():
    app = reading()
    async with app.run_test(size=(140, 30)):
        lines = [line for line in app.drawn() if line]
        assert max(len(line.strip()) for line in lines) <= 76
        assert all(line.startswith(" " * 32) for line in lines)


async def test_every_kind_of_actor_looks_different_without_colour():
    app = reading()
    async with app.run_test(size=(70, 20)):
        looks = {
            (style.bold, style.italic, style.underline, style.underline2, style.dim)
            for name in ("Ana Example", "Brindle Council", "Osterland", "Mill Quay", "Berta")
            for style in app.styled(name)[:1]
        }
        assert len(looks) == 5
        assert len({str(style.without_color) for style in KIND_STYLES.values()}) == 4


async def test_an_unresolved_actor_is_not_underlined():
    app = reading()
    async with app.run_test(size=(70, 20)):
        style = app.styled("Berta")[0]
        assert not style.underline
        assert style.dim == UNRESOLVED_STYLE.dim


async def test_stepping_goes_through_the_mentions_and_reverses_the_current_one():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.action_next_mention()
        app.pane.action_next_mention()
        await pilot.pause()
        assert app.pane.current_mention.actor == "council"
        assert [bool(style.reverse) for style in app.styled("Brindle Council")][:2] == [True, False]
        app.pane.action_previous_mention()
        await pilot.pause()
        assert app.pane.current_mention.actor == "ana"
        assert not app.styled("Brindle Council")[0].reverse


async def test_stepping_to_a_mention_in_sight_repaints_only_its_lines():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.action_next_mention()
        await pilot.pause()
        painted = []
        draw = app.pane.render_line

        def noting(y):
            painted.append(y)
            return draw(y)

        app.pane.render_line = noting
        app.pane.action_next_mention()
        await pilot.pause()
        assert 1 <= len(set(painted)) <= 2


async def test_stepping_scrolls_a_mention_out_of_sight_into_it():
    app = reading()
    async with app.run_test(size=(70, 12)) as pilot:
        for _ in range(20):
            app.pane.action_next_mention()
        await pilot.pause()
        assert app.pane.top > 0
        assert any(style.reverse for style in app.styled("Berta"))


async def test_after_scrolling_stepping_goes_on_from_what_is_in_sight():
    app = reading()
    async with app.run_test(size=(70, 12)) as pilot:
        app.pane.action_next_mention()
        app.pane.action_bottom()
        app.pane.action_next_mention()
        await pilot.pause()
        assert app.pane.current_mention.start > len(BODY) * 3 // 4


async def test_enter_follows_the_current_mention():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.action_next_mention()
        await pilot.press("enter")
        assert app.followed == [("ana", "a1")]


async def test_enter_without_a_current_mention_says_what_to_do():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("enter")
        assert app.followed == []
        assert "]" in app.said[-1]


async def test_an_unresolved_mention_is_not_followed():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        for _ in range(5):
            app.pane.action_next_mention()
        await pilot.press("enter")
        assert app.followed == []
        assert "unresolved" in app.said[-1]


async def test_hints_stand_on_every_known_actor_in_sight_and_typing_one_follows():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.action_hint_actors()
        await pilot.pause()
        offered = app.pane.hints.labelled
        in_sight = "\n".join(app.drawn())
        assert all(mention.actor is not None for _label, mention in offered)
        assert len(offered) >= 4
        label, mention = offered[2]
        assert label + mention.surface[len(label) :] in in_sight
        await pilot.press(*label)
        assert app.pane.hints is None
        assert app.followed == [(mention.actor, "a1")]


async def test_escape_leaves_hints_and_nothing_else():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        before = app.drawn()
        app.pane.action_hint_actors()
        await pilot.press("escape")
        assert app.pane.hints is None
        assert app.drawn() == before


async def test_letters_typed_for_hints_are_no_commands():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.action_hint_actors()
        await pilot.press("j")
        assert app.pane.top == 0


@pytest.mark.parametrize("count", [0, 1, 9, 20, 21, 57, 400, 401, 1_000])
def test_no_label_begins_another(count):
    made = labels(count)
    assert len(set(made)) == len(made) == count
    assert not [(one, two) for one in made for two in made if one != two and two.startswith(one)]


def test_labels_are_as_short_as_they_can_be():
    assert {len(label) for label in labels(20)} == {1}
    assert sum(len(label) for label in labels(21)) == 19 + 2 * 2


async def test_matches_are_reversed_and_stepped_through():
    body = "The bridge is closed. " * 3 + "\n\n" + "Filler. " * 300 + "\n\nThe bridge is open."
    places = []
    at = body.find("bridge")
    while at >= 0:
        places.append(Span(at, at + 6))
        at = body.find("bridge", at + 1)
    app = reading(body, Analysis(), article=article(body), matches=tuple(places))
    async with app.run_test(size=(60, 12)) as pilot:
        assert [bool(style.reverse) for style in app.styled("bridge")] == [True] * 3
        for _ in range(4):
            app.pane.action_next_match()
        await pilot.pause()
        assert app.pane.current_match == places[3]
        assert app.said[-1] == "Match 4 of 4"
        assert "The bridge is open." in "\n".join(app.drawn())
        app.pane.action_next_match()
        await pilot.pause()
        assert "No match after" in app.said[-1]


async def test_a_match_inside_a_mention_shows_as_both():
    body = "Here Ana Example spoke."
    analysis = mentions_of(body, ("Ana Example", Kind.PERSON, "ana"))
    app = reading(body, analysis, article=article(body), matches=(Span(9, 16),))
    async with app.run_test(size=(60, 12)):
        assert app.styled("Ana ")[0].underline
        assert not app.styled("Ana ")[0].reverse
        assert app.styled("Example")[0].underline
        assert app.styled("Example")[0].reverse


async def test_a_mention_across_emphasis_and_a_line_end_is_marked_all_through():
    body = "It was *Ana* Maria\nExample who spoke."
    at = body.index("*Ana*")
    mention = Mention(at + 1, body.index(" who"), "Ana Maria Example", Kind.PERSON, "ana", "Ana")
    app = reading(body, Analysis(mentions=(mention,)), article=article(body))
    async with app.run_test(size=(60, 12)):
        for part in ("Ana", " Maria", " ", "Example"):
            assert app.styled(part)[-1].underline, part


async def test_an_article_opens_at_the_first_mention_of_an_actor():
    body = "Filler words. " * 400 + "\n\nThen Osterland came. Osterland went."
    analysis = mentions_of(
        body, ("Osterland", Kind.COUNTRY, "osterland"), ("Osterland", Kind.COUNTRY, "osterland")
    )
    app = reading(body, analysis, article=article(body), focus_actor="osterland")
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert "Then Osterland came." in "\n".join(app.drawn())
        assert [bool(style.reverse) for style in app.styled("Osterland")] == [True, False]
        assert app.pane.current_mention.start == body.index("Osterland")


async def test_an_article_opens_at_a_place_in_it():
    body = "Filler words. " * 400 + "\n\nThe sentence meant. And more."
    at = Span(body.index("The sentence"), body.index(" And more"))
    app = reading(body, Analysis(), article=article(body), at=at)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert app.styled("The sentence meant.")[0].reverse


async def test_the_keys_move_about():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        tops = []
        for key in ("j", "j", "k", "space", "pageup", "d", "u", "G", "g"):
            await pilot.press(key)
            tops.append(app.pane.top)
        assert tops[:3] == [1, 2, 1]
        assert tops[3] == 1 + 19
        assert tops[4] == 1
        assert tops[5] == 11
        assert tops[6] == 1
        assert tops[7] > 60
        assert tops[8] == 0


async def test_the_position_is_told_for_a_title():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        assert app.pane.position == "top"
        await pilot.press("space", "space")
        assert app.pane.position.endswith("%")
        await pilot.press("G")
        assert app.pane.position == "end"
        app.pane.show(article("Short.", id="a2"), Analysis())
        assert app.pane.position == ""


async def test_the_place_in_each_article_is_kept():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("space", "space", "j")
        top = app.pane.top
        app.pane.show(article("Other words. " * 900, id="a2"), Analysis())
        assert app.pane.top == 0
        await pilot.press("d")
        app.pane.show(article(BODY), ANALYSIS)
        assert app.pane.top == top


async def test_a_new_width_keeps_the_words_at_the_top():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("space", "space", "space")
        words = app.drawn()[0].split()[:3]
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        first_lines = " ".join(app.drawn()[:2])
        assert " ".join(words) in first_lines
        await pilot.resize_terminal(70, 20)
        await pilot.pause()
        assert app.drawn()[0].split()[:3] == words


async def test_nothing_is_written_while_nothing_happens():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.pause()
        painted = []
        app.pane.render_line = painted.append
        await pilot.pause(0.3)
        assert painted == []


async def test_a_long_body_answers_at_once_and_is_laid_out_by_and_by():
    body = "\n\n".join(["Some words of no great weight, said again and again. " * 12] * 2_000)
    app = reading(body, Analysis(), article=article(body))
    async with app.run_test(size=(70, 20)) as pilot:
        assert app.drawn()[0].strip().startswith("Lower Brindle")
        await pilot.press("space")
        assert app.pane.top == 19
        await pilot.press("G")
        for _ in range(400):
            if app.pane.position == "end":
                break
            await pilot.pause(0.02)
        assert app.pane.position == "end"


async def test_a_place_far_into_a_long_body_is_gone_to_when_it_is_laid_out():
    body = (
        "\n\n".join(["Some words of no great weight, said again and again. " * 12] * 600)
        + "\n\nHere."
    )
    at = Span(len(body) - 5, len(body))
    app = reading(body, Analysis(), article=article(body), at=at)
    async with app.run_test(size=(70, 20)) as pilot:
        for _ in range(400):
            if app.styled("Here."):
                break
            await pilot.pause(0.02)
        assert app.styled("Here.")[0].reverse


async def test_a_place_returned_to_stands_at_the_top():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("space", "space", "j")
        place, words = app.pane.place, app.drawn()[0]
        await pilot.press("g")
        app.pane.return_to(place)
        await pilot.pause()
        assert app.drawn()[0] == words


async def test_a_place_returned_to_far_into_a_long_body_stands_at_the_top_when_it_is_laid_out():
    paragraph = "Some words of no great weight, said again and again. " * 12
    body = "\n\n".join([*[paragraph] * 600, "Here.", *[paragraph] * 20])
    app = reading(body, Analysis(), article=article(body))
    async with app.run_test(size=(70, 20)) as pilot:
        app.pane.return_to(body.index("Here."))
        for _ in range(400):
            if app.drawn()[0].strip() == "Here.":
                break
            await pilot.pause(0.02)
        assert app.drawn()[0].strip() == "Here."


async def test_plain_bodies_show_their_signs():
    given = article("# no heading *at all*", body_format=BodyFormat.PLAIN)
    app = reading(article=given, analysis=Analysis())
    async with app.run_test(size=(70, 12)):
        assert "# no heading *at all*" in "\n".join(app.drawn())


@pytest.mark.parametrize("body_format", list(BodyFormat))
async def test_no_control_character_gets_out_of_the_article(body_format):
    given = article(
        f"{HOSTILE} [{HOSTILE}](http://x\x1b]8;;y) `{HOSTILE}`\n\n    {HOSTILE}\n\n|{HOSTILE}|\n|--|\n|a|",
        headline=HOSTILE,
        source=HOSTILE,
        byline=HOSTILE,
        dateline=HOSTILE,
        captions=(HOSTILE,),
        body_format=body_format,
    )
    analysis = Analysis(mentions=(Mention(0, 6, HOSTILE, Kind.PERSON, None, None),))
    app = reading(article=given, analysis=analysis)
    async with app.run_test(size=(40, 40)) as pilot:
        app.pane.action_next_mention()
        app.pane.action_follow_mention()
        await pilot.pause()
        shown = "\n".join(app.drawn()) + app.said[-1]
        assert all(character.isprintable() or character == "\n" for character in shown)


async def test_an_empty_pane_says_what_to_do():
    app = Harness(ArticlePane())
    async with app.run_test(size=(70, 12)):
        assert "Choose one" in app.drawn()[0]


async def test_a_story_without_text_says_so():
    app = reading(article=article("  "), analysis=Analysis())
    async with app.run_test(size=(70, 12)):
        assert "no text" in "\n".join(app.drawn())


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 5), (200, 50)])
async def test_any_size_can_be_drawn(size):
    app = reading()
    async with app.run_test(size=size) as pilot:
        app.pane.action_next_mention()
        app.pane.action_hint_actors()
        await pilot.press("escape", "space", "G")
        assert all(app.pane.render_line(y).cell_length == size[0] for y in range(size[1]))


async def test_a_click_on_an_actor_follows():
    app = reading()
    async with app.run_test(size=(70, 20)) as pilot:
        line = next(y for y, text in enumerate(app.drawn()) if "Osterland" in text)
        await pilot.click(ArticlePane, offset=(app.drawn()[line].index("Osterland") + 2, line))
        assert app.followed == [("osterland", "a1")]


# The actors beside the article


def presence(*counts):
    return Histogram(counts, datetime(2024, 7, 1, tzinfo=UTC), datetime(2025, 1, 10, tzinfo=UTC))


ACTORS = (
    StoryActor("osterland", "Osterland", Kind.COUNTRY, 31, 9, presence(1, 2, 6)),
    StoryActor("ana", "Ana Example", Kind.PERSON, 12, 4, presence(0, 1, 1, 3, 7, 8)),
    StoryActor("berta", "Berta Sample", Kind.PERSON, 5, 1, presence(1)),
    StoryActor("council", "Brindle Council", Kind.ORGANISATION, 2, 3, presence(1, 1, 1)),
)


def beside(actors=ACTORS):
    return Harness(ActorsPane(), lambda pane: pane.show(actors, "a1"))


async def test_actors_stand_in_groups_with_counts_and_presence(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    app = beside()
    async with app.run_test(size=(30, 16)):
        drawn = app.drawn()
        assert [line.strip() for line in drawn if line.strip().isupper()] == [
            "PEOPLE",
            "ORGANISATIONS",
            "COUNTRIES",
        ]
        assert drawn[1].endswith("Ana Example             12")
        assert "▁▁▁▃▇█ to 10 Jan 2025" in drawn[2]


async def test_enter_follows_the_actor_under_the_cursor():
    app = beside()
    async with app.run_test(size=(30, 16)) as pilot:
        await pilot.press("j", "j", "enter")
        assert app.followed == [("council", "a1")]
        await pilot.press("g", "enter", "G", "enter")
        assert app.followed[1:] == [("ana", "a1"), ("osterland", "a1")]


async def test_the_actor_under_the_cursor_is_always_in_sight():
    many = tuple(
        StoryActor(f"p{n}", f"Person {n}", Kind.PERSON, 100 - n, 2, presence(1, 1))
        for n in range(40)
    )
    app = beside(many)
    async with app.run_test(size=(30, 8)) as pilot:
        for key in ("G", "k", "space", "g", "d", "d", "pageup"):
            await pilot.press(key)
            assert any(app.pane.current.name in line for line in app.drawn()), key


async def test_the_actors_pane_can_be_empty():
    app = beside(())
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.press("j", "k", "G", "g", "space", "enter")
        assert app.followed == []
        assert "Nobody" in app.drawn()[0]


async def test_no_control_character_gets_out_of_the_actors():
    app = beside((StoryActor("x", HOSTILE, Kind.PERSON, 3, 2, presence(1, 2)),))
    async with app.run_test(size=(12, 8)):
        assert all(character.isprintable() for character in "".join(app.drawn()))
