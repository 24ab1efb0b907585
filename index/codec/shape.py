"""Shape: which arrays a segment has, of which type, and how long they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schema import DIGEST_BYTES, VALUE_FIELDS
from .layout import LISTS_SINCE, POSTINGS, STORIES_SINCE, TEXTS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .layout import SegmentFile

_DOCUMENTS = {
    "id.order": "<u4",
    "id.rank": "<u4",
    "date.kind": "|u1",
    "date.start": "<i8",
    "date.end": "<i8",
}
_POSTINGS = {
    "firsts": "<u8",
    "blocks": "<u4",
    "offsets": "<u8",
    "lasts": "<u4",
    "widths": "|u1",
    "data": "|u1",
}
_POSITIONAL = {"tokens": "<u8", "positions": "<u2 <u4"}
_TEXT = {
    "lengths": "<u4",
    "starts": "<u8",
    "codes": "|u1",
    "escapes.tokens": "<u8",
    "escapes.gaps": "<i4",
    "escapes.lengths": "<u4",
}
#: Arrays of offsets, and the array that each is into.
CSR = {
    "id.offsets": "id.bytes",
    "stored.offsets": "stored.frames",
    "dictionaries.offsets": "dictionaries.bytes",
    **{f"{field}.values.offsets": f"{field}.values.bytes" for field in VALUE_FIELDS},
    **{f"{field}.docs.offsets": f"{field}.docs.values" for field in VALUE_FIELDS},
}
DICTIONARIES = ("text", *(name for name in POSTINGS if name not in TEXTS))


def dictionary_csr(file: SegmentFile) -> dict[str, str]:
    """Return the offsets of dictionaries and stem groups, and what each is into."""
    found = {f"{name}.terms.offsets": f"{name}.terms.bytes" for name in DICTIONARIES}
    for language in file.meta["languages"]:
        stems = f"stems.{language}"
        found[f"{stems}.keys.offsets"] = f"{stems}.keys.bytes"
        found[f"{stems}.offsets"] = f"{stems}.forms"
    return found


def broken_shape(file: SegmentFile) -> Iterator[str]:
    """Yield what is wrong with the arrays themselves; if anything is, stop there."""
    expected = _types(file)
    there = set(file.container.names())
    for name in sorted(there - expected.keys()):
        yield f"has an array {name} that is not known"
    for name in sorted(expected.keys() - there):
        yield f"has no array {name}"
    for name in sorted(expected.keys() & there):
        if file.array(name).dtype.str not in expected[name].split():
            yield f"has an array {name} of type {file.array(name).dtype.str}"


def broken_sizes(file: SegmentFile) -> Iterator[str]:
    """Yield which arrays are too long or too short."""
    for name, size in _sizes(file).items():
        if len(file.array(name)) != size:
            yield f"has {len(file.array(name))} elements in {name} for {size}"


def _types(file: SegmentFile) -> dict[str, str]:
    csr = CSR | dictionary_csr(file)
    narrow = (".docs.offsets", *(f"stems.{each}.offsets" for each in _languages(file)))
    types = {name: "<u4" if name.endswith(narrow) else "<u8" for name in csr}
    numbers = (".docs.values", ".forms")
    types |= {name: "<u4" if name.endswith(numbers) else "|u1" for name in csr.values()}
    types |= _DOCUMENTS
    types["digest"] = "|u1"
    if file.container.format_version >= STORIES_SINCE:
        types |= {"story.docs": "<u4", "story.keys": "<u8"}
    types |= {f"{field}.values.terms": "<u4" for field in VALUE_FIELDS}
    for name in POSTINGS:
        parts = _POSTINGS | (_POSITIONAL if name in (*TEXTS, *WORDS) else {})
        types |= {f"{name}.{part}": kind for part, kind in parts.items()}
    for name in TEXTS:
        types |= {f"{name}.{part}": kind for part, kind in _TEXT.items()}
    for language in listing_languages(file):
        types[f"lists.{language}.groups"] = "<u4"
        for name in list_names(language):
            types |= {f"{name}.{part}": kind for part, kind in _POSTINGS.items()}
    return types


def _sizes(file: SegmentFile) -> dict[str, int]:
    """Return the sizes that are told by the number of documents or by each other."""
    count = file.count
    sizes = dict.fromkeys(_DOCUMENTS, count)
    sizes |= {"digest": count * DIGEST_BYTES}
    sizes |= dict.fromkeys(("id.offsets", "stored.offsets"), count + 1)
    if file.container.format_version >= STORIES_SINCE:
        sizes["story.keys"] = len(file.array("story.docs"))
    for field in VALUE_FIELDS:
        sizes[f"{field}.docs.offsets"] = count + 1
        sizes[f"{field}.values.terms"] = len(file.array(f"{field}.values.offsets")) - 1
    for name in POSTINGS:
        sizes |= _posting_sizes(file, name, len(file.dictionary(name)))
        if name in (*TEXTS, *WORDS):
            sizes[f"{name}.tokens"] = len(file.array(f"{name}.lasts")) + 1
    for name in TEXTS:
        sizes |= {f"{name}.lengths": count, f"{name}.starts": count + 1}
        escapes = len(file.array(f"{name}.escapes.tokens"))
        sizes |= dict.fromkeys(
            (f"{name}.escapes.gaps", f"{name}.escapes.lengths"), escapes
        )
    for language in _languages(file):
        stems = f"stems.{language}"
        sizes[f"{stems}.offsets"] = len(file.array(f"{stems}.keys.offsets"))
    for language in listing_languages(file):
        for name in list_names(language):
            sizes |= _posting_sizes(file, name, len(file.listed_groups(language)))
    return sizes


def _posting_sizes(file: SegmentFile, name: str, terms: int) -> dict[str, int]:
    blocks = len(file.array(f"{name}.lasts"))
    sizes = {f"{name}.{part}": terms + 1 for part in ("firsts", "blocks")}
    return sizes | {f"{name}.offsets": blocks + 1, f"{name}.widths": 2 * blocks}


def list_names(language: str) -> list[str]:
    """Return the names of the postings that scoring lists of *language* are."""
    return [f"lists.{language}.{text}" for text in TEXTS]


def listing_languages(file: SegmentFile) -> list[str]:
    """Return the languages of which a file has scoring lists."""
    return _languages(file) if file.container.format_version >= LISTS_SINCE else []


def _languages(file: SegmentFile) -> list[str]:
    languages: list[str] = file.meta["languages"]
    return languages
