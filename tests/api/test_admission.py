"""How many requests are answered at once."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import flask
import pytest

from broadsheet.api import Keys, Scope, blueprint, make_key
from broadsheet.index.lock import WriteLock
from broadsheet.search import Archive

from .test_access import bearer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def app(archive: Archive) -> flask.Flask:
    """An application that answers two requests at once."""
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, max_requests=2))
    return app


class Hold:
    """Holds searches in the middle until it is opened."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._entered = threading.Semaphore(0)
        self._opened = threading.Event()
        answer = Archive.answer

        def wait(*arguments: Any) -> Any:
            self._entered.release()
            assert self._opened.wait(20)
            return answer(*arguments)

        patch.setattr(Archive, "answer", wait)

    def wait_for(self, searches: int) -> None:
        for _ in range(searches):
            assert self._entered.acquire(timeout=20)

    def open(self) -> None:
        self._opened.set()


def _ask(app: flask.Flask, address: str) -> Any:
    return app.test_client().get(address)


def test_more_requests_than_are_answered_at_once_are_told_to_come_again(
    app: flask.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = Hold(monkeypatch)
    answers: list[int] = []

    def search() -> None:
        answers.append(_ask(app, "/v1/search?q=oil").status_code)

    threads = [threading.Thread(target=search, daemon=True) for _ in range(2)]
    for each in threads:
        each.start()
    hold.wait_for(2)
    answer = _ask(app, "/v1/fields")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.get_json()["code"] == "too_many_requests"
    for address in ("/health", "/ready", "/metrics", "/openapi.json"):
        assert _ask(app, address).status_code == 200
    assert _ask(app, "/").status_code == 503
    hold.open()
    for each in threads:
        each.join(20)
    assert answers == [200, 200]
    assert _ask(app, "/v1/search?q=oil").status_code == 200


def test_an_answer_that_is_being_sent_counts_until_it_is_sent(
    app: flask.Flask,
) -> None:
    exports = [app.test_client().get("/v1/export") for _ in range(2)]
    assert _ask(app, "/v1/search").status_code == 503
    for each in exports:
        each.close()
    assert _ask(app, "/v1/search").status_code == 200


def test_a_request_that_fails_is_over(app: flask.Flask) -> None:
    for _ in range(5):
        assert _ask(app, "/v1/search?q=%22oil").status_code == 400
        assert _ask(app, "/v1/articles/nothing").status_code == 404


def test_changes_that_wait_keep_nobody_from_reading(tmp_path: Path) -> None:
    """As while another process rebuilds the archive: they wait up to a minute."""
    secret, key = make_key("writer", Scope.WRITE)
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "1", "title": "oil"}])
        app = flask.Flask("host", static_folder=None)
        app.register_blueprint(blueprint(archive, max_requests=4, keys=Keys([key])))

        def put(number: int) -> Any:
            address, article = f"/v1/articles/w{number}", {"title": "gas"}
            client = app.test_client()
            return client.put(address, json=article, headers=bearer(secret))

        with ThreadPoolExecutor(5) as pool:
            with WriteLock(tmp_path / "archive", 20).hold("rebuild"):
                puts = [pool.submit(put, number) for number in range(5)]
                refused, _ = wait(puts, return_when=FIRST_COMPLETED)
                read = _ask(app, "/v1/search?q=oil")
            answers = [each.result(20) for each in puts]
    assert read.status_code == 200
    assert sorted(each.status_code for each in answers) == [201, 201, 503, 503, 503]
    for each in refused:
        assert each.result().get_json()["code"] == "too_many_writes"
        assert each.result().headers["Retry-After"] == "1"
