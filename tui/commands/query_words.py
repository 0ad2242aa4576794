"""Queries on the command line, where a word with a minus sign before it is no option."""

from __future__ import annotations

import click

# No argument of a program can hold it.
_KEEP = "\0"


class QueryCommand(click.Command):
    """A command whose words are a query: ``newsreader search harbour -festival`` means what it seems to.

    An option of one letter is one of the command's own; what begins with two minus signs is an option,
    right or wrong.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hide the words that begin with a minus sign from click, and let it read the rest."""
        taking_value = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        own = {name for option in self.get_params(ctx) for name in option.opts if len(name) == 2}
        hidden: list[str] = []
        for place, word in enumerate(args):
            is_value = place > 0 and args[place - 1] in taking_value
            is_word = word.startswith("-") and not word.startswith("--") and len(word) > 1
            if is_word and not is_value and word not in own:
                word = _KEEP + word
            hidden.append(word)
        return super().parse_args(ctx, hidden)


def query_text(words: tuple[str, ...]) -> str:
    """Return the query that the words of a QueryCommand make."""
    return " ".join(words).replace(_KEEP, "")
