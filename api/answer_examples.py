"""An example of each answer, of the sample that ``scripts/sample`` has, cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By the name of the model.
ANSWER_EXAMPLES: Mapping[str, dict[str, Any]] = {
    "SearchAnswer": {
        "query": {
            "q": '"harbour wall"',
            "read_as": '"harbour wall"',
            "tz": "UTC",
            "date_from": None,
            "date_to": None,
            "clock": "2026-11-25T23:28:42.856Z",
            "warnings": [],
        },
        "total": 1,
        "total_relation": "eq",
        "undated_excluded": 0,
        "imprecise_excluded": 0,
        "took_ms": 1.066,
        "partial": False,
        "revision": "2.1",
        "page": 1,
        "per_page": 1,
        "next_cursor": None,
        "results": [
            {
                "id": "harbour-2024-11-storm",
                "title": "Harbour wall holds in record November storm",
                "source": "Northern Wire",
                "published": "2024-11-23T18:45:00Z",
                "score": 3.6988177911108986,
                "highlights": {
                    "title": {
                        "field": "title",
                        "html": "<mark>Harbour "
                        "wall</mark> holds "
                        "in record "
                        "November storm",
                        "text": "Harbour wall holds in record November storm",
                        "start": 0,
                        "matches": [[0, 12]],
                    }
                },
                "snippets": [
                    {
                        "field": "body",
                        "html": "SKELLERBY, Nov 23 - The "
                        "raised <mark>harbour "
                        "wall</mark> at Skellerby "
                        "kept out the highest storm "
                        "tide on record on Saturday, "
                        "11 centimetres above that of "
                        "2013, the harbour",
                        "text": "SKELLERBY, Nov 23 - The "
                        "raised harbour wall at "
                        "Skellerby kept out the "
                        "highest storm tide on record "
                        "on Saturday, 11 centimetres "
                        "above that of 2013, the "
                        "harbour",
                        "start": 0,
                        "matches": [[31, 43]],
                    }
                ],
            }
        ],
        "did_you_mean": None,
        "no_hits": None,
        "facets": {
            "source": {
                "values": [{"value": "Northern Wire", "count": 1, "selected": False}],
                "missing": 0,
                "more": 0,
            }
        },
        "timeline": {
            "interval": "year",
            "buckets": [
                {
                    "key": "2024",
                    "from": "2024-01-01",
                    "to": "2024-12-31",
                    "count": 1,
                    "of": 5,
                    "share": 0.2,
                }
            ],
            "undated": 0,
            "imprecise": 0,
        },
        "next": None,
        "previous": None,
    },
    "TimelineAnswer": {
        "query": {
            "q": "harbour",
            "read_as": "harbour{harbour}",
            "tz": "UTC",
            "date_from": None,
            "date_to": None,
            "clock": "2026-11-25T23:28:42.861Z",
            "warnings": [],
        },
        "total": 24,
        "total_relation": "eq",
        "undated_excluded": 0,
        "imprecise_excluded": 0,
        "took_ms": 0.772,
        "partial": False,
        "revision": "2.1",
        "timeline": {
            "interval": "year",
            "buckets": [
                {
                    "key": "1987",
                    "from": "1987-01-01",
                    "to": "1987-12-31",
                    "count": 3,
                    "of": 4,
                    "share": 0.75,
                }
            ],
            "undated": 2,
            "imprecise": 0,
        },
    },
    "SuggestAnswer": {
        "q": "harbour wal",
        "completions": [
            {"q": "harbour wall", "word": "wall", "total": 5},
            {"q": "harbour walk", "word": "walk", "total": 1},
        ],
        "titles": [
            {
                "id": "harbour-2024-11-storm",
                "title": "Harbour wall holds in record November storm",
                "published": "2024-11-23T18:45:00Z",
            }
        ],
        "revision": "2.1",
    },
    "SimilarAnswer": {
        "id": "harbour-2024-11-storm",
        "words": ["November", "record", "wall"],
        "results": [
            {
                "id": "harbour-2013-surge",
                "title": "Surge tops the quay but the new wall holds",
                "score": 12.997263248326353,
                "words": ["wall", "highest", "holds"],
            }
        ],
        "revision": "2.1",
        "took_ms": 7.553,
    },
    "ConcordanceAnswer": {
        "query": {
            "q": '"harbour wall"',
            "read_as": '"harbour wall"',
            "tz": "UTC",
            "date_from": None,
            "date_to": None,
            "clock": "2026-11-25T23:28:42.896Z",
            "warnings": [],
        },
        "total": 2,
        "articles": 1,
        "revision": "2.1",
        "sort": "position",
        "page": 1,
        "per_page": 50,
        "lines": [
            {
                "id": "harbour-2024-11-storm",
                "title": "Harbour wall holds in record November storm",
                "source": "Northern Wire",
                "published": "2024-11-23T18:45:00Z",
                "field": "title",
                "start": 0,
                "end": 12,
                "left": "",
                "keyword": "Harbour wall",
                "right": " holds in record ",
            }
        ],
        "next": None,
        "previous": None,
    },
    "FieldsAnswer": {
        "revision": "2.1",
        "articles": 143,
        "fields": [
            {
                "name": "id",
                "type": "text",
                "query": "id",
                "filter": None,
                "sortable": False,
                "articles": 143,
                "searchable": True,
                "facetable": False,
                "coverage": 1.0,
            },
            {
                "name": "title",
                "type": "text",
                "query": "title",
                "filter": None,
                "sortable": False,
                "articles": 143,
                "searchable": True,
                "facetable": False,
                "coverage": 1.0,
            },
        ],
    },
    "ParseAnswer": {
        "query": {
            "q": 'title:storm -"harbour wall"',
            "read_as": 'title:storm{storm|storms} AND NOT "harbour wall"',
            "tz": "UTC",
            "date_from": None,
            "date_to": None,
            "clock": "2026-11-25T23:28:42.916Z",
            "warnings": [],
        },
        "canonical": 'title:storm -"harbour wall"',
        "tree": {
            "type": "group",
            "clauses": [
                {
                    "type": "scope",
                    "field": "title",
                    "clause": {"type": "word", "text": "storm", "at": [6, 11]},
                    "at": [0, 11],
                },
                {
                    "type": "not",
                    "clause": {
                        "type": "phrase",
                        "text": "harbour wall",
                        "slop": 0,
                        "at": [13, 27],
                    },
                    "at": [12, 27],
                },
            ],
            "at": [0, 27],
        },
        "revision": "2.1",
    },
    "WholeArticle": {
        "id": "harbour-2024-11-storm",
        "title": "Harbour wall holds in record November storm",
        "body": "SKELLERBY, Nov 23 - The raised harbour wall at Skellerby …",
        "published": "2024-11-23T18:45:00Z",
        "date_precision": "second",
        "date_source": "given",
        "updated": None,
        "authors": ["Joel Amadi"],
        "source": "Northern Wire",
        "section": "Harbour",
        "tags": ["harbour", "storms", "breakwater"],
        "language": "en",
        "url": "https://news.example/northern-wire/harbour-2024-11-storm",
        "extra": {},
        "revision": "2.1",
    },
    "ChangeAnswer": {"id": "harbour-1", "outcome": "added", "revision": "2.2"},
    "HealthAnswer": {"status": "ok"},
    "ReadyAnswer": {"status": "ready", "revision": "2.1", "articles": 24, "damage": []},
}
