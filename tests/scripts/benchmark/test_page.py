"""The page tells circumstances, every archive and the growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from broadsheet.scripts.benchmark.page import (
    Circumstances,
    json_of,
    markdown_of,
    text_of,
)
from broadsheet.scripts.benchmark.runner import Effort

if TYPE_CHECKING:
    from .conftest import MakeMeasured, MakeRun

_AROUND = Circumstances(
    "2026-11-25T15:00:00+00:00",
    "abcdef123456",
    {"cpu": "A processor", "cores": 2, "system": "Linux", "python": "3.11.7"},
    {"broadsheet": "0.1.0"},
    "articles.jsonl",
    Effort((1, 2), queries=50, rounds=5, adds=20, runs=3, join=1, seed=1),
    ["It is odd."],
)


def test_markdown_tells_where_and_with_what(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    archives = [
        make_measured(size, {"broadsheet": [make_run(1.0)]}) for size in (1_000, 2_000)
    ]
    page = markdown_of(archives, _AROUND)
    assert page.startswith("2026-11-25, commit abcdef123456: `articles.jsonl`, 50 ques")
    assert "2 cores, A processor" in page
    assert "### 2,000 articles, 2.0 MB" in page
    assert "- It is odd." in page
    assert "| rare term | 2.00 / 5.00 |" in page
    assert "| one word: broadsheet | 2.00 | 2.00 |" in page
    assert "Growth" not in markdown_of(archives[:1], _AROUND)


def test_text_has_the_notes(make_run: MakeRun, make_measured: MakeMeasured) -> None:
    text = text_of(make_measured(1_000, {"broadsheet": [make_run(1.0)]}), ["Odd."])
    assert "\nOdd.\n" in text


def test_json_has_circumstances_and_archives(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    archive = make_measured(1_000, {"broadsheet": [make_run(1.0)]})
    found = orjson.loads(json_of([archive], _AROUND))
    assert found["commit"] == "abcdef123456"
    assert found["effort"]["queries"] == 50
    assert [each["articles"] for each in found["archives"]] == [1_000]
