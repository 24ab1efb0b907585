"""``broadsheet key``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.api import Keys, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_keys_are_added_to_the_file_and_shown_once(
    invoke: Invoke, tmp_path: Path
) -> None:
    path = tmp_path / "keys"
    secrets = [
        invoke("key", name, "--scope", scope, "--file", path).out.strip()
        for name, scope in (("desk", "write"), ("visitor", "read"))
    ]
    keys = Keys.read(path)
    found = [keys.find(secret) for secret in secrets]
    assert [(key.name, key.scope) for key in found if key] == [
        ("desk", Scope.WRITE),
        ("visitor", Scope.READ),
    ]
    assert not any(secret in path.read_text() for secret in secrets)
    assert path.stat().st_mode & 0o077 == 0


def test_a_last_line_without_an_end_stays_a_line(
    invoke: Invoke, tmp_path: Path
) -> None:
    path = tmp_path / "keys"
    path.write_text("# ours")
    secret = invoke("key", "a", "--scope", "read", "--file", path).out.strip()
    assert Keys.read(path).find(secret)


@pytest.mark.parametrize("name", ["a b", ""])
def test_a_name_that_the_file_cannot_have_is_refused(
    invoke: Invoke, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "keys"
    ended = invoke("key", name, "--scope", "read", "--file", path)
    assert ended.code != 0
    assert "1 to 64 letters" in ended.err
    assert not path.exists()
