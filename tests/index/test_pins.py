"""Pins: a held or lately used generation cannot be seized."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.pins import (
    list_pins,
    make_pin,
    pin_folder,
    read_pin,
    seize_pin,
    share_pin,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """A folder with the pin of generation 3."""
    make_pin(tmp_path, 3, ["MAIN_a", "MAIN_b"])
    return tmp_path


def test_a_pin_names_its_segments(edition: Path) -> None:
    make_pin(edition, 12, [])
    assert list_pins(edition) == [12, 3]
    assert read_pin(edition, 3) == {"MAIN_a", "MAIN_b"}
    assert read_pin(edition, 12) == set()


def test_a_pin_that_is_no_list_of_names_is_damage(edition: Path) -> None:
    """Taken for no names, it would have files removed that others are read by."""
    (pin_folder(edition) / "3").write_bytes(b"\xff\xfe")
    with pytest.raises(ArchiveCorruptError, match="is not what was written"):
        read_pin(edition, 3)


def test_an_edition_without_pins_lists_none(tmp_path: Path) -> None:
    assert list_pins(tmp_path) == []


def test_a_new_pin_counts_as_never_used(edition: Path) -> None:
    pin = seize_pin(edition, 3, 600)
    assert pin is not None
    pin.close()


def test_a_pin_is_shared_by_readers_and_not_seized_meanwhile(edition: Path) -> None:
    first, second = share_pin(edition, 3), share_pin(edition, 3)
    assert first is not None
    assert second is not None
    first.close()
    assert seize_pin(edition, 3, 0) is None
    second.close()
    seized = seize_pin(edition, 3, 0)
    assert seized is not None
    assert share_pin(edition, 3) is None
    seized.close()


def test_a_touched_pin_stays_until_its_time_is_over(edition: Path) -> None:
    pin = share_pin(edition, 3)
    assert pin is not None
    pin.touch()
    pin.close()
    assert seize_pin(edition, 3, 600) is None
    ten_minutes_ago = time.time() - 601
    os.utime(pin_folder(edition) / "3", (ten_minutes_ago, ten_minutes_ago))
    seized = seize_pin(edition, 3, 600)
    assert seized is not None
    seized.close()


def test_uses_are_noted_again_after_a_second(
    edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin, path = share_pin(edition, 3), pin_folder(edition) / "3"
    assert pin is not None
    now = time.monotonic()
    noted = []
    for passed in (0.0, 0.9, 1.1, 1.2, 2.2):
        monkeypatch.setattr(time, "monotonic", lambda passed=passed: now + passed)
        os.utime(path, (0, 0))
        pin.touch()
        noted.append(path.stat().st_mtime > 0)
    pin.close()
    assert noted == [True, False, True, False, True]


def test_touching_a_removed_pin_does_nothing(edition: Path) -> None:
    pin = share_pin(edition, 3)
    assert pin is not None
    pin.unlink()
    pin.touch()
    pin.close()
    assert share_pin(edition, 3) is None
    assert seize_pin(edition, 3, 0) is None


@pytest.mark.parametrize("errno", [1, 13, 30])
def test_touching_in_a_read_only_archive_does_nothing(
    edition: Path, monkeypatch: pytest.MonkeyPatch, errno: int
) -> None:
    pin = share_pin(edition, 3)
    assert pin is not None

    def refuse(*_arguments: object) -> None:
        raise OSError(errno, os.strerror(errno))

    monkeypatch.setattr(os, "utime", refuse)
    pin.touch()
    pin.close()


def test_other_errors_of_touching_are_raised(
    edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = share_pin(edition, 3)
    assert pin is not None

    def fail(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "utime", fail)
    with pytest.raises(OSError, match="Input"):
        pin.touch()
    pin.close()
