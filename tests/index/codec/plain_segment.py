"""A segment made article by article in plain Python: the oracle of the writer."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import zstandard

from broadsheet.index.analysis import StemGroups, fold, fold_value, tokenize
from broadsheet.index.analysis.version import ANALYSIS_VERSION
from broadsheet.index.codec import scoring_lists
from broadsheet.index.codec.container import ContainerWriter
from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.codec.layout import SUFFIX
from broadsheet.index.codec.stored import digest, encode_stored
from broadsheet.index.documents import field_values
from broadsheet.index.kernels.plain.postings import pack_postings
from broadsheet.index.schema import VALUE_FIELDS, VALUE_GAP, WORD_FIELDS
from broadsheet.index.wellformed import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from broadsheet.index.analysis import Tokens
    from broadsheet.index.article import Article

Places = dict[bytes, dict[int, list[int]]]


def write_plain_segment(
    folder: Path, name: str, articles: list[Article], languages: tuple[str, ...] = ()
) -> Path:
    """Write the segment ``name`` (such as ``MAIN_abc``) of *articles*."""
    path = folder / f"{name}{SUFFIX}"
    with ContainerWriter(path, 3, ANALYSIS_VERSION) as writer:
        _write_documents(writer, articles)
        _write_stories(writer, articles)
        tokens = _write_texts(writer, articles, languages)
        _write_spellings(writer, articles)
        _write_values(writer, articles)
        writer.finish(
            {
                "segment": name,
                "count": len(articles),
                "languages": list(languages),
                "tokens": tokens,
            }
        )
    return path


def changed_spellings(texts: Iterable[Tokens]) -> set[str]:
    """Return the spellings of *texts* that cannot be told from their forms."""
    return {
        spelling
        for tokens in texts
        for form, spelling in zip(tokens.forms, tokens.spellings, strict=True)
        if form != spelling and form.lower() != spelling
    }


def _write_strings(writer, name, strings):
    found = Dictionary.of(strings)
    writer.add(f"{name}.bytes", found.data)
    writer.add(f"{name}.offsets", found.offsets)


def _write_documents(writer, articles):
    ids = [article.id.encode() for article in articles]
    order = sorted(range(len(ids)), key=lambda docnum: (ids[docnum], docnum))
    rank = np.zeros(len(ids), np.uint32)
    rank[order] = np.arange(len(ids))
    _write_strings(writer, "id", ids)
    writer.add("id.order", np.array(order, np.uint32))
    writer.add("id.rank", rank)
    payloads = [encode_stored(article) for article in articles]
    digests = b"".join(map(digest, payloads))
    writer.add("digest", np.frombuffer(digests, np.uint8))
    spans = [span_of(article) for article in articles]
    writer.add("date.kind", np.array([int(span.kind) for span in spans], np.uint8))
    writer.add("date.start", np.array([span.start for span in spans], np.int64))
    writer.add("date.end", np.array([span.end for span in spans], np.int64))
    compress = zstandard.ZstdCompressor(level=3).compress
    frames = Dictionary.of([compress(payload) for payload in payloads])
    writer.add("stored.frames", frames.data)
    writer.add("stored.offsets", frames.offsets)
    _write_strings(writer, "dictionaries", [])


def _write_stories(writer, articles):
    """Name each article's story by the longest that it is a copy of."""
    texts = [
        (tokenize(each.title).forms, tokenize(each.body).forms) for each in articles
    ]
    order = sorted(range(len(texts)), key=lambda docnum: -len(texts[docnum][1]))
    leaders: dict[int, int] = {}
    for place, docnum in enumerate(order):
        found = (
            leader
            for other in order[:place]
            if are_copies(texts[other], texts[docnum])
            for leader in [leaders.get(other, other)]
            if are_copies(texts[leader], texts[docnum])
        )
        leader = next(found, None)
        if leader is not None:
            leaders[docnum] = leader
    keys = [digest(encode_stored(article))[:8] for article in articles]
    copies = sorted(docnum for docnum, x in leaders.items() if keys[x] != keys[docnum])
    writer.add("story.docs", np.array(copies, np.uint32))
    names = b"".join(keys[leaders[docnum]] for docnum in copies)
    writer.add("story.keys", np.frombuffer(names, np.uint64))


