"""XML, as a stream: one element after another, nothing else of the document held.

Entities that a document defines are refused, and nothing outside it is loaded: there
is nothing that could grow. Entities of HTML, which feeds are full of, are read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from html.entities import html5, name2codepoint
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat  # it is told to refuse what could grow

from ..cleaning.encoding import known_encoding
from ..errors import SettingsError
from .packings import BrokenStreamError
from .rawrecord import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What XML itself defines.
_OF_XML = frozenset(("amp", "apos", "gt", "lt", "quot"))
#: The entities of HTML 4. In an attribute the parser reads those that are defined, and
#: passes over others without a word; all of HTML 5 would take a millisecond a document.
_ENTITIES = "".join(
    f'<!ENTITY {name} "&#{point};">'
    for name, point in name2codepoint.items()
    if name not in _OF_XML
).encode()
#: Elements in elements.
_MOST_DEPTH = 200
#: Bytes of one tag or comment, which the parser holds whole.
_MOST_TOKEN_BYTES = 4 * 2**20
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "",
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://iptc.org/std/NITF/2006-10-18/": "",
}
_WORDPRESS = re.compile(r"http://wordpress\.org/export/[\d.]+/(excerpt/)?")


@dataclass(slots=True)
class Element:
    """An element and what is in it, in order."""

    name: str
    attributes: Mapping[str, str]
    parts: list[str | Element] = field(default_factory=list)

    def children(self, *names: str) -> Iterator[Element]:
        """Yield the elements in it that have one of *names*."""
        for part in self.parts:
            if isinstance(part, Element) and part.name in names:
                yield part

    def child(self, *path: str) -> Element | None:
        """Return the first element at *path* below it."""
        here: Element | None = self
        for name in path:
            here = next(here.children(name), None) if here else None
        return here

    def within(self, *names: str) -> Iterator[Element]:
        """Yield the elements of *names* anywhere in it, in order."""
        for part in self.parts:
            if isinstance(part, Element):
                if part.name in names:
                    yield part
                yield from part.within(*names)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(
            part if isinstance(part, str) else part.text for part in self.parts
        )

    def text_of(self, *path: str) -> str:
        """Return the text of the element at *path*, without the space around it."""
        found = self.child(*path)
        return found.text.strip() if found else ""


class FoundElement(NamedTuple):
    """An element and where it stands."""

    element: Element
    #: The name of the document's root.
    root: str
    raw: bytes
    line: int
    offset: int
    #: Bytes that it has; more than ``raw`` where it was too long to hold.
    size: int


class XmlBrokenError(Exception):
    """The rest of a document cannot be read; the message says why."""

    def __init__(self, reason: str, line: int, offset: int, raw: bytes) -> None:
        super().__init__(reason)
        self.line = line
        self.offset = offset
        #: The start of the element that it happened in.
        self.raw = raw


def read_elements(
    chunks: Iterable[bytes], depths: Mapping[str, int]
) -> Iterator[FoundElement]:
    """Yield the elements that are so deep below a root of the name.

    A root that is not among *depths* has nothing that is yielded.

    :raises XmlBrokenError: where the document is no XML, ends early, or has what is
        refused.
    """
    reader: _Reader | None = None
    try:
        for chunk in chunks:
            reader = reader or _Reader(chunk, depths)
            yield from reader.read(chunk, is_last=False)
    except BrokenStreamError as error:
        raise (reader or _Reader(b"", depths)).broken(str(error)) from error
    if reader:
        yield from reader.read(b"", is_last=True)


class _Reader:
    """Reads chunks of one document."""

    def __init__(self, head: bytes, depths: Mapping[str, int]) -> None:
        self._depths = depths
        self._decode = _decoder(head)
        self._parser = expat.ParserCreate(
            None if b"\0" in head[:4] else "utf-8", namespace_separator=" "
        )
        # A subset of ours: entities unknown to it are passed over, not errors.
        self._parser.UseForeignDTD(True)  # noqa: FBT003 - expat's
        self._parser.SetParamEntityParsing(
            expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE
        )
        self._parser.ExternalEntityRefHandler = self._load_entities
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SkippedEntityHandler = self._skipped
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.buffer_text = True
        self._root = ""
        self._depth = 0
        # The elements that are open, from the one to be yielded on.
        self._open: list[Element] = []
        self._is_dropped = False
        self._began = (0, 1)
        self._ended: list[FoundElement] = []
        # What was fed from the start of the element on, and where that is.
        self._held = bytearray()
        self._held_at = 0
        self._fed = 0

    def read(self, chunk: bytes, *, is_last: bool) -> Iterator[FoundElement]:
        """Yield the elements that end in *chunk*."""
        if self._decode:
            chunk = self._decode.decode(chunk, is_last).encode()
        self._held += chunk
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            yield from self._ended
            self._ended = []
            why = expat.ErrorString(error.code)
            where = f"line {error.lineno}, column {error.offset + 1}"
            reason = f"not XML from {where} on: {why}; the rest was not read"
            raise self.broken(reason) from error
        except XmlBrokenError:
            yield from self._ended
            raise
        yield from self._ended
        self._ended = []
        self._forget()
        if self._fed - self._parser.CurrentByteIndex > _MOST_TOKEN_BYTES:
            raise self.broken("a tag or comment is longer than 4 MiB")

    def broken(self, reason: str) -> XmlBrokenError:
        """Return the error for what cannot be read on from here."""
        if self._open or self._is_dropped:
            offset, line = self._began
        else:
            offset, line = self._place()
        raw = bytes(self._held[max(0, offset - self._held_at) :])
        return XmlBrokenError(reason, line, offset, raw)

    def _place(self) -> tuple[int, int]:
        parser = self._parser
        return max(0, parser.CurrentByteIndex), parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _short(name)
        if not self._depth:
            self._root = name
        if self._depth >= _MOST_DEPTH:
            raise self.broken(f"elements are nested more than {_MOST_DEPTH} deep")
        if self._depth == self._depths.get(self._root):
            self._began = self._place()
            self._is_dropped = False
            self._open = [Element(name, _short_names(attributes))]
        elif self._open:
            element = Element(name, _short_names(attributes))
            self._open[-1].parts.append(element)
            self._open.append(element)
            self._drop_if_too_long()
        self._depth += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == self._depths.get(self._root):
            offset, line = self._began
            here = self._place()[0] - self._held_at
            close = self._held.find(b">", here) + 1
            raw = bytes(self._held[max(0, offset - self._held_at) : close])
            element = self._open[0] if self._open else Element(_short(name), {})
            size = self._held_at + close - offset
            found = FoundElement(element, self._root, raw, line, offset, size)
            self._ended.append(found)
            self._open, self._is_dropped = [], False
        elif self._open:
            self._open.pop()

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)
            self._drop_if_too_long()

    def _load_entities(self, context: str | None, *_: object) -> int:
        """Read the entities of HTML for what is outside."""
        outside = self._parser.ExternalEntityParserCreate(context)
        outside.EntityDeclHandler = None
        outside.Parse(_ENTITIES, True)  # noqa: FBT003 - expat's
        return 1

    def _skipped(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - expat's
        if not is_parameter:
            self._text(html5.get(f"{name};", f"&{name};"))

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self.broken(f"defines an entity, {name[:40]!r}, which is not read")

    def _drop_if_too_long(self) -> None:
        if self._parser.CurrentByteIndex - self._began[0] > MAX_RECORD_BYTES:
            self._open = []
            self._is_dropped = True

    def _forget(self) -> None:
        """Let go of what no element that is open is made of."""
        if self._is_dropped:
            self._held, self._held_at = bytearray(), self._fed
            return
        start = self._began[0] if self._open else self._parser.CurrentByteIndex
        if start > self._held_at:
            del self._held[: start - self._held_at]
            self._held_at = start


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """Return what decodes a document in an encoding that the parser does not know."""
    declared = _DECLARED.match(head)
    if declared is None:
        return None
    try:
        name = known_encoding(declared[1].decode())
    except SettingsError:
        return None
    if name == "utf-8" or name.startswith(("utf-16", "utf-32")):
        return None
    return codecs.getincrementaldecoder(name)("replace")


def _short(name: str) -> str:
    """Return *name* with a prefix of ours for its namespace."""
    space, _, local = name.rpartition(" ")
    if not space:
        return local
    if wordpress := _WORDPRESS.fullmatch(space):
        return f"{'excerpt' if wordpress[1] else 'wp'}:{local}"
    return f"{_PREFIXES.get(space, space + ' ')}{local}"


def _short_names(attributes: dict[str, str]) -> dict[str, str]:
    return {_short(name): value for name, value in attributes.items()}
