"""Snapshots: what a revision holds, unchanged while it is open."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.article import Article
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.pins import seize_pin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from whoosh.reading import SegmentReader

    from broadsheet.index.snapshot import Snapshot
    from broadsheet.index.store import Store

    Contents = Callable[[Snapshot], dict[str, Article]]


def test_a_snapshot_holds_what_was_added(
    store: Store, articles: list[Article], contents: Contents
) -> None:
    store.add(articles)
    with store.snapshot() as snapshot:
        assert contents(snapshot) == {article.id: article for article in articles}
        assert snapshot.revision == "1.1"
        assert (snapshot.edition, snapshot.generation) == (1, 1)
        assert snapshot.count == snapshot.doc_count == len(articles)
        assert len(snapshot.secret) == 32


def test_an_empty_archive_has_an_empty_snapshot(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert snapshot.revision == "1.0"
        assert snapshot.count == snapshot.doc_count == 0
        assert list(snapshot.articles()) == []
        assert snapshot.docnum("1") is None
        assert list(snapshot.columns.ids) == []
        assert len(snapshot.columns.title_length) == 0
        assert len(snapshot.vocabulary) == 0


def test_documents_are_found_by_id_unless_deleted(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles[:5])
    store.add(articles[5:])
    store.delete(["3"])
    with store.snapshot() as snapshot:
        assert (snapshot.count, snapshot.doc_count) == (10, 9)
        for article in articles:
            docnum = snapshot.docnum(article.id)
            if article.id == "3":
                assert docnum is None
            else:
                assert docnum is not None
                assert snapshot.article(docnum) == article


def test_an_open_snapshot_survives_rebuilds_adds_and_purges(
    store: Store, articles: list[Article], contents: Contents
) -> None:
    store.add(articles)
    expected = {article.id: article for article in articles}
    with store.snapshot() as snapshot:
        for number in range(4):
            store.add([Article(f"new {number}", "text")])
        store.rebuild([Article("other")])
        store.rebuild([Article("another")])
        store.delete(["other"], purge=True)
        assert contents(snapshot) == expected
        assert list(snapshot.columns.ids) == [article.id for article in articles]
        assert "crude" in snapshot.vocabulary


def test_all_who_ask_for_a_revision_share_one_snapshot(store: Store) -> None:
    with store.snapshot() as first, store.snapshot() as second:
        assert first is second
        with store.snapshot_at("1.0") as third:
            assert third is first


def test_a_snapshot_ends_with_its_last_holder(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add(articles)
    edition = archive / "editions" / "000001"
    first, second = store.snapshot(), store.snapshot()
    store.close()
    first.close()
    assert second.article(0) == articles[0]
    assert seize_pin(edition, 1, 0) is None
    second.close()
    second.close()
    pin = seize_pin(edition, 1, 0)
    assert pin is not None
    pin.close()
    assert not second.retain()


def test_threads_share_the_readers_of_a_snapshot(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles)
    with store.snapshot() as snapshot, ThreadPoolExecutor(8) as pool:
        with snapshot.readers() as leaves:
            reader = leaves[0].reader
        terms = list(reader.all_terms())
        expected = [_postings(reader, *term) for term in terms]

        def read(_number: int) -> list[list[object]]:
            with snapshot.readers() as leaves:
                assert leaves[0].reader is reader
                return [_postings(leaves[0].reader, *term) for term in terms]

        assert all(found == expected for found in pool.map(read, range(16)))


def _postings(reader: SegmentReader, field: str, term: bytes) -> list[object]:
    return list(reader.postings(field, term).items_as("frequency"))


def test_many_threads_read_one_snapshot(store: Store, articles: list[Article]) -> None:
    store.add(articles[:6])
    store.add(articles[6:])
    with store.snapshot() as snapshot, ThreadPoolExecutor(8) as pool:

        def read(number: int) -> bool:
            docnum = number % len(articles)
            article = snapshot.article(docnum)
            return (
                article == articles[docnum]
                and snapshot.docnum(article.id) == docnum
                and snapshot.columns.ids[docnum] == article.id
                and len(snapshot.vocabulary) > 0
            )

        assert all(pool.map(read, range(400)))


def test_parts_of_a_segment_are_read_once_for_all_snapshots(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles)
    with store.snapshot() as first:
        length = first.columns.title_length
        forms = list(first.vocabulary)
        store.delete(["1"])
        with store.snapshot() as second:
            assert second.revision == "1.2"
            assert np.shares_memory(second.columns.title_length, length)
            assert list(second.vocabulary) == forms
            assert (first.columns.live.sum(), second.columns.live.sum()) == (10, 9)


@pytest.mark.parametrize("size", [0, 1, 100, 1000, -1])
def test_a_file_that_is_cut_short_is_not_served(
    store: Store, articles: list[Article], size: int
) -> None:
    store.add(articles[:5])
    store.add(articles[5:])
    with store.snapshot() as snapshot:
        path = snapshot.segments[1].file.path
    store.close()
    del snapshot
    sound = path.read_bytes()
    path.write_bytes(sound[:size])
    with store.snapshot() as snapshot:
        assert (snapshot.revision, snapshot.doc_count) == ("1.1", 5)
    with pytest.raises(ArchiveCorruptError) as caught:
        store.snapshot_at("1.2")
    assert caught.value.path == path
    path.write_bytes(sound)


_FORKING = """
import os, sys
from broadsheet.index.store import Store
with Store.open(sys.argv[1]) as store, store.snapshot() as snapshot:
    expected = list(snapshot.articles())
    children = []
    for _child in range(3):
        child = os.fork()
        if not child:
            for _round in range(100):
                assert list(snapshot.articles()) == expected
                with store.snapshot() as same:
                    assert same.docnum("1") == snapshot.docnum("1")
            os._exit(0)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""


def test_forked_processes_do_not_disturb_each_other(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    """As in a server that opens the archive and then forks its workers."""
    store.add(articles)
    run = subprocess.run(
        [sys.executable, "-c", _FORKING, str(archive)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_a_damaged_stored_article_is_an_error(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles)
    with store.snapshot() as snapshot:
        path = snapshot.segments[0].file.path
        frames = snapshot.segments[0].file.array("stored.frames").tobytes()
        sound = path.read_bytes()
        with path.open("r+b") as stream:
            stream.seek(sound.index(frames))
            stream.write(b"\0" * len(frames))
        with pytest.raises(ArchiveCorruptError) as caught:
            snapshot.article(3)
        assert caught.value.path == path
        with path.open("r+b") as stream:
            stream.write(sound)
        assert snapshot.article(3) == articles[3]


def test_what_was_read_of_a_segment_serves_the_next_snapshot_too(
    store: Store, articles: list[Article]
) -> None:
    """The writer itself lets go of its snapshot before each change."""
    store.add(articles)
    with store.snapshot() as snapshot:
        (read,) = snapshot.parts
    del snapshot
    store.add([Article("new")])
    with store.snapshot() as snapshot:
        assert read in snapshot.parts
        assert len(snapshot.parts) == 2
