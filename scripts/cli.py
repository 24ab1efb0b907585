"""The ``broadsheet`` command: the names of its subcommands, and how it ends.

It exits with 0 when done, 1 when something is wrong with the archive, the articles or
a setting, 2 when the command line or the query cannot be read, 130 when interrupted.
"""

from __future__ import annotations

import importlib
import io
import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Every subcommand, in the order of the help page, and what it does.
SUBCOMMANDS = {
    "rebuild": "Build the archive's next edition from files.",
    "add": "Add articles, or replace them by id.",
    "watch": "Add what comes into a folder, as it comes.",
    "delete": "Delete articles by id.",
    "search": "Search the archive.",
    "export": "Write every article that a search finds to a file.",
    "serve": "Serve the page and the JSON API over HTTP.",
    "key": "Make a key for reading or writing over HTTP.",
    "stats": "Say what the archive holds and what it was built with.",
    "check": "Check that the archive is what was written.",
    "backup": "Write the newest revision of the archive to one file.",
    "restore": "Make an archive of a backup.",
    "rollback": "Serve the edition before the last rebuild again.",
}

_INTERRUPTED = 130


class _Subcommands(click.Group):
    """A group that imports a subcommand when it is called, and not before.

    So the help page, and every subcommand, loads only what it uses.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(SUBCOMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        module = importlib.import_module(f"..commands.{cmd_name}", __name__)
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUBCOMMANDS.items()))


@click.group(
    cls=_Subcommands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        # --date_from and --date-from are one option.
        "token_normalize_func": lambda token: token.replace("_", "-"),
    },
)
@click.version_option(package_name="broadsheet", prog_name="broadsheet")
def broadsheet() -> None:
    """Full-text search for article archives.

    \b
    Examples:
      broadsheet rebuild --archive var/archive articles.jsonl.gz
      broadsheet search --archive var/archive '"climate change" -opinion'
      broadsheet serve --archive var/archive

    Every command but 'key' takes --archive DIR, or the folder that
    BROADSHEET_ARCHIVE names. With --json, which all but 'serve' and 'key' take, the
    result is one JSON object on standard output (of 'watch' one a commit), and an
    error of the archive, the articles or the query is {"error": {"code", "detail"}}
    on standard error.

    The exit code is 0 when it is done, 1 if something is wrong with the archive, the
    articles or a setting, 2 if the command line or the query cannot be read, 130
    when interrupted.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line *args*, by default that of the process, and exit."""
    run(broadsheet, args, "broadsheet")


def run(command: click.Command, args: Sequence[str] | None, name: str) -> NoReturn:
    """Run *command* under *name* with *args* and exit with its code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter shows a question mark.
        sys.stdout.reconfigure(errors="replace")
    try:
        status = command.main(args, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        click.echo("broadsheet: interrupted", err=True)
        status = _INTERRUPTED
    sys.exit(status)
