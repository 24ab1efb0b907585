"""Any sequence of changes leaves what a plain dict of articles says."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
)

from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.errors import NoEarlierEditionError
from broadsheet.index.report import Rejection, Report
from broadsheet.index.snapshot import Snapshot
from broadsheet.index.store import Store

_IDS = st.sampled_from(["a", "b", "c", "d", "ü", "f/g"])
_ARTICLES = st.builds(
    Article,
    id=_IDS,
    title=st.sampled_from(["", "one", "Élu two"]),
    body=st.sampled_from(["", "three four three"]),
    tags=st.sampled_from([(), ("x", "Y z")]),
)
_ITEMS = st.lists(_ARTICLES | st.just(Rejection("feed", 1, "wrong", b"")), max_size=6)


class StoreModel(RuleBasedStateMachine):
    """A store beside a dict for the edition served and one for that before."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(os, "fsync", lambda _descriptor: None)
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store.open(self.folder / "archive", create=True)
        self.articles: dict[str, Article] = {}
        self.before: dict[str, Article] | None = None
        self.snapshots: list[Snapshot] = []

    def teardown(self) -> None:
        """Close what is open; what is left must be sound."""
        for snapshot in self.snapshots:
            snapshot.close()
        self.store.close()
        assert check_archive(self.folder / "archive") == ()
        shutil.rmtree(self.folder)
        self.patch.undo()

    @rule(items=_ITEMS)
    def add(self, items: list[Any]) -> None:
        """Add some articles."""
        expected = dict(self.articles)
        counts = _account(expected, items, self.articles)
        report = self.store.add(items)
        self.articles = expected
        assert _counted(report) == counts
        assert report.vanished == 0

    @rule(items=_ITEMS)
    def rebuild(self, items: list[Any]) -> None:
        """Rebuild from other articles."""
        expected: dict[str, Article] = {}
        counts = _account(expected, items, self.articles)
        self._leave_edition()
        report = self.store.rebuild(items)
        assert _counted(report) == counts
        assert report.vanished == len(self.articles.keys() - expected.keys())
        self.articles = expected

    @rule()
    def rebuild_from_itself(self) -> None:
        """Rebuild from the stored articles."""
        self._leave_edition()
        report = self.store.rebuild(None)
        assert _counted(report) == (0, 0, len(self.articles), 0, 0)

    def _leave_edition(self) -> None:
        """Note what a rollback goes to; not an edition that never had an article."""
        with self.store.snapshot() as snapshot:
            if snapshot.generation:
                self.before = dict(self.articles)

    @rule(ids=st.lists(_IDS, max_size=3), purge=st.booleans())
    def delete(self, ids: list[str], purge: bool) -> None:
        """Delete some ids, there or not."""
        deletion = self.store.delete(ids, purge=purge)
        assert deletion.deleted == len(set(ids) & self.articles.keys())
        for each in ids:
            self.articles.pop(each, None)
            if purge and self.before is not None:
                self.before.pop(each, None)

    @rule()
    def rollback(self) -> None:
        """Go back to the edition before."""
        if self.before is None:
            with pytest.raises(NoEarlierEditionError):
                self.store.rollback()
        else:
            self.store.rollback()
            self.articles, self.before = self.before, None

    @rule()
    def reopen(self) -> None:
        """Close the store and open it again."""
        self.store.close()
        self.store = Store.open(self.folder / "archive", lock_timeout=0)

    @rule(target=held)
    def hold(self) -> tuple[Snapshot, dict[str, Article]]:
        """Open a snapshot and keep it."""
        snapshot = self.store.snapshot()
        self.snapshots.append(snapshot)
        return snapshot, dict(self.articles)

    @rule(pair=consumes(held))
    def release(self, pair: tuple[Snapshot, dict[str, Article]]) -> None:
        """A snapshot still holds what it held when it was opened."""
        snapshot, expected = pair
        assert _read(snapshot) == expected
        self.snapshots.remove(snapshot)
        snapshot.close()

    @invariant()
    def holds_what_the_model_says(self) -> None:
        """The newest snapshot is the model."""
        with self.store.snapshot() as snapshot:
            assert snapshot.doc_count == len(self.articles)
            assert _read(snapshot) == self.articles


def _read(snapshot: Snapshot) -> dict[str, Article]:
    return {article.id: article for article in snapshot.articles()}


def _counted(report: Report) -> tuple[int, ...]:
    return (
        report.added,
        report.replaced,
        report.unchanged,
        report.duplicate,
        report.rejected,
    )


def _account(
    target: dict[str, Article], items: list[Any], baseline: dict[str, Article]
) -> tuple[int, ...]:
    """Put *items* in *target*, and count as the report's documentation says."""
    added = replaced = unchanged = duplicate = rejected = 0
    seen: dict[str, Article] = {}
    for item in items:
        if isinstance(item, Rejection):
            rejected += 1
            continue
        earlier = seen.get(item.id)
        if earlier == item:
            duplicate += 1
        elif earlier is not None:
            replaced += 1
        elif item.id not in baseline:
            added += 1
        elif baseline[item.id] == item:
            unchanged += 1
        else:
            replaced += 1
        seen[item.id] = target[item.id] = item
    return added, replaced, unchanged, duplicate, rejected


StoreModel.TestCase.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None
)
test_any_sequence_of_changes_leaves_what_the_model_says = StoreModel.TestCase
