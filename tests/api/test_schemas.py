"""A schema allows exactly the values that are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from broadsheet.api.models import SearchParameters
from broadsheet.api.parameter_types import TYPED
from broadsheet.api.parameters import to_model
from broadsheet.api.schemas import body_schema, time_zone_schema, url_parameters
from broadsheet.index import find_zone
from broadsheet.search import RequestError, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPONENTS = {"components": {"schemas": {"TimeZone": time_zone_schema()}}}
BODY = body_schema(SearchParameters) | _COMPONENTS
URL = {name: told["schema"] for name, told in url_parameters(SearchParameters)}
#: Of these only the service can tell.
_UNTOLD = {"cursor", "exclude"}
_TEXTS = st.one_of(
    st.text(max_size=6),
    st.text(" ,", max_size=4).flatmap(
        lambda gap: st.lists(
            st.sampled_from(["title", "body", "source", "tag", "url", "x"]), max_size=4
        ).map(lambda names: gap + f"{gap},".join(names))
    ),
    st.sampled_from(
        [
            *("and", "or", "none", "en", "strict", "only", "newest", "all", "week"),
            *("2016", "2016-02-30", "7d", "0d", "00030d", "100000y"),
            *("UTC", "Etc/GMT+1", "true", "1", "0", "-1", "20", "100", "101", "03"),
        ]
    ),
)
_VALUES: st.SearchStrategy[Any] = st.one_of(
    _TEXTS,
    st.integers(-2, 1_100),
    st.booleans(),
    st.lists(_TEXTS, max_size=3),
    st.sampled_from([1.5, 2.0, {}, [1], [[]], 10**9, 10**9 + 1]),
)


def is_taken(given: Mapping[str, list[Any]], context: Any = None) -> bool:
    try:
        values = to_model(SearchParameters, dict(given), context).given()
        SearchRequest.of(**values)
    except RequestError:
        return False
    return True


@given(st.sampled_from(sorted(BODY["properties"].keys() - _UNTOLD)), _VALUES)
@example("page", 1.0)
@example("page", "1")
@example("within", "")
@example("within", [])
@example("within", " title ,, body,")
@example("fields", "title body")
@example("tz", "Europe/London")
@example("tz", "europe/nowhere")
def test_a_body_may_have_what_is_taken_and_nothing_else(name: str, value: Any) -> None:
    if isinstance(value, list) and name in ("within", "fields", "facet"):
        # An empty text in a list is taken for none; the schema need not tell.
        value = [each for each in value if str(each).strip(" ,")] or value
    allowed = Draft202012Validator(BODY).is_valid({name: value})
    assert allowed == is_taken({name: [value]}, TYPED)


@pytest.mark.parametrize("name", sorted(BODY["properties"]))
def test_null_is_as_if_left_out(name: str) -> None:
    assert Draft202012Validator(BODY).is_valid({name: None})


@given(st.sampled_from(sorted(URL.keys() - _UNTOLD)), _TEXTS)
def test_a_url_may_have_the_texts_that_are_taken(name: str, text: str) -> None:
    schema = URL[name] | _COMPONENTS
    readings: list[Any] = [text, [text]]
    if text.removeprefix("-").isdecimal() and text.isascii():
        readings.append(int(text))
    if text.lower() in ("true", "false", "0", "1"):
        readings.append(text.lower() in ("true", "1"))
    allowed = any(Draft202012Validator(schema).is_valid(each) for each in readings)
    assert allowed == is_taken({name: [text]})


@given(st.sampled_from(["UTC", "Etc/GMT+1", "Factory", "posix/UTC", "utc", "../x", ""]))
def test_a_time_zone_is_one_that_is_known(name: str) -> None:
    allowed = Draft202012Validator(time_zone_schema()).is_valid(name)
    assert allowed == (find_zone(name) is not None)
