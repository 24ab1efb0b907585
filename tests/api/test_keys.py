"""Keys are kept hashed, read from a file, and found whatever else is tried."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.api import Keys, Scope, make_key
from broadsheet.index import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = sha256(b"secret").hexdigest()


def test_a_key_is_found_by_its_secret_and_by_nothing_else(tmp_path: Path) -> None:
    made = [make_key(f"k{number}", scope) for number, scope in enumerate(Scope)]
    path = tmp_path / "keys"
    path.write_text("".join(f"{key}\n" for _secret, key in made))
    keys = Keys.read(path)
    assert [keys.find(secret) for secret, _key in made] == [key for _, key in made]
    for secret, key in made:
        assert secret not in path.read_text()
        for wrong in ("", secret[:-1], secret + " ", str(key), key.digest.hex()):
            assert keys.find(wrong) is None


@given(st.text())
def test_any_text_may_be_tried(text: str) -> None:
    _secret, key = make_key("a", Scope.WRITE)
    assert Keys([key]).find(text) is None


def test_two_keys_are_never_the_same() -> None:
    secrets = {make_key("a", Scope.READ)[0] for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) > 40 for secret in secrets)


@pytest.mark.parametrize(
    ("scopes", "guarded", "writable"),
    [
        ((), False, False),
        ((Scope.WRITE,), False, True),
        ((Scope.READ,), True, False),
        ((Scope.READ, Scope.WRITE), True, True),
    ],
)
def test_a_read_key_closes_reading_and_a_write_key_opens_writing(
    scopes: tuple[Scope, ...], guarded: bool, writable: bool
) -> None:
    keys = Keys(make_key("a", scope)[1] for scope in scopes)
    assert (keys.guard_reading, keys.allow_writing) == (guarded, writable)


def test_comments_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"# ours\n\n  write\tdesk {DIGEST}  # until spring\n")
    found = Keys.read(str(path)).find("secret")
    assert found is not None
    assert (found.name, found.scope) == ("desk", Scope.WRITE)


@pytest.mark.parametrize(
    "line",
    [
        "write desk",
        f"admin desk {DIGEST}",
        f"write desk {DIGEST[:-1]}",
        f"write desk {DIGEST.upper()}",
        f"write a/b {DIGEST}",
        f"write a b {DIGEST}",
        "secret",
    ],
)
def test_a_line_that_is_no_key_is_refused_by_its_number(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "keys"
    path.write_text(f"# one\n{line}\n")
    with pytest.raises(SettingsError, match="line 2: is no key") as caught:
        Keys.read(path)
    # What may be a key typed in the wrong place is not told on.
    assert line not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "keys"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read"):
        Keys.read(path)


@pytest.mark.parametrize("name", ["", "a b", "é", "a\n", "x" * 65])
def test_a_name_has_plain_characters(name: str) -> None:
    with pytest.raises(SettingsError, match="1 to 64"):
        make_key(name, Scope.READ)
