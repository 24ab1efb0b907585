"""Metrics: what was answered and how fast, counted for Prometheus.

They need prometheus-client, which ``broadsheet[server]`` brings; without it nothing
is counted. Several workers count into files of the folder that the variable
``PROMETHEUS_MULTIPROC_DIR`` names, so that any of them can tell the sum.
"""

from __future__ import annotations

import importlib.util
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from flask import Response
from werkzeug.exceptions import NotFound

from ..index import load_kernels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..search import Archive

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Seconds: half of what a search takes, up to what one may take.
_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Those that are counted each by itself: a client may make up any number of others.
_METHODS = frozenset(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
)


class Metrics(Protocol):
    """Where answers are counted."""

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""

    def exposition(self) -> bytes | None:
        """Return all that was counted, as Prometheus reads it; None if nothing is."""


class NoMetrics:
    """Counts nothing."""

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Forget the answer."""

    def exposition(self) -> bytes | None:
        """Return None."""
        return None


class PrometheusMetrics:
    """Counts the answers of one archive, under a name that tells it from others."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name
        self._requests, self._seconds = _shared_metrics()
        #: What counts answers of a kind: to look it up by its labels takes longer.
        self._counters: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        kind = route, method if method in _METHODS else "other", status
        found = self._counters.get(kind)
        if found is None:
            requests = self._requests.labels(self._name, *map(str, kind))
            found = requests, self._seconds.labels(self._name, route)
            self._counters[kind] = found
        found[0].inc()
        found[1].observe(seconds)

    def exposition(self) -> bytes | None:
        """Return what all workers counted, and what the archive holds."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = CollectorRegistry()
        if os.environ.get(_FOLDER):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        else:
            for metric in _shared_metrics():
                registry.register(metric)
        registry.register(_Holdings(self._archive, self._name))
        return generate_latest(registry)


class _Holdings:
    """Collects what an archive holds, when it is asked for."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name

    def collect(self) -> Iterator[Any]:
        """Yield a family of gauges for each fact."""
        from prometheus_client.core import GaugeMetricFamily

        readiness = self._archive.ready()
        edition, generation = map(int, readiness.revision.split("."))
        for metric, told, value in (
            ("articles", "Articles in the newest revision.", readiness.articles),
            ("edition", "The newest revision's edition.", edition),
            ("generation", "The newest revision's generation.", generation),
            ("damaged_files", "Files found damaged.", len(readiness.damage)),
        ):
            family = GaugeMetricFamily(f"broadsheet_{metric}", told, labels=["archive"])
            family.add_metric([self._name], value)
            yield family
        kernels = GaugeMetricFamily(
            "broadsheet_kernels_info",
            "Which build of the kernels runs.",
            labels=["archive", "build"],
        )
        kernels.add_metric([self._name, load_kernels().build], 1)
        yield kernels


def make_metrics(archive: Archive, name: str) -> Metrics:
    """Return what counts the answers of *archive*, mounted under *name*."""
    if importlib.util.find_spec("prometheus_client") is None:
        return NoMetrics()
    return PrometheusMetrics(archive, name)


def metrics_view(metrics: Metrics) -> Response:
    """Answer with what *metrics* counted."""
    found = metrics.exposition()
    if found is None:
        raise NotFound(
            "Nothing is counted: prometheus-client is not installed. "
            "pip install 'broadsheet[server]'"
        )
    headers = {"Cache-Control": "no-store"}
    return Response(found, content_type=CONTENT_TYPE, headers=headers)


@cache
def _shared_metrics() -> tuple[Any, Any]:
    """Return the two metrics, of which a process can have but one each."""
    from prometheus_client import Counter, Histogram

    requests = Counter(
        "broadsheet_requests",
        "Requests answered.",
        ("archive", "route", "method", "status"),
        registry=None,
    )
    seconds = Histogram(
        "broadsheet_request_seconds",
        "Seconds until an answer was ready to be sent.",
        ("archive", "route"),
        buckets=_BUCKETS,
        registry=None,
    )
    return requests, seconds
