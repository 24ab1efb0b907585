"""Every code and every reason that can be answered is explained, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from broadsheet.api.error_texts import ERROR_TEXTS
from broadsheet.api.errors import failure_of, known_failures

if TYPE_CHECKING:
    from pathlib import Path

_CALL = re.compile(
    r"(?:\.error\(|_fail\(|PydanticCustomError\(|Problem\(\s*(?:parameter=)?\w*[\"\w]+,)"
    r"\s*(?:code=)?\"([a-z0-9_]+)\""
)
_BY_NAME = re.compile(r"\bcode = \"([a-z0-9_]+)\"|\bcode=\"([a-z0-9_]+)\"")


def test_the_codes_are_those_of_the_errors_there_are() -> None:
    assert set(ERROR_TEXTS) == set(known_failures())


@pytest.mark.parametrize("code", list(ERROR_TEXTS))
def test_an_example_is_an_error_of_its_code(code: str) -> None:
    example = ERROR_TEXTS[code].example
    known = known_failures()[code]
    if example is not None:
        failure = failure_of(example)
        assert known is not None
        assert (failure.code, failure.status, failure.title) == (code, *known)
        assert {each.code for each in failure.problems} <= set(
            ERROR_TEXTS[code].reasons
        )
    elif known is not None:
        assert known[0] in (400, 503)


def test_the_documentation_lists_what_is_answered(project_path: Path) -> None:
    text = (project_path / "docs" / "http-api.md").read_text("utf-8")
    table = text[text.index("| status | code | when |") :]
    for code, told in ERROR_TEXTS.items():
        if told.example is not None:
            assert f"`{code}`" in table, code


def test_every_reason_that_is_given_is_explained(project_path: Path) -> None:
    given: set[str] = set()
    for layer in ("api", "search"):
        for file in (project_path / layer).rglob("*.py"):
            if file.name != "error_texts.py":
                text = file.read_text("utf-8")
                given |= set(_CALL.findall(text))
                given |= {name for pair in _BY_NAME.findall(text) for name in pair}
    explained = {reason for text in ERROR_TEXTS.values() for reason in text.reasons}
    assert explained - given == set()
    assert {"bad_value", "unbalanced_quote", "not_text", "another_id"} <= given
    missing = given - explained - set(ERROR_TEXTS) - {""}
    assert missing == set()
