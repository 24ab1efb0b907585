"""A small archive with the traps of the planner in it, made once a module."""

from __future__ import annotations

import pytest

from broadsheet.search import Archive

ARTICLES = [
    {
        "id": "1",
        "title": "Oil prices rise",
        "body": "The price of crude oil ran up. U.S. buyers said AT&T and C++ cost "
        "3.5% more.",
    },
    {
        "id": "2",
        "title": "They told us",
        "body": "It may not run; who is running? The well-known state of the union "
        "address, prices priced. “Heaven helps those who help themselves,” he said.",
        "published": "2016",
    },
    {
        "id": "3",
        "title": "東京都 and 京都",
        "body": "大阪の港 港口 port. colour color colours. COVID-19 came. C# or C. "
        'The state union. "Heaven helps those who help themselves" again.',
        "published": "2016-07-04T23:30:00Z",
    },
    {
        "id": "4",
        "title": "WHO warns US in May",
        "body": "O’Brien of R&D said it. Harbour harbour-master harbours. "
        "1,000 ships, 10.25 or 10.255.",
        "authors": ["Ann Lee"],
        "source": "Reuters",
        "section": "World News",
        "tags": ["crude oil"],
        "language": "en",
        "published": "2016-07-04",
    },
]


@pytest.fixture(scope="module")
def traps(tmp_path_factory):
    """The archive of the traps: one article a group of them, ids 1 to 4."""
    with Archive.open(tmp_path_factory.mktemp("traps"), create=True) as archive:
        archive.add(ARTICLES)
        yield archive
