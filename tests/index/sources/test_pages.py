"""Pages in the shapes of the ten most used CMSs, written for these tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import trafilatura

from broadsheet.index.article import Article
from broadsheet.index.sources import read_source

_WALL = "Harbour wall to be raised"
_APPLES = "Frost leaves few apples at the market"
_TIME = "2016-07-04T07:30:00Z"
_TEXTS = {
    _WALL: "The council of Norrby voted on Monday to raise the wall of the old "
    "harbour by a metre and a half, after three floods in as many winters. The work "
    "will cost two million and is to begin in September, when the boats have left for "
    "the season, said the harbour master, Bo Falk. Residents of the quay had asked for "
    "a gate instead, which the council found too dear and too slow to close in a "
    "storm from the east.",
    _APPLES: "Apples were scarce at the market of Lund this week, after frost in May "
    "took most of the blossom in the orchards along the coast. Growers expect a third "
    "of what they picked last year, and prices that are twice as high until the first "
    "imports arrive in October. “We have seen worse, but not since my father ran the "
    "farm,” said Maja Holm, who grows eleven old kinds on the slopes above the lake.",
}
_PAGES = {
    "arc": (_APPLES, _TIME, ("Ida Ek", "Sam Lind")),
    "blogger": (_WALL, _TIME, ("Ida Ek",)),
    "drupal": (_APPLES, _TIME, ("Ida Ek",)),
    "ghost": (_APPLES, _TIME, ("Ida Ek",)),
    "joomla": (_WALL, _TIME, ("Ida Ek",)),
    "shopify": (_APPLES, _TIME, ("Ida Ek",)),
    "squarespace": (_APPLES, _TIME, ("Ida Ek",)),
    "typo3": (_WALL, "2016-07-04", ("Ida Ek",)),
    "wix": (_WALL, _TIME, ("Ida Ek",)),
    "wordpress": (_WALL, _TIME, ("Ida Ek",)),
}


@pytest.fixture
def pages(project_path: Path) -> Path:
    return project_path / "tests/data/sources/pages"


def test_there_is_a_page_of_each_kind(pages: Path) -> None:
    assert {path.stem for path in pages.iterdir()} == _PAGES.keys()


@pytest.mark.parametrize("name", sorted(_PAGES))
def test_title_date_and_authors_are_those_of_the_json_ld(
    pages: Path, name: str
) -> None:
    article = _read(pages / f"{name}.html")
    assert (article.title, article.published, article.authors) == _PAGES[name]
    assert article.date_source == "given"


@pytest.mark.parametrize("name", sorted(_PAGES))
def test_the_text_is_no_worse_than_what_the_library_finds(
    pages: Path, name: str
) -> None:
    path = pages / f"{name}.html"
    text = _TEXTS[_PAGES[name][0]]
    by_library = trafilatura.extract(path.read_text("utf-8")) or ""
    found = _f1(_read(path).body, text)
    assert found >= _f1(by_library, text)
    assert found > 0.95


def _read(path: Path) -> Article:
    (article,) = read_source(path)
    assert isinstance(article, Article)
    return article


def _f1(found: str, expected: str) -> float:
    ours, wanted = Counter(found.split()), Counter(expected.split())
    common = sum((ours & wanted).values())
    return 2 * common / (sum(ours.values()) + sum(wanted.values()))
