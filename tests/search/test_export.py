"""An export is every hit of one revision, once, in the order asked for."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from broadsheet.index import Store
from broadsheet.search import (
    EXPORT_PARAMETERS,
    Archive,
    ParameterError,
    QuerySyntaxError,
)


def articles(count, **changes):
    return [
        {
            "id": f"n{number}",
            "title": f"Oil {number % 5}",
            "body": f"crude oil on day {number}",
            "published": f"19{80 + number % 20}" if number % 7 else None,
            "source": "Reuters" if number % 2 else "AP",
            "extra": {"number": number},
        }
        | changes
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Three segments, with articles replaced and deleted."""
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        archive.rebuild(articles(120))
        archive.add(articles(20, body="replaced oil"))
        archive.add([{"id": "more", "title": "No petroleum", "body": "at all"}])
        archive.delete(["n7", "n70"])
        yield archive


def paged(archive, q, **parameters):
    """Return the ids of all hits, page by page."""
    found, cursor = [], None
    while True:
        page = archive.search(
            q, per_page=50, cursor=cursor, highlight=False, **parameters
        )
        found += [hit.id for hit in page]
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("q", ["oil", "", "oil -replaced", "oil OR petroleum", "none"])
def test_an_export_is_every_page_of_the_search(archive, q, sort):
    with archive.export(q, sort=sort) as export:
        ids = [article.id for article in export]
        assert ids == paged(archive, q, sort=sort)
        assert len(ids) == len(set(ids)) == len(export) == export.total
        assert export.revision == archive.revision


@pytest.mark.parametrize(
    "parameters",
    [
        {"source": "Reuters"},
        {"exclude": {"source": "Reuters"}},
        {"date_from": "1985", "date_to": "1990"},
        {"undated": "only"},
        {"within": "title", "stem": "none"},
        {"recency": "1y"},
    ],
)
def test_filters_and_dates_are_those_of_a_search(archive, parameters):
    with archive.export("oil", **parameters) as export:
        ids = [article.id for article in export]
    assert ids == paged(archive, "oil", **parameters)
    assert 0 < len(ids) <= 120


def test_articles_come_whole(archive):
    with archive.export("n3", within="body") as export:
        assert list(export) == []
    with archive.export("id:n33") as export:
        assert list(export) == [archive.get("n33")]
        assert list(export.records()) == [
            {
                "id": "n33",
                "title": "Oil 3",
                "body": "crude oil on day 33",
                "published": "1993",
                "date_precision": "year",
                "date_source": "given",
                "source": "Reuters",
                "extra": {"number": 33},
            }
        ]


def test_fields_narrow_what_is_told_of_an_article(archive):
    with archive.export("id:n33", fields=("source", "title", "url")) as export:
        assert export.columns == ("id", "source", "title", "url")
        assert list(export.records()) == [
            {"id": "n33", "source": "Reuters", "title": "Oil 3"}
        ]


def test_how_the_request_was_read_is_told(archive):
    with archive.export("oil", date_from="1985") as export:
        assert export.query.q == "oil"
        assert export.query.date_from.startswith("1985-01-01")


@pytest.mark.parametrize(
    "name", ["page", "per_page", "cursor", "facet", "explain", "collapse"]
)
def test_what_only_shows_a_page_is_no_parameter_of_an_export(archive, name):
    assert name not in EXPORT_PARAMETERS
    with pytest.raises(ParameterError) as refused:
        archive.export("oil", **{name: 1})
    (problem,) = refused.value.problems
    assert (problem.parameter, problem.code) == (name, "unknown_parameter")


def test_a_query_that_cannot_be_read_is_told_before_anything_is_held(archive):
    with pytest.raises(QuerySyntaxError):
        archive.export("(oil")


def test_an_export_stays_as_it_was_found_while_the_archive_changes(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.rebuild(articles(30))
        with archive.export("oil", sort="oldest") as export:
            expected = paged(archive, "oil", sort="oldest")
            found = []
            for number, article in enumerate(export):
                found.append(article.id)
                if number % 10 == 5:
                    archive.rebuild(articles(number))
                    archive.add(articles(3, body="other"))
            assert found == expected
        assert archive.search().total == 25


def pins(path):
    return sorted(path.glob("editions/*/pins/*"))


@pytest.mark.parametrize("ending", ["with", "close", "forget", "abandon"])
def test_the_revision_is_let_go_of_in_the_end(tmp_path, ending):
    path = tmp_path / "archive"
    with Archive.open(path, create=True) as archive:
        archive.rebuild(articles(3))
        export = archive.export("oil")
        (held,) = pins(path)
        for count in (4, 5, 6):
            archive.rebuild(articles(count))
        assert held.exists()
        if ending == "with":
            with export:
                pass
        elif ending == "close":
            export.close()
            export.close()
        elif ending == "abandon":
            next(iter(export))
        if ending != "close":
            del export
            gc.collect()
        archive.rebuild(articles(7))
        assert not held.exists()


def test_a_closed_export_cannot_be_read(archive):
    export = archive.export("oil")
    going = iter(export)
    next(going)
    export.close()
    with pytest.raises(ValueError, match="closed"):
        next(going)


_MEASURED = """
import resource, sys
from broadsheet.search import Archive, ExportText, export_format

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

with Archive.open(sys.argv[1]) as archive:
    for hit in archive.search("warm"):
        pass
    before = peak()
    with archive.export("oil", sort="newest") as export:
        text = ExportText(export, export_format(sys.argv[2]))
        size = sum(map(len, text))
    print(size, peak() - before)
"""


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_memory_does_not_grow_with_the_articles(tmp_path_factory, form):
    path = tmp_path_factory.mktemp("large") / "archive"
    body = "oil " * 5_000
    with Store.open(path, create=True):
        pass
    with Archive.open(path) as archive:
        archive.add({"id": str(number), "body": body} for number in range(3_000))
    run = subprocess.run(
        [sys.executable, "-P", "-c", _MEASURED, path, form],
        capture_output=True,
        text=True,
        check=True,
    )
    size, growth = map(int, run.stdout.split())
    assert size > 3_000 * len(body)
    assert growth < 12_000_000