def are_copies(one, other):
    """Tell whether one text is a copy of the other, each a title and a body."""
    bodies = sorted((one[1], other[1]), key=len)
    shorter, longer = map(len, bodies)
    if shorter < 20:
        return bool(shorter) and tuple(map(list, one)) == tuple(map(list, other))
    if shorter * 3 < longer:
        return False
    shingles = [
        {tuple(body[n : n + 5]) for n in range(len(body) - 4)} for body in bodies
    ]
    shared, least = len(shingles[0] & shingles[1]), min(map(len, shingles))
    return shared * 20 >= least * (18 if shorter < 50 else 15)


def _write_texts(writer, articles, languages):
    read = {
        field: [tokenize(getattr(article, field)) for article in articles]
        for field in ("title", "body")
    }
    forms = {form for texts in read.values() for text in texts for form in text.forms}
    terms = sorted(form.encode() for form in forms)
    _write_strings(writer, "text.terms", terms)
    fields = {}
    for field, texts in read.items():
        places: Places = {}
        fields[field] = places
        for docnum, text in enumerate(texts):
            for position, form in enumerate(text.forms):
                by_doc = places.setdefault(form.encode(), {})
                by_doc.setdefault(docnum, []).append(position)
        _write_postings(writer, field, terms, places, positional=True)
        _write_offsets(writer, field, texts)
    spelled = changed_spellings(text for texts in read.values() for text in texts)
    rows = _write_stems(writer, terms, spelled, languages)
    for language, groups in rows.items():
        _write_lists(writer, language, groups, terms, fields)
    return {field: sum(map(len, texts)) for field, texts in read.items()}


def _write_stems(writer, terms, spelled, languages):
    numbers = {term.decode(): number for number, term in enumerate(terms)}
    found = {}
    for language in languages:
        pairs = [(form.lower(), form) for form in numbers]
        pairs += [(spelling, fold(spelling)) for spelling in spelled]
        groups = StemGroups(language, pairs)._groups
        keys = sorted(groups, key=str.encode)
        _write_strings(writer, f"stems.{language}.keys", [key.encode() for key in keys])
        rows = [
            sorted(numbers[form] for form in groups[key] if form in numbers)
            for key in keys
        ]
        offsets = np.array([0, *accumulate(map(len, rows))], np.uint32)
        writer.add(f"stems.{language}.offsets", offsets)
        flat = [number for row in rows for number in row]
        writer.add(f"stems.{language}.forms", np.array(flat, np.uint32))
        found[language] = rows
    return found


def _write_lists(writer, language, groups, terms, fields):
    listed = []
    for number, group in enumerate(groups):
        counts = [
            sum(len(places.get(terms[form], {})) for places in fields.values())
            for form in group
        ]
        if (
            len(group) > 1
            and sum(counts) >= scoring_lists.LEAST_POSTINGS
            and 5 * max(counts) <= 4 * sum(counts)
        ):
            listed.append(number)
    writer.add(f"lists.{language}.groups", np.array(listed, np.uint32))
    for field, places in fields.items():
        joined: Places = {}
        for number in listed:
            by_doc = joined.setdefault(str(number).encode(), {})
            for form in groups[number]:
                for docnum, where in places.get(terms[form], {}).items():
                    by_doc.setdefault(docnum, []).extend(where)
        names = [str(number).encode() for number in listed]
        name = f"lists.{language}.{field}"
        _write_postings(writer, name, names, joined, positional=False)


