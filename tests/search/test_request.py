"""What may be asked, and what is said of what may not."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from broadsheet.search import ParameterError
from broadsheet.search.request import ARTICLE_FIELDS, PARAMETERS, SearchRequest

GOOD = {
    "q": ["", "oil", "\ud800"],
    "within": [("title",), ("body",), ("title", "body")],
    "op": ["and", "or"],
    "stem": [None, "en", "none"],
    "syntax": ["strict", "lenient"],
    "date_from": [None, "2016", "2016-07-04T10:30Z", "7d"],
    "date_to": [None, "2016-07"],
    "since": [None, "24h", "3mo", "1000y"],
    "tz": [None, "UTC", "Europe/London"],
    "undated": [None, "exclude", "include", "only"],
    "source": [(), ("a", "b")],
    "section": [("a",)],
    "author": [("a",)],
    "tag": [("a",)],
    "lang": [("de",)],
    "story": [None, "0123456789abcdef"],
    "exclude": [{}, {"source": ("a",)}, {"lang": ()}],
    "sort": ["relevance", "newest", "oldest"],
    "recency": [None, "30d", "1y"],
    "collapse": [None, "story"],
    "page": [1, 10**9],
    "per_page": [1, 100],
    "cursor": [None, "x"],
    "fields": [(), ("title",), ARTICLE_FIELDS],
    "highlight": [True, False],
    "snippets": [0, 20, "all"],
    "snippet_size": [20, 1_000],
    "facet": [(), ("source", "lang")],
    "facet_size": [1, 200],
    "interval": [None, "auto", "week"],
    "explain": [True, False],
}
#: By parameter: a bad value, and words of the cure that must be told.
BAD = [
    ("q", None, "give a string"),
    ("q", b"oil", "give a string"),
    ("within", "url", "choose from title or body"),
    ("within", (), "choose from title or body"),
    ("within", 3, "give one string or a list of strings"),
    ("op", "xor", "choose and or or"),
    ("op", None, "choose and or or"),
    ("op", [], "choose and or or"),
    ("stem", "xx", "en"),
    ("stem", 1, "choose "),
    ("stem", ["en"], "choose "),
    ("within", [1], "give one string or a list of strings"),
    ("syntax", "lax", "choose strict or lenient"),
    ("date_from", "yesterday", "write 2016"),
    ("date_from", 2016, "give a string"),
    ("date_to", "2016-13", "did you mean 2016?"),
    ("since", "2016", "give a span such as 24h"),
    ("since", "7", "give a span such as 24h"),
    ("since", "99999y", "give a span such as 24h"),
    ("tz", "Mars/Olympus", "give an IANA name"),
    ("tz", "localtime", "give an IANA name"),
    ("tz", "right/Europe/London", "give an IANA name"),
    ("tz", "", "give an IANA name"),
    ("tz", "../../etc/passwd", "give an IANA name"),
    ("tz", "a\0b", "give an IANA name"),
    ("undated", "maybe", "choose exclude, include or only"),
    ("source", 1, "give one string or a list of strings"),
    ("tag", [1], "give one string or a list of strings"),
    ("exclude", "source", "by filter name"),
    ("sort", "random", "choose relevance, newest or oldest"),
    ("story", "0123456789ABCDEF", "give the story.id of a hit"),
    ("story", "0123456789abcde", "give the story.id of a hit"),
    ("story", "", "give the story.id of a hit"),
    ("story", 7, "give a string"),
    ("collapse", "source", "choose story"),
    ("collapse", True, "choose story"),
    ("recency", "0d", "give a half-life"),
    ("recency", "24h", "give a half-life"),
    ("page", 0, "give a number from 1"),
    ("page", True, "give a number from 1"),
    ("page", "1", "give a number from 1"),
    ("page", 1.5, "give a number from 1"),
    ("per_page", 0, "from 1 to 100"),
    ("per_page", 101, "from 1 to 100"),
    ("cursor", 1, "give a string"),
    ("fields", "id2", "choose from title"),
    ("highlight", "yes", "give true or false"),
    ("snippets", 21, "from 0 to 20 or 'all'"),
    ("snippets", -1, "from 0 to 20 or 'all'"),
    ("snippet_size", 19, "from 20 to 1,000"),
    ("facet", "month", "choose from source"),
    ("facet_size", 0, "from 1 to 200"),
    ("interval", "hour", "choose auto, day, week, month or year"),
    ("explain", 1, "give true or false"),
]


def problems(**parameters):
    with pytest.raises(ParameterError) as caught:
        SearchRequest.of(**parameters)
    return caught.value.problems


def test_every_parameter_is_tried():
    assert set(GOOD) == set(PARAMETERS) == {each.name for each in fields(SearchRequest)}
    assert {name for name, _value, _cure in BAD} >= set(PARAMETERS) - {
        "section",
        "author",
        "lang",
    }


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in GOOD for value in GOOD[name]]
)
def test_a_good_value_is_taken_as_it_is(name, value):
    assert getattr(SearchRequest.of(**{name: value}), name) == value


@pytest.mark.parametrize(("name", "value", "cure"), BAD)
def test_a_bad_value_is_named_with_its_cure(name, value, cure):
    (problem,) = problems(**{name: value})
    code = "bad_date" if name.startswith("date_") and value != 2016 else "bad_value"
    assert (problem.parameter, problem.code) == (name, code)
    assert cure in problem.detail


def test_every_problem_is_told_at_once():
    found = problems(op="xor", page=0, tz="Mars", date_from="x", fields=["a", "b"])
    assert sorted(each.parameter for each in found) == [
        "date_from",
        "fields",
        "fields",
        "op",
        "page",
        "tz",
    ]


def test_a_request_is_checked_alike_however_it_is_made():
    bad = {"tz": "Mars", "within": (), "op": "xor", "q": None, "cursor": "", "page": 2}
    with pytest.raises(ParameterError) as caught:
        SearchRequest(**bad)
    assert caught.value.problems == problems(**bad)
    told = [each.parameter for each in caught.value.problems]
    assert told == ["q", "op", "within", "tz", "page"]


def test_a_request_cannot_be_changed_and_shares_nothing_that_can():
    one, other = SearchRequest.of(), SearchRequest.of()
    assert one == other == SearchRequest()
    assert one.exclude is not other.exclude
    with pytest.raises(FrozenInstanceError):
        one.q = "oil"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("per_pag", "per_page"), ("fuzz", None), ("sorce", "source"), ("Tag", "tag")],
)
def test_an_unknown_parameter_is_refused_with_what_was_meant(name, meant):
    (problem,) = problems(**{name: "1"})
    assert (problem.parameter, problem.code) == (name, "unknown_parameter")
    assert problem.suggestion == meant
    assert (f"did you mean {meant!r}?" in problem.detail) == (meant is not None)


def test_every_unknown_parameter_is_told():
    assert [each.parameter for each in problems(foo=1, bar=2)] == ["foo", "bar"]


@pytest.mark.parametrize(
    ("exclude", "name", "code"),
    [
        ({"sorce": ("a",)}, "exclude.sorce", "unknown_parameter"),
        ({"source": 1}, "exclude.source", "bad_value"),
        ({"source": [1]}, "exclude.source", "bad_value"),
    ],
)
def test_what_is_excluded_is_checked_too(exclude, name, code):
    (problem,) = problems(exclude=exclude)
    assert (problem.parameter, problem.code) == (name, code)


def test_a_near_choice_is_suggested():
    assert problems(sort="newst")[0].suggestion == "newest"
    assert problems(facet=["sourc"])[0].suggestion == "source"


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"since": "7d", "date_from": "2016"}, "since"),
        ({"since": "7d", "date_to": "2016"}, "since"),
        ({"cursor": "x", "page": 2}, "page"),
    ],
)
def test_parameters_that_contradict_each_other_are_refused(parameters, name):
    (problem,) = problems(**parameters)
    assert (problem.parameter, problem.code) == (name, "conflicting_parameters")


@pytest.mark.parametrize("name", ["within", "fields", "facet"])
def test_one_string_stands_for_a_list_of_one(name):
    one = {"within": "title", "fields": "title", "facet": "source"}[name]
    for value in (one, [one], (one,), {one}):
        assert getattr(SearchRequest.of(**{name: value}), name) == (one,)


def test_one_string_stands_for_a_list_of_one_filter_value():
    found = SearchRequest.of(tag="oil", exclude={"source": "a", "tag": ["b"]})
    assert found.tag == ("oil",)
    assert found.exclude == {"source": ("a",), "tag": ("b",)}


@pytest.mark.parametrize(
    ("recency", "days"), [(None, None), ("30d", 30), ("2w", 14), ("1y", 365.25)]
)
def test_the_half_life_is_in_days(recency, days):
    assert SearchRequest(recency=recency).half_life_days == days


def test_a_long_value_is_told_shortened():
    (problem,) = problems(tz="x" * 5_000)
    assert len(problem.detail) < 200


def test_a_number_too_long_to_write_out_is_refused_like_any_other():
    with pytest.raises(ParameterError) as caught:
        SearchRequest.of(page=10**5000)
    assert caught.value.problems[0].parameter == "page"
