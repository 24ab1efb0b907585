"""The whole of ``scripts/bench``, small, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import orjson

from broadsheet.scripts.benchmark.workload import CLASSES

if TYPE_CHECKING:
    from pathlib import Path

#: Makes tantivy one that cannot be imported, in the children as well.
_WITHOUT_TANTIVY = "raise ImportError('hidden by a test')\n"


def _bench(*arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "broadsheet.scripts.benchmark", *arguments],
        cwd=path,
        env={**os.environ, "PYTHONPATH": str(path), "TMPDIR": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_small_run_reports_every_class_without_tantivy(tmp_path: Path) -> None:
    (tmp_path / "tantivy.py").write_text(_WITHOUT_TANTIVY, "utf-8")
    run = _bench(
        *("--articles", "60", "--queries", "2", "--runs", "1", "--rounds", "2"),
        *("--adds", "2", "--threads", "1", "--output", "out.json"),
        path=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    assert "left out: tantivy: tantivy is not installed" in run.stderr
    found = orjson.loads((tmp_path / "out.json").read_bytes())
    assert list(found["versions"]) == ["broadsheet", "fts5", "whoosh"]
    (archive,) = found["archives"]
    assert archive["articles"] == 60
    ours = archive["median"]["broadsheet"]["searched"]["classes"]
    assert list(ours) == list(CLASSES)
    assert all(each["p50_ms"] > 0 for each in ours.values())
    beside = archive["median"]["fts5"]["searched"]["classes"]
    assert beside["fuzzy, 1 edit"] is None
    for name in CLASSES:
        assert sum(line.startswith(name) for line in run.stdout.splitlines()) == 3
    assert not list(tmp_path.glob("broadsheet-bench-*")), "left behind"


def test_help_names_the_script(tmp_path: Path) -> None:
    assert _bench("--help", path=tmp_path).stdout.startswith("Usage: scripts/bench ")


def test_several_sizes_are_drawn_for_the_engines_chosen(tmp_path: Path) -> None:
    run = _bench(
        *("--articles", "60,90", "--queries", "1", "--runs", "1", "--rounds", "1"),
        *("--adds", "1", "--threads", "2", "--engines", "broadsheet,fts5"),
        *("--markdown", "out.md", "--chart", "out.svg"),
        path=tmp_path,
    )
    assert run.returncode == 0, run.stderr
    assert "facets and timeline: fts5" in run.stdout
    page = (tmp_path / "out.md").read_text("utf-8")
    assert page.index("### 60 articles") < page.index("### 90 articles")
    assert page.index("### 90 articles") < page.index("### Growth")
    assert "whoosh" not in page
    assert (tmp_path / "out.svg").read_text("utf-8").startswith("<svg ")


def test_chart_of_one_size_is_refused_before_anything_is_measured(
    tmp_path: Path,
) -> None:
    run = _bench("--articles", "60", "--chart", "out.svg", path=tmp_path)
    assert run.returncode == 2
    assert "--chart needs several sizes" in run.stderr
    assert not run.stdout


def test_file_that_cannot_be_read_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "1"}\n{"title": 3}\n', "utf-8")
    run = _bench("bad.jsonl", path=tmp_path)
    assert run.returncode == 1
    assert "Error: bad.jsonl:2: " in run.stderr
    assert "Traceback" not in run.stderr


def test_too_few_articles_are_told_in_a_line(tmp_path: Path) -> None:
    run = _bench("--articles", "1", path=tmp_path)
    assert run.returncode == 1
    assert "give more of them" in run.stderr
    assert "Traceback" not in run.stderr
