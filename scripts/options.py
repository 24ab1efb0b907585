"""What the subcommands share: options, and the one way an error is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import orjson

from ..index import BroadsheetError
from ..search import RequestError
from .terminal import plain

archive_option = click.option(
    "--archive",
    "path",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="BROADSHEET_ARCHIVE",
    show_envvar=True,
    required=True,
    metavar="DIR",
    help="The archive's folder.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, for machines."
)
lock_option = click.option(
    "--lock-timeout",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another writer.",
)


def new_file(
    _context: click.Context, _option: click.Parameter, path: Path | None
) -> Path | None:
    """Return where a file will appear when it is complete; refuse at once if none can.

    It takes the place of what is there, which is not to be a device. Of a link it is
    what the link leads to.
    """
    if path is None:
        return None
    if path.exists() and not path.is_file():
        raise click.BadParameter(f"{str(path)!r} is no file but a device or a pipe")
    if not path.parent.is_dir():
        raise click.BadParameter(
            f"there is no folder {str(path.parent)!r}; make it first"
        )
    return path.resolve() if path.is_symlink() else path


class ArchiveCommand(click.Command):
    """A subcommand whose errors become one line, or one JSON object, and a code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; an error of the library or the system ends it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (BroadsheetError, OSError) as error:
            refused = isinstance(error, RequestError)
            kind = RefusedRequest if refused else FailedCommand
            raise kind(error, as_json=bool(ctx.params.get("as_json"))) from error


class FailedCommand(click.ClickException):
    """Shows an error of the archive, the articles or the system; exits with 1."""

    def __init__(self, error: BroadsheetError | OSError, *, as_json: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.as_json = as_json

    def show(self, file: Any = None) -> None:
        """Print the error as the caller asked for it."""
        if self.as_json:
            echo_json({"error": self.to_dict()}, file=file, err=True)
            return
        click.echo(f"broadsheet: error: {plain(self.message)}", file=file, err=True)
        if isinstance(self.error, RequestError):
            # One repaired query cures all that is wrong with it.
            cures = dict.fromkeys(each.suggestion for each in self.error.problems)
            for cure in filter(None, cures):
                click.echo(f"  try: {cure}", file=file, err=True)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the error."""
        code = getattr(self.error, "code", "system_error")
        found: dict[str, Any] = {"code": code, "detail": self.message}
        if isinstance(self.error, RequestError):
            found["errors"] = [each.to_dict() for each in self.error.problems]
        return found


class RefusedRequest(FailedCommand):
    """Shows what is wrong with a query or a parameter; exits with 2."""

    exit_code = 2


def echo_json(value: dict[str, Any], *, err: bool = False, file: Any = None) -> None:
    """Print *value* as one line of JSON, in UTF-8 whatever the locale.

    What is no Unicode, as names of files may be, becomes question marks.
    """
    try:
        line = orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        line = text.encode(errors="replace")
    click.echo(line, file=file, err=err)
