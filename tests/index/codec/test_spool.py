"""Spool: what was gathered comes back in order, and nothing stays on disk."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.index.codec import spool
from broadsheet.index.codec.spool import Spool


@pytest.fixture
def path(tmp_path):
    return tmp_path / "spooled.tmp"


@pytest.mark.parametrize("kept", [1, 100, 4 << 20])
def test_parts_come_back_in_order(path, kept, monkeypatch):
    monkeypatch.setattr(spool, "_KEPT_BYTES", kept)
    monkeypatch.setattr(spool, "_PART_BYTES", 64)
    parts = [np.arange(count, dtype=np.uint32) for count in (3, 0, 40, 5)]
    gathered = Spool(path, np.uint32)
    for part in parts:
        gathered.write(part)
    assert gathered.count == 48
    whole = b"".join(gathered.parts())
    assert whole == np.concatenate(parts).tobytes()
    assert path.exists() == (kept < 48 * 4)
    gathered.close()
    assert not path.exists()


def test_nothing_gathered_is_nothing(path):
    gathered = Spool(path, np.uint8)
    assert list(gathered.parts()) == []
    gathered.close()
    assert not path.exists()


def test_what_is_changed_after_it_was_written_stays_as_it_was(path):
    part = np.ones(3, np.uint8)
    gathered = Spool(path, np.uint8)
    gathered.write(part)
    part[:] = 2
    assert list(gathered.parts()) == [b"\1\1\1"]
    gathered.close()


def test_another_type_is_refused(path):
    with pytest.raises(TypeError, match="uint8"):
        Spool(path, np.uint32).write(np.zeros(1, np.uint8))
