"""What can be done with a story without leaving the reading room: mark, tag, cite, open its page, export."""

from __future__ import annotations

import asyncio
import os
import sys
import webbrowser
from abc import abstractmethod
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING

from index.exporting.citation import citation as cited
from index.exporting.citation import web_address
from index.model import Article, Order, StorySummary
from tui.panes.searchbar import Prompt
from tui.path_completion import meant
from tui.quiet import QuietScreen
from tui.safe_text import safe_text
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

_FORMS = {".jsonl": "jsonl", ".csv": "csv", ".html": "html", ".ftm": "ftm"}


class StoryActions(QuietScreen[None]):
    """A screen with a present story, which can be marked, tagged, cited and exported."""

    archive: Archive | None = None

    def __init__(self) -> None:
        super().__init__()
        self.prompt = Prompt(id="prompt")
        self._answer: asyncio.Future[str | None] | None = None

    @abstractmethod
    def present_story(self) -> StorySummary | None:
        """Return the story an action is about: the one being read, or the one under the cursor."""

    @abstractmethod
    def story_changed(self, story: StorySummary) -> None:
        """Show a story's new marks."""

    @abstractmethod
    def say(self, message: str) -> None:
        """Show a sentence at the foot of the screen."""

    @abstractmethod
    def listed(self) -> tuple[str, Order, int]:
        """Return the query of the present listing, its order and how many stories it finds."""

    @abstractmethod
    def prompting(self, now: bool) -> None:
        """Make room for the prompt, or show again what it covered."""

    async def ask(self, question: str, answer: str = "") -> str | None:
        """Ask at the foot of the screen; return what was answered, None where it was given up."""
        if self._answer is not None and not self._answer.done():
            return None
        focused = self.focused
        self._answer = asyncio.get_running_loop().create_future()
        self.prompting(True)
        self.prompt.ask(question, answer)
        try:
            return await self._answer
        finally:
            self.prompt.close()
            self.prompting(False)
            if focused is not None:
                focused.focus()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        """Hand the answer to whoever asked."""
        message.stop()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(message.answer)

    def _do(self, work: Coroutine[None, None, None]) -> None:
        """Run work that waits for the archive or the reader; what goes wrong is said at the foot."""

        async def told() -> None:
            try:
                await work
            except Exception as error:
                # What an action meets with must not take the reader's place away.
                self.say(sentence(error, "That cannot be done"))

        self.run_worker(told(), group="actions")

    def _with_story(self) -> tuple[Archive, StorySummary] | None:
        story = self.present_story()
        if self.archive is None or story is None:
            self.say("There is no story here to do that with.")
            return None
        return self.archive, story

    def action_star(self) -> None:
        """Star the story, or take its star away."""
        if (here := self._with_story()) is not None:
            self._do(self._star(*here))

    async def _star(self, archive: Archive, story: StorySummary) -> None:
        starred = not story.starred
        await asyncio.to_thread(archive.set_starred, story.id, starred)
        self.story_changed(replace(story, starred=starred))
        self.say("Starred." if starred else "The star is off.")

    def action_toggle_read(self) -> None:
        """Mark the story as read or unread."""
        if (here := self._with_story()) is not None:
            self._do(self._toggle_read(*here))

    async def _toggle_read(self, archive: Archive, story: StorySummary) -> None:
        read = not story.read
        await asyncio.to_thread(archive.set_read, story.id, read)
        self.story_changed(replace(story, read=read))
        self.say("Marked as read." if read else "Marked as unread.")

    def action_add_tag(self) -> None:
        """Give the story a tag."""
        if (here := self._with_story()) is not None:
            self._do(self._tag(*here))

    async def _tag(self, archive: Archive, story: StorySummary) -> None:
        answer = await self.ask("Tag, or several with commas:")
        tags = tags_in(answer or "")
        if not tags:
            return
        for tag in tags:
            await asyncio.to_thread(archive.add_tag, story.id, tag)
        self.story_changed(await asyncio.to_thread(archive.summary, story.id))
        searches = ", ".join(f"tag:{tag}" for tag in tags)
        self.say(
            f"Tagged. The search {searches} finds it."
            if len(tags) == 1
            else f"Tagged. The searches {searches} find it."
        )

    def action_remove_tag(self) -> None:
        """Take a tag from the story."""
        if (here := self._with_story()) is not None:
            self._do(self._untag(*here))

    async def _untag(self, archive: Archive, story: StorySummary) -> None:
        if not story.tags:
            self.say("The story has no tag.")
            return
        others = ", ".join(story.tags[:-1])
        question = (
            f"Take which tag away (there are {others} too)?" if others else "Take which tag away?"
        )
        tags = tags_in(await self.ask(question, story.tags[-1]) or "")
        if tags:
            for tag in tags:
                await asyncio.to_thread(archive.remove_tag, story.id, tag)
            after = await asyncio.to_thread(archive.summary, story.id)
            self.story_changed(after)
            left = ", ".join(after.tags)
            self.say(f"Its tags now: {left}." if left else "It has no tag now.")

    def action_save_search(self) -> None:
        """Keep the present search under a name."""
        query, _order, _total = self.listed()
        if self.archive is None or not query.strip():
            self.say("Search for something first; then the search can be kept.")
            return
        self._do(self._save_search(self.archive, query))

    async def _save_search(self, archive: Archive, query: str) -> None:
        name = await self.ask("Keep this search as:", query)
        if name and name.strip():
            await asyncio.to_thread(archive.save_search, name.strip(), query)
            self.say(f"Kept. It is in the list of commands as “{name.strip()}”.")

    def action_cite(self) -> None:
        """Copy a citation of the story to the terminal's clipboard."""
        if (here := self._with_story()) is not None:
            self._do(self._cite(*here))

    async def _cite(self, archive: Archive, story: StorySummary) -> None:
        text = citation(await asyncio.to_thread(archive.article, story.id))
        self.app.copy_to_clipboard(text)
        self.say(f"Copied: {text}")

    def action_open_source(self) -> None:
        """Open the page the story came from."""
        if (here := self._with_story()) is not None:
            self._do(self._open_source(*here))

    async def _open_source(self, archive: Archive, story: StorySummary) -> None:
        article = await asyncio.to_thread(archive.article, story.id)
        url = web_address(article.url)
        if url is None:
            told = f" It came from {article.origin}." if article.origin else ""
            self.say("The story names no page on the web." + told)
        elif _without_windows():
            self.say(url)
        else:
            self.say(f"Opening {url}")
            if not await asyncio.to_thread(webbrowser.open, url):
                self.say(f"No browser opened. The page is {url}")

    def action_export(self) -> None:
        """Write the stories listed to a file or a folder."""
        query, _order, total = self.listed()
        if self.archive is None or not total:
            self.say("There are no stories here to write.")
            return
        self._do(self._export(self.archive, query, total))

    async def _export(self, archive: Archive, query: str, total: int) -> None:
        answer = await self.ask(f"Write {total:,} to (.jsonl, .csv, .html, .ftm, folder):")
        if not answer or not answer.strip():
            return
        # 10 ms, and only for those who export.
        from index.exporting.export import export_to

        target = meant(answer)
        if str(target).startswith("~"):
            self.say(f"{target} cannot be written: there is nobody of that name here.")
            return
        form = _FORMS.get(target.suffix.lower(), "markdown")
        self.say("Writing …")
        written = await asyncio.to_thread(export_to, archive, query, form, target)
        self.say(f"Wrote {written:,} {'story' if written == 1 else 'stories'} to {target}.")


def _without_windows() -> bool:
    """Say whether a browser would open elsewhere, or in this very terminal and across the page."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return True
    windows = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform.startswith(("linux", "freebsd")) and not windows


def tags_in(answer: str) -> list[str]:
    """Return the tags that an answer names, with commas between, as they are stored."""
    return list(
        dict.fromkeys(
            "-".join(part.casefold().split()) for part in answer.split(",") if part.strip()
        )
    )


def citation(article: Article) -> str:
    """Return a citation of an article on one line: headline, byline, source, date, address; safe to draw."""
    return safe_text(cited(article))
