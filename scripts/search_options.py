"""The options of ``broadsheet search``: every parameter, under its own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..search import FILTERS, PARAMETERS, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    _Command: TypeAlias = Callable[..., None]
    _Option: TypeAlias = Callable[[_Command], _Command]

_DEFAULTS = SearchRequest()
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
    "story": ("STORY", "Only articles of this story, the story.id of a hit."),
    "sort": ("relevance|newest|oldest", "Order of the hits."),
    "recency": ("SPAN", "Half-life of the score by age, such as 30d."),
    "collapse": ("story", "Of each story list only the first hit."),
    "cursor": ("CURSOR", "Go on where an answer's next_cursor says."),
    "interval": ("auto|day|week|month|year", "Count the hits over time."),
}
#: Options that take a number.
_NUMBERS = {
    "page": "Page of hits, from 1.",
    "per_page": "Hits a page, at most 100.",
    "snippet_size": "Length of a passage in characters, 20 to 1,000.",
    "facet_size": "Values a facet lists, at most 200.",
}
#: Options that take several values, by repetition or separated by commas.
_LISTS = {
    "within": "Search these fields only: title or body.",
    "fields": "Give these fields of the article; 'search' does with --json.",
    "facet": f"Count the hits by these fields: {', '.join(FILTERS)}.",
}


def options_of(parameters: Collection[str]) -> _Option:
    """Return what gives a command *parameters* of a search, filters among them.

    Each is an option of the parameter's name.
    """
    plain = [each for name, each in _plain_options().items() if name in parameters]

    def decorate(command: _Command) -> _Command:
        for option in reversed([*_filter_options(), *plain]):
            command = option(command)
        return command

    return decorate


def search_options(command: _Command) -> _Command:
    """Give *command* every parameter of a search as an option of its name."""
    return options_of(PARAMETERS)(command)


def search_parameters(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given, as keywords of ``Archive.search``."""
    exclude = {name: options.pop(f"exclude_{name}") for name in FILTERS}
    given = {name: value for name, value in options.items() if value not in (None, ())}
    return {**given, "exclude": {name: each for name, each in exclude.items() if each}}


def _filter_options() -> list[_Option]:
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


def _plain_options() -> dict[str, _Option]:
    """Return all options but those of the filters, by parameter."""
    return {
        **{
            name: click.option(_flag(name), name, metavar=metavar, help=text)
            for name, (metavar, text) in _SINGLE.items()
        },
        **{
            name: click.option(
                _flag(name), name, type=int, metavar="N", help=text + _default(name)
            )
            for name, text in _NUMBERS.items()
        },
        **{
            name: click.option(
                _flag(name),
                name,
                multiple=True,
                metavar="NAME,...",
                callback=_split,
                help=text,
            )
            for name, text in _LISTS.items()
        },
        "snippets": click.option(
            "--snippets",
            metavar="N|all",
            callback=_number_or_word,
            help="Passages a hit, at most 20, or 'all'." + _default("snippets"),
        ),
        "highlight": click.option(
            "--highlight/--no-highlight",
            default=None,
            help="Give marked titles and passages; on unless switched off.",
        ),
        "explain": click.option(
            "--explain", is_flag=True, help="Give the parts of each score."
        ),
    }


def _default(name: str) -> str:
    return f" [default: {getattr(_DEFAULTS, name)}]"


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
