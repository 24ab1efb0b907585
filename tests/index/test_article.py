"""An Article is a value, however it was made."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from broadsheet.index.article import Article, make_article

PLACES: tuple[Any, ...] = (
    *("1", "Title", "Body", "2016", "year", "given", "2017", ("Ann",)),
    *("Reuters", "World", ("oil",), "en", "http://example.com", {"a": 1}),
)


def test_both_makers_make_the_same() -> None:
    assert len(PLACES) == len(fields(Article))
    made = make_article(*PLACES)
    assert type(made) is Article
    assert made == Article(*PLACES)
    names = {each.name: getattr(made, each.name) for each in fields(Article)}
    assert make_article(**names) == made


def test_both_makers_have_the_same_defaults() -> None:
    assert make_article("1") == Article("1")
    assert make_article("1").extra is not make_article("1").extra


@pytest.mark.parametrize("maker", [Article, make_article])
def test_an_article_does_not_change(maker: Any) -> None:
    article = maker(*PLACES)
    with pytest.raises(FrozenInstanceError):
        article.title = "x"
    with pytest.raises(FrozenInstanceError):
        del article.title
    assert not hasattr(article, "__dict__")


@pytest.mark.parametrize("maker", [Article, make_article])
def test_an_article_can_be_copied_and_sent(maker: Any) -> None:
    article = maker(*PLACES)
    assert copy.deepcopy(article) == article
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301
    assert replace(article, title="x").title == "x"


@pytest.mark.parametrize("maker", [Article, make_article])
def test_an_article_has_an_id_and_no_other_fields(maker: Any) -> None:
    with pytest.raises(TypeError):
        maker()
    with pytest.raises(TypeError):
        maker("1", headline="x")
