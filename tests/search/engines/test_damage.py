"""Damage to a segment's files is told as such, never as an answer or a bug."""

import pytest

from broadsheet.index import ArchiveCorruptError
from broadsheet.search import Archive


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        bodies = ("crude oil in the US", "oil", "not oil")
        archive.add([{"id": str(n), "body": body} for n, body in enumerate(bodies)])
        yield archive


@pytest.mark.parametrize("q", ["oil", '"crude oil"', "US", "crude~", "cru*", "NOT oil"])
@pytest.mark.parametrize("suffix", ["pst", "trm"])
@pytest.mark.parametrize("remains", [0, 3])
def test_postings_that_are_cut_short_are_told_as_damage(archive, q, suffix, remains):
    (path,) = archive.path.glob(f"editions/*/MAIN_*.{suffix}")
    path.write_bytes(path.read_bytes()[:remains])
    with pytest.raises(ArchiveCorruptError) as caught:
        archive.search(q)
    assert caught.value.path.name in path.name