def _write_offsets(writer, field, texts):
    lengths = np.array([len(text) for text in texts], np.uint32)
    writer.add(f"{field}.lengths", lengths)
    starts = np.zeros(len(texts) + 1, np.uint64)
    np.cumsum(lengths, out=starts[1:])
    writer.add(f"{field}.starts", starts)
    codes, escapes = [], []
    for text in texts:
        before = 0
        for start, end in zip(text.starts, text.ends, strict=True):
            gap, length = start - before, end - start
            before = end
            code = (gap + 2) | (length - 1) << 4
            if not (-2 <= gap <= 12 and length <= 16) or code == 0xFF:
                escapes.append((len(codes), gap, length))
                code = 0xFF
            codes.append(code)
    writer.add(f"{field}.codes", np.array(codes, np.uint8))
    columns = list(zip(*escapes, strict=True)) or [(), (), ()]
    writer.add(f"{field}.escapes.tokens", np.array(columns[0], np.uint64))
    writer.add(f"{field}.escapes.gaps", np.array(columns[1], np.int32))
    writer.add(f"{field}.escapes.lengths", np.array(columns[2], np.uint32))


def _write_spellings(writer, articles):
    places: Places = defaultdict(dict)
    for docnum, article in enumerate(articles):
        texts = (tokenize(article.title), tokenize(article.body))
        for spelling in changed_spellings(texts):
            places[spelling.encode()][docnum] = [0]
    _write_strings(writer, "spelling.terms", sorted(places))
    _write_postings(writer, "spelling", sorted(places), places, positional=False)


def _write_values(writer, articles):
    values = [field_values(article) for article in articles]
    for field in VALUE_FIELDS:
        rows = [each[field] for each in values]
        folded = {fold_value(value).encode() for row in rows for value in row}
        terms = sorted(folded)
        given = sorted({value.encode() for row in rows for value in row})
        _write_strings(writer, f"{field}.values", given)
        numbers = [terms.index(fold_value(each.decode()).encode()) for each in given]
        writer.add(f"{field}.values.terms", np.array(numbers, np.uint32))
        offsets = np.array([0, *accumulate(map(len, rows))], np.uint32)
        writer.add(f"{field}.docs.offsets", offsets)
        flat = [given.index(value.encode()) for row in rows for value in row]
        writer.add(f"{field}.docs.values", np.array(flat, np.uint32))
        places: Places = defaultdict(dict)
        for docnum, row in enumerate(rows):
            for value in row:
                places[fold_value(value).encode()][docnum] = [0]
        _write_strings(writer, f"{field}.terms", terms)
        _write_postings(writer, field, terms, places, positional=False)
    for field in WORD_FIELDS:
        _write_words(writer, f"{field}_words", [each[field] for each in values])


def _write_words(writer, name, rows):
    places: Places = defaultdict(dict)
    for docnum, row in enumerate(rows):
        start = 0
        for value in row:
            forms = tokenize(value, acronyms=False).forms
            for position, form in enumerate(forms, start):
                places[form.encode()].setdefault(docnum, []).append(position)
            start += len(forms) + VALUE_GAP
    terms = sorted(places)
    _write_strings(writer, f"{name}.terms", terms)
    _write_postings(writer, name, terms, places, positional=True)


def _write_postings(writer, name, terms, places, *, positional):
    rows = [sorted(places.get(term, {}).items()) for term in terms]
    firsts = np.array([0, *accumulate(map(len, rows))], np.uint64)
    flat = [posting for row in rows for posting in row]
    docs = np.array([docnum for docnum, _ in flat], np.uint32)
    freqs = np.array([len(where) for _, where in flat], np.uint32)
    packed = pack_postings(docs, freqs, firsts)
    writer.add(f"{name}.firsts", firsts)
    for part in ("blocks", "offsets", "lasts", "widths", "data"):
        writer.add(f"{name}.{part}", getattr(packed, part))
    if positional:
        starts = [
            start
            for first, row in zip(firsts[:-1].tolist(), rows, strict=True)
            for start in range(first, first + len(row), 128)
        ]
        before = np.concatenate([[0], np.cumsum(freqs)])
        tokens = [int(before[start]) for start in starts] + [int(before[-1])]
        writer.add(f"{name}.tokens", np.array(tokens, np.uint64))
        positions = [position for _, where in flat for position in where]
        wide = max(positions, default=0) > 0xFFFF
        dtype = np.uint32 if wide else np.uint16
        writer.add(f"{name}.positions", np.array(positions, dtype))
