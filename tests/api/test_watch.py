"""The log tells of each answer, and of no query unless that is asked for."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.scripts.server_log import JsonLines

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from broadsheet.search import Archive


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    formatter = JsonLines()
    texts = [formatter.format(record) for record in caplog.records]
    assert not any("\n" in text for text in texts)
    return [json.loads(text) for text in texts]


@pytest.mark.parametrize("log_queries", [False, True])
def test_each_answer_is_a_line(
    make_client: Any,
    archive: Archive,
    caplog: pytest.LogCaptureFixture,
    log_queries: bool,
) -> None:
    client: FlaskClient = make_client(archive, log_queries=log_queries)
    with caplog.at_level(logging.INFO, "broadsheet.requests"):
        answer = client.get("/v1/search?q=zyx%0Asecret")
        client.get("/v1/articles/zyx%0D%0Asecret")
    first, second = lines(caplog)
    assert first["route"] == "/v1/search"
    assert first["status"] == 200
    assert first["method"] == "GET"
    assert first["request_id"] == answer.headers["X-Request-ID"]
    assert first["bytes"] == len(answer.data)
    assert first["ms"] > 0
    assert second["status"] == 404
    told = json.dumps(first)
    assert ("zyx" in told) == log_queries
    assert "zyx" not in json.dumps(second)


def test_a_failure_of_ours_is_told_with_its_traceback(
    failing_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "broadsheet"):
        failing_client(RuntimeError("se\ncret")).get("/v1/search")
    error, answer = lines(caplog)
    assert "RuntimeError" in error["exception"]
    assert (error["level"], answer["level"]) == ("error", "info")
    assert answer["status"] == 500
