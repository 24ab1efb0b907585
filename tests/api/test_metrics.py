"""What is counted, for one process and for several, and what never is."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from broadsheet.search import Archive


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_route_and_status(make_client, archive: Archive) -> None:
    client: FlaskClient = make_client(archive, name="counted")
    for address in ("/v1/search?q=oil", "/v1/search?q=tin", "/v1/search?q=((", "/v1/x"):
        client.get(address)
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    found = samples(answer.get_data(as_text=True))

    def count(*labels: str) -> float:
        return found[("broadsheet_requests_total", tuple(sorted(labels)))]

    assert count("counted", "/v1/search", "GET", "200") == 2
    assert count("counted", "/v1/search", "GET", "400") == 1
    assert found[("broadsheet_request_seconds_count", ("/v1/search", "counted"))] == 3
    assert found[("broadsheet_articles", ("counted",))] == archive.ready().articles
    revision = ".".join(
        str(int(found[(f"broadsheet_{each}", ("counted",))]))
        for each in ("edition", "generation")
    )
    assert revision == archive.revision


def test_odd_methods_are_counted_as_one(make_client, archive: Archive) -> None:
    client: FlaskClient = make_client(archive, name="odd")
    for method in ("BREW", "PROPFIND", "ZYX"):
        client.open("/v1/search", method=method)
    found = samples(client.get("/metrics").get_data(as_text=True))
    labels = tuple(sorted(("odd", "/v1/search", "other", "405")))
    assert found[("broadsheet_requests_total", labels)] == 3


def test_no_label_holds_what_was_asked_for(make_client, archive: Archive) -> None:
    client: FlaskClient = make_client(archive, name="private")
    for address in (
        "/v1/search?q=zyxsecret",
        "/v1/articles/zyxsecret",
        "/v1/zyxsecret",
        "/articles/zyxsecret",
    ):
        client.get(address)
    assert "zyxsecret" not in client.get("/metrics").get_data(as_text=True)


_COUNT = """
import sys
from broadsheet.api.metrics import make_metrics
from broadsheet.search import Archive
with Archive.open(sys.argv[1]) as archive:
    metrics = make_metrics(archive, "several")
    for number in range(int(sys.argv[2])):
        metrics.count("/v1/search", "GET", 200, 0.003)
    sys.stdout.write(metrics.exposition().decode())
"""


def test_any_worker_tells_what_all_counted(archive: Archive, tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def count(times: int) -> str:
        return subprocess.run(
            [sys.executable, "-P", "-c", _COUNT, str(archive.path), str(times)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    count(3)
    found = samples(count(4))
    key = (
        "broadsheet_requests_total",
        tuple(sorted(("several", "/v1/search", "GET", "200"))),
    )
    assert found[key] == 7
    assert found[("broadsheet_request_seconds_count", ("/v1/search", "several"))] == 7


def test_without_prometheus_nothing_is_counted(
    make_client, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    client: FlaskClient = make_client(archive)
    assert client.get("/v1/search").status_code == 200
    answer = client.get("/metrics")
    assert answer.status_code == 404
    assert "broadsheet[server]" in answer.get_json()["detail"]
