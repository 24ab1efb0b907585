"""Damage to a segment's file is told as such or not seen, never a bug or a crash."""

import random

import pytest

from broadsheet.index import ArchiveCorruptError
from broadsheet.search import Archive

_ARTICLES = [
    {
        "id": str(number),
        "title": f"oil {number}",
        "body": "crude oil in the US " * (number % 5) + "not said " * (number % 3),
        "author": "Ann Lee" if number % 2 else "Bob Ray",
        "tags": ["oil", "Öl"],
        "published": f"20{number % 80 + 10}-01-01",
    }
    for number in range(300)
]
_QUERIES = ['"crude oil"', "US OR sai*", 'NOT crude~ author:"ann lee" date:>2016']
#: What is written over an array.
_DAMAGE = {
    "ones": lambda size, _draw: b"\xff" * size,
    "zeros": lambda size, _draw: bytes(size),
    "noise": lambda size, draw: draw.randbytes(size),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("damage") / "archive"
    with Archive.open(path, create=True) as archive:
        archive.add(_ARTICLES)
        yield archive


def _arrays(archive):
    """The file, and place and size of each of its arrays."""
    (path,) = archive.path.glob("editions/*/MAIN_*.bsg")
    with archive._store.snapshot() as snapshot:
        container = snapshot.segments[0].file.container
        places = {
            name: (offset, container.array(name).nbytes)
            for name, (_dtype, count, offset) in container._arrays.items()
            if count
        }
    return path, places


@pytest.mark.parametrize("damage", _DAMAGE)
def test_an_array_that_is_overwritten_is_told_or_not_seen(archive, damage):
    draw = random.Random(5)
    path, places = _arrays(archive)
    sound = path.read_bytes()
    told = set()
    for name, (offset, size) in places.items():
        with path.open("r+b") as stream:
            stream.seek(offset)
            stream.write(_DAMAGE[damage](size, draw))
        for q in _QUERIES:
            try:
                archive.search(q, facet=["author", "tag"], interval="year")
            except ArchiveCorruptError as error:
                told.add((name, error.path))
        with path.open("r+b") as stream:
            stream.write(sound)
    assert ("stored.frames", path) in told
    assert {where for _name, where in told} == {path}
    assert archive.search("oil").total == 300
