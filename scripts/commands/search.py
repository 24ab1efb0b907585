"""``broadsheet search``: one search, with every parameter as an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ...search import FILTERS, Archive
from ..options import ArchiveCommand, archive_option, echo_json, json_option
from ..results import show_results

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Options that take one value: their metavar and help.
_SINGLE = {
    "op": ("and|or", "What words side by side mean: all of them, or any."),
    "stem": ("LANGUAGE", "Language whose word forms are joined, or 'none'."),
    "syntax": ("strict|lenient", "Refuse a broken query, or repair it."),
    "date_from": ("DATE", "First date: 2016, 2016-07, 2016-07-04, 7d."),
    "date_to": ("DATE", "Last date, its whole span included."),
    "since": ("SPAN", "A span up to now: 24h, 7d, 3mo, 1y."),
    "tz": ("ZONE", "Zone of the dates, such as Europe/London."),
    "undated": ("exclude|include|only", "What to do with undated articles."),
    "sort": ("relevance|newest|oldest", "Order of the hits."),
    "recency": ("SPAN", "Half-life of the score by age, such as 30d."),
    "cursor": ("CURSOR", "Go on where an answer's next_cursor says."),
    "interval": ("auto|day|week|month|year", "Count the hits over time."),
}
#: Options that take a number.
_NUMBERS = {
    "page": "Page of hits, from 1.",
    "per_page": "Hits a page, at most 100.",
    "snippet_size": "Length of a passage in characters.",
    "facet_size": "Values a facet lists.",
}
#: Options that take several values, by repetition or separated by commas.
_LISTS = {
    "within": "Search this field only: title or body.",
    "fields": "Give this field of the article.",
    "facet": f"Count the hits by this field: {', '.join(FILTERS)}.",
}


def _search_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* every parameter of a search as an option of its name."""
    for option in reversed([*_filter_options(), *_plain_options()]):
        command = option(command)
    return command


def _filter_options() -> list[Callable[[Callable[..., None]], Callable[..., None]]]:
    keep = [
        click.option(
            f"--{name}",
            name,
            multiple=True,
            metavar="VALUE",
            help=f"Only articles with this {name}; may be repeated.",
        )
        for name in FILTERS
    ]
    drop = [
        click.option(
            f"--exclude.{name}",
            f"exclude_{name}",
            multiple=True,
            metavar="VALUE",
            help=f"No articles with this {name}; may be repeated.",
        )
        for name in FILTERS
    ]
    return [*keep, *drop]


def _plain_options() -> list[Callable[[Callable[..., None]], Callable[..., None]]]:
    return [
        *(
            click.option(_flag(name), name, metavar=metavar, help=text)
            for name, (metavar, text) in _SINGLE.items()
        ),
        *(
            click.option(_flag(name), name, type=int, metavar="N", help=text)
            for name, text in _NUMBERS.items()
        ),
        *(
            click.option(
                _flag(name),
                name,
                multiple=True,
                metavar="NAME",
                callback=_split,
                help=text,
            )
            for name, text in _LISTS.items()
        ),
        click.option(
            "--snippets",
            metavar="N|all",
            callback=_number_or_word,
            help="Passages a hit, at most 20, or 'all'.",
        ),
        click.option(
            "--highlight/--no-highlight",
            default=None,
            help="Give marked titles and passages; on unless switched off.",
        ),
        click.option("--explain", is_flag=True, help="Give the parts of each score."),
    ]


@click.command(cls=ArchiveCommand)
@click.argument("query", nargs=-1)
@archive_option
@_search_options
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
        results = archive.search(" ".join(query), **_parameters(options))
    if as_json:
        echo_json(results.to_dict())
    else:
        show_results(results)


def _parameters(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given, as keywords of ``Archive.search``."""
    exclude = {name: options.pop(f"exclude_{name}") for name in FILTERS}
    given = {name: value for name, value in options.items() if value not in (None, ())}
    return {**given, "exclude": {name: each for name, each in exclude.items() if each}}


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _split(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(","))


def _number_or_word(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> int | str | None:
    """Read a number; the library says what it thinks of any other word."""
    return int(value) if value and value.isdecimal() else value
