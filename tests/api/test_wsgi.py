"""The application is served by gunicorn as well, by several workers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

import orjson

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.search import Archive


def test_gunicorn_serves_it_with_several_workers(
    archive: Archive, tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "BROADSHEET_ARCHIVE": str(archive.path),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    options = ("--workers", "2", "--bind", "127.0.0.1:0", "--graceful-timeout", "5")
    application = "broadsheet.api.wsgi:make_application()"
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "gunicorn", *options, application],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            assert server.stderr is not None
            listening = (re.search(r"(http://\S+) ", line) for line in server.stderr)
            address = next(found[1] for found in listening if found)
            for _ in range(20):
                with urlopen(f"{address}/v1/search?q=oil", timeout=20) as answer:  # noqa: S310
                    assert orjson.loads(answer.read())["total"] > 1
            with urlopen(f"{address}/metrics", timeout=20) as answer:  # noqa: S310
                counted = re.findall(
                    rb'^broadsheet_requests_total{.*"/v1/search".*} (\S+)$',
                    answer.read(),
                    re.MULTILINE,
                )
            assert sum(map(float, counted)) == 20
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
