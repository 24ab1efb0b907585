"""A run's report as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from broadsheet.index import Example, Rejection, Report
from broadsheet.scripts.report import show_report, show_table

if TYPE_CHECKING:
    import pytest


def _report(**changes: Any) -> Report:
    facts: dict[str, Any] = {
        "revision": "2.1",
        "added": 21_578,
        "replaced": 0,
        "unchanged": 1,
        "duplicate": 0,
        "rejected": 0,
        "rejections": (),
        "empty": 1,
        "undated": 1,
        "vanished": 0,
        "seconds": 41.26,
        "text_bytes": 20_000_000,
    }
    return Report(**{**facts, **changes})


def test_report_is_an_aligned_table(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(_report(), None)
    assert capsys.readouterr().out == (
        "read       21,579\n"
        "added      21,578\n"
        "replaced        0\n"
        "unchanged       1\n"
        "duplicate       0\n"
        "rejected        0\n"
        "empty           1\n"
        "undated         1\n"
        "vanished        0\n"
        "seconds      41.3\n"
        "MB/s         0.48\n"
        "revision      2.1\n"
    )


def test_first_ten_rejections_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rejections = tuple(Rejection("a.jsonl", n, "no object", b"1") for n in range(1, 13))
    show_report(_report(rejected=1500, rejections=rejections), None)
    out = capsys.readouterr().out
    assert "  a.jsonl:1: no object\n" in out
    assert "  a.jsonl:10: no object\n  and 1,490 more\n" in out
    assert out.endswith("--rejects FILE keeps them, to be mended and added.\n")


def test_what_others_wrote_is_one_line_without_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rejections = (Rejection("a\x07.jsonl", 1, "no\x9b1m\nobject", b"1"),)
    show_report(_report(rejected=1, rejections=rejections), None)
    assert "  a .jsonl:1: no 1m object\n" in capsys.readouterr().out


def test_letters_that_are_joined_stay_joined(
    capsys: pytest.CaptureFixture[str],
) -> None:
    title = "می\u200cخواهم \U0001f469\u200d\U0001f467"
    example = Example("added", "1", title, None, "", ())
    show_report(_report(is_preview=True, examples=(example,)), None)
    assert f"  added  1  {title}\n" in capsys.readouterr().out


def test_rejects_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    rejection = Rejection("a.jsonl", 7, "no object", b"1")
    show_report(_report(rejected=1, rejections=(rejection,)), Path("bad.jsonl"))
    out = capsys.readouterr().out
    assert "more" not in out
    assert out.endswith("All of them are in bad.jsonl, to be mended and added.\n")


def test_table_keeps_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show_table([("a", "10,000"), ("longer", "1")])
    assert capsys.readouterr().out == "a       10,000\nlonger       1\n"
