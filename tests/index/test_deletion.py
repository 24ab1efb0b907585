"""Purging takes a text off the disk, out of everything that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.index import editions as editions_module
from broadsheet.index.article import Article
from broadsheet.index.errors import NoEarlierEditionError, RevisionGoneError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from broadsheet.index.snapshot import Snapshot
    from broadsheet.index.store import Store

    Contents = Callable[[Snapshot], dict[str, Article]]

_SECRET = Article("secret", "Unspeakable", "zyzzyva abracadabra")


def _holds(archive: Path, word: bytes) -> bool:
    """Tell whether *word* is a term of any file; terms are not compressed."""
    return any(word in path.read_bytes() for path in archive.rglob("*.bsg"))


def test_a_purged_text_is_nowhere_on_the_disk(
    store: Store, archive: Path, articles: list[Article], contents: Contents
) -> None:
    store.add([*articles, _SECRET])
    store.rebuild(None)
    store.add([Article("more")])
    assert _holds(archive, b"zyzzyva")
    deletion = store.delete(["secret", "none"], purge=True)
    assert (deletion.deleted, deletion.missing, deletion.held) == (1, ("none",), ())
    assert not _holds(archive, b"zyzzyva")
    with store.snapshot() as snapshot:
        expected = {each.id for each in articles} | {"more"}
        assert contents(snapshot).keys() == expected
        assert snapshot.revision == deletion.revision
    store.rollback()
    with store.snapshot() as snapshot:
        assert contents(snapshot).keys() == {each.id for each in articles}


def test_a_text_deleted_before_can_be_purged(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add([*articles, _SECRET])
    store.delete(["secret"])
    assert _holds(archive, b"zyzzyva")
    deletion = store.delete(["secret"], purge=True)
    assert (deletion.deleted, deletion.missing) == (0, ())
    assert not _holds(archive, b"zyzzyva")


def test_a_text_of_the_edition_before_alone_can_be_purged(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add([*articles, _SECRET])
    store.rebuild(articles)
    deletion = store.delete(["secret"], purge=True)
    assert (deletion.deleted, deletion.missing) == (0, ())
    assert deletion.revision == "2.1"
    assert not _holds(archive, b"zyzzyva")


def test_a_replaced_text_is_purged_with_its_id(store: Store, archive: Path) -> None:
    store.add([_SECRET])
    store.add([Article("secret", "harmless")])
    store.delete(["secret"], purge=True)
    assert not _holds(archive, b"zyzzyva")


def test_older_generations_can_be_opened_no_more_after_a_purge(
    store: Store, articles: list[Article]
) -> None:
    store.add([*articles, _SECRET])
    with store.snapshot() as snapshot:
        snapshot.pin()
    store.delete(["secret"], purge=True)
    with pytest.raises(RevisionGoneError):
        store.snapshot_at("1.1")


def test_a_purge_names_what_readers_still_hold(
    store: Store, archive: Path, contents: Contents
) -> None:
    store.add([_SECRET])
    with store.snapshot() as snapshot:
        deletion = store.delete(["secret"], purge=True)
        assert deletion.held == ("1.1",)
        assert contents(snapshot) == {"secret": _SECRET}
        with pytest.raises(RevisionGoneError):
            store.snapshot_at("1.1")
        snapshot.pin()
    store.add([])
    assert not _holds(archive, b"zyzzyva")


def test_an_edition_of_another_version_is_dropped_by_a_purge(
    store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be rewritten, and may not keep the text."""
    store.add([_SECRET])
    monkeypatch.setattr(editions_module, "ANALYSIS_VERSION", 99)
    store.rebuild([Article("1")])
    store.delete(["secret"], purge=True)
    assert not _holds(archive, b"zyzzyva")
    with pytest.raises(NoEarlierEditionError):
        store.rollback()
    monkeypatch.undo()
    store.rebuild([Article("1")])
    store.rebuild([Article("1")])


def test_stored_texts_go_with_a_purge(store: Store, archive: Path) -> None:
    store.add([_SECRET, Article("1", "kept")])
    store.delete(["secret"], purge=True)
    with store.snapshot() as snapshot:
        assert [snapshot.article(0)] == [Article("1", "kept")]
        assert snapshot.count == 1
    assert len(list(archive.rglob("*.bsg"))) == 1
    assert not list(archive.rglob("*.del"))
