"""Damage to a file is told as such by all that helps to search, or not seen."""

from __future__ import annotations

import random

import pytest

from broadsheet.index import ArchiveCorruptError
from broadsheet.search import Archive

ARTICLES = [
    {
        "id": f"{number}",
        "title": f"Oil prices {number}",
        "body": "crude oil in the US " * (number % 5) + "not said " * (number % 3),
        "author": "Ann Lee" if number % 2 else "Bob Ray",
        "published": f"20{number % 80 + 10}-01-01",
    }
    for number in range(300)
]
#: What of the file is read by all of this.
ARRAYS = (
    *("text.terms.bytes", "text.terms.offsets", "author_words.terms.offsets"),
    *("title.firsts", "title.blocks", "body.firsts", "author_words.firsts"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("damage"), create=True) as archive:
        archive.add(ARTICLES)
        yield archive


@pytest.fixture(params=["ones", "zeros", "noise"])
def damage(request):
    draw = random.Random(5)
    return {
        "ones": lambda size: b"\xff" * size,
        "zeros": bytes,
        "noise": draw.randbytes,
    }[request.param]


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_that_is_overwritten_is_told_or_not_seen(archive, damage, name):
    (path,) = archive.path.glob("editions/*/MAIN_*.bsg")
    with archive._store.snapshot() as snapshot:
        container = snapshot.segments[0].file.container
        _dtype, _count, place = container._arrays[name]
        size = container.array(name).nbytes
    sound = path.read_bytes()
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(damage(size))
    told = set()
    try:
        for ask in (
            lambda: archive.suggest("o"),
            lambda: archive.suggest("crude o"),
            lambda: archive.suggest("author:a"),
            lambda: archive.search("crued oli zzz author:anm").to_dict(),
            lambda: archive.similar("7"),
        ):
            try:
                ask()
            except ArchiveCorruptError as error:
                told.add(error.path)
    finally:
        with path.open("r+b") as stream:
            stream.write(sound)
    assert told <= {path}
    assert archive.suggest("crude o").completions[0].q == "crude oil"
