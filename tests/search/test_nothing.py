"""A query that holds nothing to search finds nothing, and says so."""

import pytest

from broadsheet.search import Archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        archive.add([{"id": "1", "title": "Oil"}, {"id": "2"}])
        yield archive


@pytest.mark.parametrize("q", ["!?", "$", "-", "🎉 …", '"…"'])
def test_signs_alone_find_nothing_with_a_warning(archive, q):
    results = archive.search(q)
    assert (results.total, results.query.read_as) == (0, "nothing")
    assert "nothing_to_search" in {each.code for each in results.query.warnings}


@pytest.mark.parametrize("q", ["", "  ", "*", "(*)"])
def test_an_empty_query_and_a_star_find_everything(archive, q):
    results = archive.search(q)
    assert (results.total, results.query.read_as) == (2, "everything")


def test_signs_beside_words_are_left_out(archive):
    assert archive.search("oil !?").total == 1
