"""A snapshot to try engines on, and the oracle of what they find."""

from __future__ import annotations

import random

import pytest

from broadsheet.index import Article, Store

from .oracle import Oracle
from .plans import make_article


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A snapshot of several segments, with articles replaced and deleted."""
    rng = random.Random(20160704)
    store = Store.open(tmp_path_factory.mktemp("archive"), create=True)
    first = [make_article(rng, number) for number in range(30)]
    store.rebuild(first)
    store.add([make_article(rng, number) for number in range(30, 40)])
    replaced = [Article(id=each.id, body="us not oil") for each in first[3:6]]
    store.add(replaced)
    store.delete([each.id for each in first[8:12]])
    with store.snapshot() as snapshot:
        yield snapshot
    store.close()


@pytest.fixture(scope="module")
def articles(snapshot):
    """The live articles of the snapshot."""
    live = [n for n in range(snapshot.count) if snapshot.columns.live[n]]
    return [snapshot.article(docnum) for docnum in live]


@pytest.fixture(scope="session")
def oracle():
    """Make an oracle of articles and a plan."""
    return Oracle
