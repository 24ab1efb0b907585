"""HTTP, Python and the command line have the same names and defaults."""

from __future__ import annotations

from dataclasses import fields

from broadsheet.api.models import QuestionParameters, SearchParameters
from broadsheet.search import SearchRequest


def test_a_search_takes_exactly_the_names_of_a_request() -> None:
    names = {each.name for each in fields(SearchRequest)}
    assert set(SearchParameters.model_fields) == names


def test_the_defaults_are_those_of_a_request() -> None:
    defaults = SearchRequest()
    for name, value in SearchParameters().model_dump().items():
        assert value == getattr(defaults, name), name


def test_only_what_was_given_is_handed_on() -> None:
    given = QuestionParameters.model_validate({"q": "", "source": "a"})
    assert given.given() == {"q": "", "source": ("a",)}
