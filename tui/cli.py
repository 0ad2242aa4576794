"""The subcommands of ``newsreader``: the group, its options, and what becomes of errors.

Each subcommand's module is imported when that subcommand is run. Exit codes: 0 done, 1 done in part,
2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

import click

from index.errors import NewsreaderError
from tui.commands.output import complain, say
from tui.commands.place import archive_options, place_of
from tui.version import VERSION

# Set to anything, it lets an error that nobody foresaw end in Python's own report.
TRACEBACK_VARIABLE = "NEWSREADER_TRACEBACK"
DONE, IN_PART, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

# Where each subcommand is defined, in the order in which the help lists them.
_COMMANDS = {
    "import": "tui.commands.bring_in:import_command",
    "search": "tui.commands.find:search_command",
    "show": "tui.commands.find:show_command",
    "actors": "tui.commands.people:actors_command",
    "actor": "tui.commands.people:actor_command",
    "why": "tui.commands.judging:why_command",
    "judgements": "tui.commands.judging:judgements_command",
    "path": "tui.commands.between:path_command",
    "pair": "tui.commands.between:pair_command",
    "accounts": "tui.commands.tellings:accounts_command",
    "compare": "tui.commands.tellings:compare_command",
    "analyse": "tui.commands.read_out:analyse_command",
    "export": "tui.commands.give_out:export_command",
    "analyse-again": "tui.commands.judging:analyse_again_command",
    "authorities": "tui.commands.authorities:authorities_command",
    "reindex": "tui.commands.upkeep:reindex_command",
    "check": "tui.commands.upkeep:check_command",
    "config": "tui.commands.upkeep:config_command",
}


class _LazyGroup(click.Group):
    """A group that imports a subcommand only when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        where = _COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{where} is not a command")
        return command


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 1 done in part, 2 wrong use.",
)
@archive_options
@click.version_option(VERSION, message="newsreader %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """Read, search and follow the news in an archive of your own.

    Without a command the reading room opens.
    """
    if context.invoked_subcommand is None:
        from tui.__main__ import open_reading_room

        place = place_of(context)
        context.exit(open_reading_room(str(place.folder()), samples=place.samples))


def run(arguments: Sequence[str]) -> int:
    """Run the command that ``arguments`` name and return its exit status; errors become sentences."""
    try:
        # Without standalone mode, click returns the status a command ends with, or the command's own value.
        status = group.main(list(arguments), prog_name="newsreader", standalone_mode=False)
    except click.UsageError as error:
        if error.ctx is not None:
            say(error.ctx.get_usage())
        complain(error.format_message())
        return WRONG_USE
    except click.ClickException as error:
        complain(error.format_message())
        return WRONG_USE
    except click.Abort:
        return INTERRUPTED
    except NewsreaderError as error:
        complain(str(error))
        return WRONG_USE
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        complain(f"{what}{error.strerror or error}.")
        return WRONG_USE
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        complain(
            f"something unforeseen stopped it ({type(error).__name__}: {error}). "
            f"With {TRACEBACK_VARIABLE}=1 it says where."
        )
        return IN_PART
    return status if isinstance(status, int) else DONE
