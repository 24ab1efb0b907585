"""Bytes are unpacked by what they are, whole, or with a word on what is missing."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
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

BZIP2 = b"".join(
    bz2.compress(TEXT[at : at + 9_000]) for at in range(0, len(TEXT), 9_000)
)
#: Of a file that is shorter it cannot be told that it is packed.
_MAGIC_LENGTHS: dict[Callable[[bytes], bytes], int] = {
    gzip.compress: 2,
    zstandard.compress: 4,
    bz2.compress: 10,
    lzma.compress: 6,
}


def _greedy_xz() -> bytes:
    """Return what asks for 4 GB to be unpacked to a byte."""
    packed = bytearray(lzma.compress(b"x"))
    size = (packed[12] + 1) * 4
    packed[16] = 40
    checked = zlib.crc32(packed[12 : 12 + size - 4])
    packed[12 + size - 4 : 12 + size] = checked.to_bytes(4, "little")
    return bytes(packed)


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
        bz2.compress(TEXT),
        BZIP2,
        lzma.compress(TEXT, preset=9),
        lzma.compress(TEXT) + b"\0" * 512 + lzma.compress(b""),
    ],
    ids=[
        *("plain", "bom", "gzip", "gzip bom", "members", "padded", "zstd", "frames"),
        *("bzip2", "streams", "xz", "xz padded"),
    ],
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
        (BZIP2[:-1], "the bzip2 data ends early"),
        (BZIP2[:-4_000], "the bzip2 data ends early"),
        (BZIP2 + b"more", "the bzip2 data is damaged"),
        (BZIP2[:-9] + b"x" * 9, "the bzip2 data is damaged"),
        (lzma.compress(TEXT) + lzma.compress(TEXT)[:-1], "the xz data ends early"),
        (lzma.compress(TEXT) + b"more than that", "the xz data is damaged"),
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


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_little_that_stands_for_much_is_unpacked_bit_by_bit(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(pack(b"\0" * (20 * 2**20)))
    assert path.stat().st_size < 4_096
    stream = ByteStream(str(path))
    assert sum(map(len, stream)) == 20 * 2**20
    stream.close()
    stream = ByteStream(str(path))
    assert max(map(len, stream)) <= 2**20
    stream.close()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(TEXT, mtime=0)[:9], "the gzip data ends early"),
        (b"\x1f\x8bnothing", "the gzip data is damaged"),
        (zstandard.compress(TEXT)[:9], "the zstd data ends early"),
        (b"PK\x03\x04", "is a zip file"),
        (bz2.compress(TEXT)[:10], "the bzip2 data ends early"),
        (b"BZh91AY&SYnothing of the kind", "the bzip2 data is damaged"),
        (lzma.compress(TEXT)[:20], "the xz data ends early"),
        (b"\xfd7zXZ\0nothing of the kind", "the xz data is damaged"),
        (_greedy_xz(), "the xz data is damaged: Memory usage limit exceeded"),
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


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstandard.compress, bz2.compress, lzma.compress, bytes],
)
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
        is_told = len(part) >= _MAGIC_LENGTHS.get(pack, 0) and pack is not bytes
        assert found == (b"x" + data if is_told else part)
