"""Keys: who may read and who may write, as a file of hashed keys names them.

A line of the file is one key: its scope, its name and the SHA-256 of it, in
hexadecimal digits, with spaces between them; ``#`` begins a comment::

    write  newsroom  9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

A key itself is made by :func:`make_key` and stands nowhere: it holds 256 random
bits, so that its plain hash cannot be turned back.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..index import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BYTES = 32
_PREFIX = "bs_"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")


class Scope(Enum):
    """What a key opens; who may write may read as well."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as the file has it."""

    scope: Scope
    name: str
    digest: bytes

    def __str__(self) -> str:
        return f"{self.scope.value} {self.name} {self.digest.hex()}"


class Keys:
    """The keys of a server; without any, all may read and nobody may write."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys = tuple(keys)

    @classmethod
    def read(cls, path: str | Path) -> Keys:
        """Return the keys in the file *path*.

        :raises SettingsError: if it cannot be read, or a line of it is no key.
        """
        path = Path(path)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "is not UTF-8"
            raise SettingsError(str(path), f"cannot be read: {reason}") from error
        return cls(_parsed(path, lines))

    @property
    def guard_reading(self) -> bool:
        """Whether reading asks for a key: exactly if there is one for it alone."""
        return any(key.scope is Scope.READ for key in self._keys)

    @property
    def allow_writing(self) -> bool:
        """Whether anybody may write."""
        return any(key.scope is Scope.WRITE for key in self._keys)

    def find(self, secret: str) -> Key | None:
        """Return the key that *secret* is; None if it is none.

        Every key is looked at, and each for as long: the time tells nothing.
        """
        digest = _digest(secret)
        found = None
        for key in self._keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def make_key(name: str, scope: Scope) -> tuple[str, Key]:
    """Return a new secret, and the key to keep in its place.

    :raises SettingsError: if *name* has other characters than the file may have.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(
            name, "must be 1 to 64 letters, digits and any of . _ @ - of ASCII"
        )
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    return secret, Key(scope, name, _digest(secret))


def _digest(secret: str) -> bytes:
    return sha256(secret.encode(errors="surrogatepass")).digest()


def _parsed(path: Path, lines: Iterable[str]) -> Iterator[Key]:
    scopes = {scope.value: scope for scope in Scope}
    for number, line in enumerate(lines, start=1):
        parts = line.partition("#")[0].split()
        if not parts:
            continue
        scope, name, digest = parts if len(parts) == 3 else ("", "", "")
        if scope not in scopes or not _NAME.fullmatch(name):
            _refuse(path, number)
        if not _DIGEST.fullmatch(digest):
            _refuse(path, number)
        yield Key(scopes[scope], name, bytes.fromhex(digest))


def _refuse(path: Path, number: int) -> None:
    raise SettingsError(
        f"{path}, line {number}",
        "is no key: write its scope (read or write), its name and its SHA-256, or "
        "have the line made by 'broadsheet key'",
    )
