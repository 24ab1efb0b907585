"""``broadsheet search``: one search, shown to a reader or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ...search import Archive
from ..options import ArchiveCommand, archive_option, echo_json, json_option
from ..results import show_results
from ..search_options import search_options, search_parameters

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=ArchiveCommand)
@click.argument("query", nargs=-1)
@archive_option
@search_options
@json_option
def search(
    path: Path, query: tuple[str, ...], *, as_json: bool, **options: Any
) -> None:
    """Search the archive for QUERY; without one, for every article.

    The shell takes one pair of quotes away: a phrase needs two. A query that
    starts with '-' stands behind '--'.

    \b
    Examples:
      broadsheet search --archive var/archive '"interest rates" OR inflation'
      broadsheet search 'oil -"crude oil"' --date-from 2016-07 --sort newest
      broadsheet search election --source Reuters --facet author --json
    """
    with Archive.open(path) as archive:
        results = archive.search(" ".join(query), **search_parameters(options))
    if as_json:
        echo_json(results.to_dict())
    else:
        show_results(results)
