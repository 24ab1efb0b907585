"""What an error says as one text."""

from __future__ import annotations

from broadsheet.search import QuerySyntaxError
from broadsheet.search.errors import ParameterError, Problem


def test_several_sentences_are_told_one_after_another():
    found = QuerySyntaxError(Problem("q", "a", "One is."), Problem("q", "b", "Two."))
    assert str(found) == "One is. Two."


def test_several_parts_of_a_sentence_are_told_with_semicolons():
    found = ParameterError(Problem("page", "a", "one"), Problem("tz", "b", "two"))
    assert str(found) == "one; two"
