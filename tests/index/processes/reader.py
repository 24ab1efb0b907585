"""Reads an archive until told to stop, and checks every snapshot it gets.

Every article of a revision says the same number, and how many there are of them.
Arguments: the archive and a file that ends it by being there. It prints how many
snapshots and how many revisions it saw.
"""

from __future__ import annotations

import sys
from pathlib import Path

from broadsheet.index.article import Article
from broadsheet.index.store import Store


def articles_of(number: int) -> list[Article]:
    """Return all articles of the state *number*."""
    count = 3 + number % 5
    return [
        Article(str(each), f"state{number}", f"one of {count}") for each in range(count)
    ]


def read_until(archive: Path, stop: Path) -> tuple[int, int]:
    """Check snapshots until *stop* exists; return their number and the revisions'."""
    snapshots, revisions = 0, set()
    with Store.open(archive) as store:
        while not stop.exists():
            with store.snapshot() as snapshot:
                found = sorted(snapshot.articles(), key=lambda each: each.id)
                number = int(found[0].title.removeprefix("state"))
                assert found == articles_of(number), snapshot.revision
                live = snapshot.columns.live
                ids = [snapshot.columns.ids[each] for each in live.nonzero()[0]]
                assert sorted(ids) == [each.id for each in found], snapshot.revision
                assert f"state{number}" in snapshot.vocabulary, snapshot.revision
                assert snapshot.docnum("0") is not None, snapshot.revision
                revisions.add(snapshot.revision)
            snapshots += 1
    return snapshots, len(revisions)


if __name__ == "__main__":
    print(*read_until(Path(sys.argv[1]), Path(sys.argv[2])))  # noqa: T201 - for the test
