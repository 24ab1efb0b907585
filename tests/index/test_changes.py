"""Changes are one commit, and each is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import Article, Changes, Store, UnusableRecordError

if TYPE_CHECKING:
    from pathlib import Path

IDS = st.sampled_from("abcdef")


def article(name: str, body: str) -> Article:
    return Article(id=name, title="", body=body)


@given(
    before=st.dictionaries(IDS, st.sampled_from(["one", "two"])),
    puts=st.dictionaries(IDS, st.sampled_from(["one", "two"])),
    deletions=st.sets(IDS),
)
def test_the_archive_holds_what_the_changes_leave(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, str],
    puts: dict[str, str],
    deletions: set[str],
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    gone = sorted(deletions - puts.keys())
    with Store.open(folder, create=True) as store:
        store.add([article(name, body) for name, body in before.items()])
        changed = store.change(
            Changes([article(name, body) for name, body in puts.items()], gone)
        )
        with store.snapshot() as snapshot:
            assert snapshot.revision == changed.revision
            held = {each.id: each.body for each in snapshot.articles()}
    left = {name: body for name, body in before.items() if name not in gone}
    assert held == left | puts
    assert changed.deletions == tuple(name in before for name in gone)
    assert changed.puts == tuple(
        "added"
        if name not in before
        else "unchanged"
        if before[name] == body
        else "replaced"
        for name, body in puts.items()
    )


def test_what_cannot_be_kept_leaves_the_others(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        odd = Article(id="b", title="", body="", extra={"x": object()})
        changed = store.change(Changes([article("a", "one"), odd, article("c", "two")]))
        assert changed.puts[::2] == ("added", "added")
        assert isinstance(changed.puts[1], UnusableRecordError)
        with store.snapshot() as snapshot:
            assert sorted(each.id for each in snapshot.articles()) == ["a", "c"]


def test_an_id_is_put_or_deleted(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.add([article("a", "one")])
        with pytest.raises(ValueError, match="'a' is to be put and to be deleted"):
            store.change(Changes([article("a", "two")], ["a"]))
        with store.snapshot() as snapshot:
            assert [each.body for each in snapshot.articles()] == ["one"]
