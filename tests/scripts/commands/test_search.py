"""``broadsheet search``."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from broadsheet.scripts.commands.search import search
from broadsheet.search import FILTERS, PARAMETERS, Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Invoke

_COMMAND = Path(sys.executable).parent / "broadsheet"

#: Options with the keywords of ``Archive.search`` that they stand for.
_READINGS: list[tuple[list[str], dict[str, Any]]] = [
    (["--op", "or"], {"op": "or"}),
    (["--stem", "none"], {"stem": "none"}),
    (["--syntax", "lenient"], {"syntax": "lenient"}),
    (["--date-from", "1987"], {"date_from": "1987"}),
    (["--date_from", "1987"], {"date_from": "1987"}),
    (["--date-to", "1987-10"], {"date_to": "1987-10"}),
    (["--since", "7d"], {"since": "7d"}),
    (["--tz", "Europe/Paris"], {"tz": "Europe/Paris"}),
    (["--undated", "only"], {"undated": "only"}),
    (["--source", "AP"], {"source": ("AP",)}),
    (["--source", "AP", "--source", "Le Monde, Paris"],
     {"source": ("AP", "Le Monde, Paris")}),
    (["--exclude.source", "AP"], {"exclude": {"source": ("AP",)}}),
    (["--sort", "newest"], {"sort": "newest"}),
    (["--recency", "30d"], {"recency": "30d"}),
    (["--collapse", "story"], {"collapse": "story"}),
    (["--story", "0123456789abcdef"], {"story": "0123456789abcdef"}),
    (["--page", "2", "--per-page", "1"], {"page": 2, "per_page": 1}),
    (["--within", "title"], {"within": ("title",)}),
    (["--fields", "title,url"], {"fields": ("title", "url")}),
    (["--no-highlight"], {"highlight": False}),
    (["--highlight"], {"highlight": True}),
    (["--snippets", "all"], {"snippets": "all"}),
    (["--snippets", "2", "--snippet-size", "40"], {"snippets": 2, "snippet_size": 40}),
    (["--facet", "source,author", "--facet-size", "5"],
     {"facet": ("source", "author"), "facet_size": 5}),
    (["--interval", "month"], {"interval": "month"}),
    (["--explain"], {"explain": True}),
]  # fmt: skip


@pytest.fixture
def expected(archive_path: Path) -> Callable[..., dict[str, Any]]:
    """Return the JSON object of a search made in Python."""

    def ask(q: str, **parameters: Any) -> dict[str, Any]:
        with Archive.open(archive_path) as archive:
            return _timeless(archive.search(q, **parameters).to_dict())

    return ask


def _timeless(results: dict[str, Any]) -> dict[str, Any]:
    """Leave out what two runs of one search differ in."""
    plain = orjson.loads(orjson.dumps(results))
    echo = {k: v for k, v in plain["query"].items() if k != "clock"}
    rest = {k: v for k, v in plain.items() if k not in ("took_ms", "next_cursor")}
    return {**rest, "query": echo}


def test_every_parameter_of_a_search_is_an_option() -> None:
    options = {option for param in search.params for option in param.opts}
    wanted = {f"--{name.replace('_', '-')}" for name in PARAMETERS}
    wanted -= {"--q", "--exclude"}
    assert wanted | {f"--exclude.{name}" for name in FILTERS} <= options


@pytest.mark.parametrize(("args", "parameters"), _READINGS)
def test_option_means_what_the_keyword_does(
    args: list[str],
    parameters: dict[str, Any],
    invoke: Invoke,
    archive_path: Path,
    expected: Callable[..., dict[str, Any]],
) -> None:
    outcome = invoke("search", "oil", *args, "--json", "--archive", archive_path)
    assert outcome.code == 0, outcome.err
    assert _timeless(outcome.json) == expected("oil", **parameters)


def test_words_of_the_query_need_no_quotes_of_the_shell(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("search", "crude", "prices", "--json", "--archive", archive_path)
    assert outcome.json["query"]["q"] == "crude prices"
    assert outcome.json["total"] == 1


def test_no_query_finds_every_article(invoke: Invoke, archive_path: Path) -> None:
    assert invoke("search", "--json", "--archive", archive_path).json["total"] == 3


def test_query_may_start_with_a_minus(invoke: Invoke, archive_path: Path) -> None:
    outcome = invoke("search", "--json", "--archive", archive_path, "--", "-crude")
    assert outcome.json["total"] == 2


def test_cursor_goes_on(invoke: Invoke, archive_path: Path) -> None:
    ids, cursor = [], []
    for _ in range(3):
        args = ("--per-page", "1", *cursor, "--json", "--archive", archive_path)
        page = invoke("search", "oil", *args).json
        ids += [hit["id"] for hit in page["results"]]
        cursor = ["--cursor", page["next_cursor"]]
    assert sorted(ids) == ["gas", "odd", "oil"]


def test_every_bad_value_is_told_at_once(invoke: Invoke, archive_path: Path) -> None:
    args = ("--sort", "newst", "--per-page", "1000", "--archive", archive_path)
    outcome = invoke("search", "oil", *args)
    assert outcome.code == 2
    assert "sort cannot be 'newst'" in outcome.err
    assert "per_page cannot be 1000" in outcome.err
    assert "try: newest" in outcome.err


def test_matches_are_in_brackets_where_there_is_no_terminal(
    invoke: Invoke, archive_path: Path
) -> None:
    out = invoke("search", '"crude oil"', "--archive", archive_path).out
    assert "  1. [Crude oil] prices rise\n" in out
    assert "The price of [crude oil] rose on Monday." in out


def test_matches_are_bold_on_a_terminal(archive_path: Path) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [_COMMAND, "search", "crude", "--archive", archive_path],
        stdout=theirs,
        check=True,
    )
    os.close(theirs)
    out = os.read(ours, 65_536)
    os.close(ours)
    assert b"\x1b[1mCrude\x1b[0m oil prices rise" in out


def test_one_cure_of_several_faults_is_told_once(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("search", "oil AND (", "--archive", archive_path)
    assert outcome.code == 2
    assert outcome.err.count("  try: oil\n") == 1
