"""Bytes are unpacked by what they are, whole, or with a word on what is missing."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.errors import UnreadableSourceError
from broadsheet.index.sources.bytestream import BrokenStreamError, ByteStream

TEXT = b"".join(b"line %d\n" % number for number in range(30_000))
#: Many blocks, so that a part of it gives a part of the text.
ZSTD = b"".join(
    zstandard.compress(TEXT[at : at + 9_000]) for at in range(0, len(TEXT), 9_000)
)


def stream_of(path: Path) -> bytes:
    stream = ByteStream(str(path))
    try:
        return b"".join(stream)
    finally:
        stream.close()


@pytest.mark.parametrize(
    "packed",
    [
        TEXT,
        b"\xef\xbb\xbf" + TEXT,
        gzip.compress(TEXT, mtime=0),
        gzip.compress(b"\xef\xbb\xbf" + TEXT, mtime=0),
        gzip.compress(TEXT[:999], mtime=0)
        + gzip.compress(b"", mtime=0)
        + gzip.compress(TEXT[999:], mtime=0),
        gzip.compress(TEXT, mtime=0) + b"\0" * 512,
        zstandard.compress(TEXT),
        ZSTD,
    ],
    ids=["plain", "bom", "gzip", "gzip bom", "members", "padded", "zstd", "frames"],
)
def test_the_whole_text_is_read_whatever_the_name(
    tmp_path: Path, packed: bytes
) -> None:
    path = tmp_path / "anything"
    path.write_bytes(packed)
    assert stream_of(path) == TEXT


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress(TEXT, mtime=0)[:-1], "the gzip data ends early"),
        (gzip.compress(TEXT, mtime=0)[:-4_000], "the gzip data ends early"),
        (gzip.compress(TEXT, mtime=0) + b"more", "the gzip data is damaged"),
        (
            gzip.compress(TEXT, mtime=0) + gzip.compress(TEXT, mtime=0)[:9],
            "the gzip data ends early",
        ),
        (ZSTD[:-1], "the zstd data ends early"),
        (ZSTD[:-4_000], "the zstd data ends early"),
        (ZSTD + b"more", "the zstd data is damaged"),
    ],
)
def test_an_early_end_is_told_after_what_is_good(
    tmp_path: Path, packed: bytes, reason: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(packed)
    stream = ByteStream(str(path))
    chunks: list[bytes] = []
    with pytest.raises(BrokenStreamError, match=reason):
        chunks.extend(stream)
    stream.close()
    assert any(chunks)
    assert (TEXT + TEXT).startswith(b"".join(chunks))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(TEXT, mtime=0)[:9], "the gzip data ends early"),
        (b"\x1f\x8bnothing", "the gzip data is damaged"),
        (zstandard.compress(TEXT)[:9], "the zstd data ends early"),
        (b"PK\x03\x04", "is a zip file"),
        (b"BZh9", "is packed with bzip2"),
        (b"\xfd7zXZ\0", "is packed with xz"),
    ],
)
def test_what_cannot_be_read_at_all_is_an_error(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(UnreadableSourceError) as caught:
        ByteStream(str(path))
    assert caught.value.path == str(path)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "cannot be opened: No such file"),
        (".", "is a folder; name the files in it"),
        ("a\0b", "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_an_error(
    tmp_path: Path, name: str, reason: str
) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        ByteStream(f"{tmp_path}/{name}")
    assert caught.value.reason.startswith(reason)


def test_size_and_position_count_packed_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(ZSTD)
    stream = ByteStream(str(path))
    positions = [stream.position for _ in stream]
    stream.close()
    assert stream.size == positions[-1] == len(ZSTD)
    assert positions == sorted(positions)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, bytes])
@given(data=st.binary(max_size=200), cut=st.integers(0, 200))
@settings(max_examples=60)
def test_every_cut_is_told_or_costs_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    pack: Callable[[bytes], bytes],
    data: bytes,
    cut: int,
) -> None:
    packed = pack(b"x" + data)
    part = packed[:cut]
    path = tmp_path_factory.getbasetemp() / "cut"
    path.write_bytes(part)
    try:
        found = stream_of(path)
    except (BrokenStreamError, UnreadableSourceError):
        assert pack is not bytes
    else:
        assert found == (part if len(part) < 4 or pack is bytes else b"x" + data)
