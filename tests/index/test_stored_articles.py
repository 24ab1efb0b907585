"""Stored articles are found by id, whether one is looked for or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.index.codec.stored import digest, encode_stored
from broadsheet.index.stored_articles import StoredArticles
from broadsheet.index.toc import read_toc

from .codec.conftest import make_articles, write_edition

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.index.article import Article

FIRST, SECOND = make_articles(100, 1), make_articles(30, 2, "b")
DELETED = (3, 50, 110)


@pytest.fixture
def stored(tmp_path: Path) -> StoredArticles:
    """The articles of two segments of which some are deleted."""
    write_edition(tmp_path, [FIRST, SECOND], DELETED)
    return StoredArticles(tmp_path, read_toc(tmp_path, 1).segments)


def _live() -> list[Article]:
    return [
        article
        for number, article in enumerate([*FIRST, *SECOND])
        if number not in DELETED
    ]


def test_each_article_that_is_left_is_found(stored: StoredArticles) -> None:
    """First by a search of the ids, and after some with all of them in memory."""
    for _ in range(2):
        for article in _live():
            found = stored.find(article.id)
            assert found is not None
            segment, docnum = found
            assert segment.digest(docnum) == digest(encode_stored(article))


def test_what_is_not_there_is_not_found(stored: StoredArticles) -> None:
    deleted = [FIRST[3].id, FIRST[50].id, SECOND[10].id]
    for _ in range(5):
        for article_id in (*deleted, "", "a", "zz", "\ud800", 5, None):
            assert stored.find(article_id) is None


def test_a_deleted_article_is_found_no_more_but_named(stored: StoredArticles) -> None:
    article_id = FIRST[7].id
    found = stored.find(article_id)
    assert found is not None
    segment, docnum = found
    before = segment.opened()
    segment.delete(docnum)
    assert stored.find(article_id) is None
    assert stored.segments_with(article_id) == {segment.name}
    assert stored.segments_with(FIRST[3].id) == {segment.name}
    assert stored.segments_with("zz") == stored.segments_with(None) == set()
    assert segment.live_count == before.live.count - 1
    after = segment.opened().live
    assert (before.live.mask[docnum], after.mask[docnum]) == (True, False)
    lengths = before.file.array("body.lengths")
    assert after.tokens["body"] == lengths[after.mask].sum()
