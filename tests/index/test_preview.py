"""A preview says what a rebuild or an add would do, and does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.errors import BadRecordError
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.preview import preview
from broadsheet.index.report import Rejection, Report
from broadsheet.index.store import Store

_ITEMS = st.lists(
    st.builds(Article, st.sampled_from("abcd"), st.sampled_from(["", "x", "y"]))
    | st.just(Rejection("a", 1, "no object", b"1")),
    max_size=12,
)


def _account(report: Report) -> dict[str, Any]:
    found = report.to_dict()
    for name in (
        "revision",
        "seconds",
        "megabytes_per_second",
        "is_preview",
        "examples",
    ):
        found.pop(name, None)
    return found


@given(_ITEMS, _ITEMS, st.booleans())
def test_it_says_what_then_happens(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[Any],
    items: list[Any],
    is_rebuild: bool,
) -> None:
    path = tmp_path_factory.mktemp("a") / "archive"
    with Store.open(path, create=True) as store:
        store.add(before)
        shown = store.preview(items, is_rebuild=is_rebuild)
        assert store.preview(items, is_rebuild=is_rebuild).revision == shown.revision
        done = store.rebuild(items) if is_rebuild else store.add(items)
    assert _account(shown) == _account(done)
    counts = (done.added, done.replaced, done.unchanged, done.duplicate, done.rejected)
    assert sum(counts) == len(items)


def test_without_an_archive_everything_would_be_added(tmp_path: Path) -> None:
    report = preview(
        [Article("1", "a"), Article("1", "a"), Article("1", "b")],
        None,
        is_rebuild=True,
        strict=False,
        kernels=load_kernels(),
    )
    assert (report.added, report.duplicate, report.replaced) == (1, 1, 1)
    assert (report.revision, report.is_preview) == ("", True)
    assert list(tmp_path.iterdir()) == []


def test_a_few_articles_of_each_kind_are_shown(store: Store) -> None:
    extra = {"derived": {"title": "first line"}, "cut": {"link_lists": "Related"}}
    items = [Article(str(number), "a", "b" * 300) for number in range(9)]
    items += [Article("x", "a" * 300, "b", "1987", "year", "given", extra=extra)]
    examples = store.preview(items).examples
    assert [each.id for each in examples] == ["0", "1", "2", "x"]
    last = examples[-1]
    assert (last.outcome, last.published) == ("added", "1987")
    assert last.notes == ("link_lists: cut", "title: first line")
    assert last.title == "a" * 199 + "…"


def test_a_strict_preview_stops_at_the_first_reject(store: Store) -> None:
    with pytest.raises(BadRecordError):
        store.preview([Rejection("a", 1, "no object", b"1")], strict=True)
