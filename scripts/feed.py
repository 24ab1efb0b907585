"""Feed: the files of one run, read one after another."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, get_args

import click

from ..index import (
    STEPS,
    Cleaner,
    FieldMapping,
    Format,
    Mark,
    ParserPool,
    Profile,
    Rejection,
    RejectsFile,
    UnreadableSourceError,
    load_kernels,
    open_source,
    read_profile,
    refused_file,
)
from .options import new_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..index import ArchiveSettings, Article, Document, Ordered, Source

    #: What becomes of a record.
    Item = Article | Document | Rejection


class How(TypedDict):
    """How files are read: the values of :func:`how_options`."""

    mapping: tuple[str, ...]
    day_first: bool | None
    format: str | None
    encoding: str | None
    profile: Path | None
    clean: tuple[str, ...]
    no_clean: tuple[str, ...]
    processes: int | None


class Reading(How):
    """And what is done with what is read: the values of :func:`reading_options`."""

    rejects: Path | None
    strict: bool
    dry_run: bool


class Feed:
    """The articles and rejections in *files*, in order, to be read once.

    Files are opened one at a time, but each is looked at beforehand: a wrong
    name is told before anything is read. Standard input (``-``) and pipes are
    not: they can be read only once.

    :raises UnreadableSourceError: if one of the files cannot be read.
    :raises SettingsError: if the mapping, the profile or a step is unusable.
    """

    def __init__(
        self, files: Sequence[str], settings: ArchiveSettings, how: How
    ) -> None:
        #: As they were named.
        self.files = tuple(files)
        profile = read_profile(how["profile"]) if how["profile"] else Profile()
        self._settings = replace(
            settings, timezone=profile.timezone or settings.timezone
        )
        self._format = how["format"]
        self._day_first = how["day_first"]
        if self._day_first is None:
            self._day_first = profile.day_first
        self._encoding = how["encoding"] or profile.encoding
        self._processes = how["processes"]
        self._mapping = FieldMapping.parse(how["mapping"], profile.mapping)
        self._cleaner = Cleaner(profile.cleaning.changed(how["clean"], how["no_clean"]))
        #: How they are read, as it is told apart from other ways.
        self.told = [
            str(how["mapping"]),
            str(how["profile"] and how["profile"].read_text("utf-8")),
            f"{self._format} {self._encoding} {self._day_first}",
            f"{sorted(how['clean'])} {sorted(how['no_clean'])}",
        ]
        #: Of the file being read: its place, and the records read of it.
        self._place = self._records = 0
        self._finished = 0
        self._source: Source | None = None
        sizes = [self._size(file) for file in self.files]
        #: Bytes of the files, packed as they are; 0 where that is not known.
        self.size = 0 if None in sizes else sum(filter(None, sizes))

    def __iter__(self) -> Iterator[Item]:
        for item in ParserPool(self._processes).in_order(self._unread()):
            self._records += 1
            yield item

    @property
    def has_begun(self) -> bool:
        """Whether something was read, by this feed or by one that it goes on for."""
        return bool(self._place or self._records)

    def mark(self) -> dict[str, Any]:
        """Return, as JSON has it, how far the reading is."""
        return {
            "place": self._place,
            "records": self._records,
            "cleaned": self.cleaned,
        }

    def go_on(self, mark: dict[str, Any]) -> None:
        """Read on where another feed of the same files was."""
        self._place, self._records = mark["place"], mark["records"]
        for file in self.files[: self._place]:
            self._finished += self._size(file) or 0
        self._cleaner.counts.clear()
        self._cleaner.counts.update(mark["cleaned"])

    def read(self, files: Iterable[str]) -> Iterator[Item]:
        """Yield what is in *files*; one that cannot be read is a rejection."""
        return ParserPool(self._processes).in_order(self._each(files))

    def position(self) -> int:
        """Return how many of the bytes have been read."""
        return self._finished + (self._source.position() if self._source else 0)

    @property
    def cleaned(self) -> dict[str, int]:
        """How many articles each step of cleaning has changed, by step."""
        return dict(self._cleaner.counts)

    def _unread(self) -> Iterator[Ordered]:
        kernels = load_kernels()
        after = self._records
        for place in range(self._place, len(self.files)):
            with self._open(self.files[place]) as self._source:
                yield from self._source.unread(kernels, after)
            self._finished += self._source.position()
            self._source = None
            after = 0
            # Pages of it may still be parsed.
            yield Mark(partial(self._begin, place + 1))

    def _begin(self, place: int) -> None:
        self._place, self._records = place, 0

    def _each(self, files: Iterable[str]) -> Iterator[Ordered]:
        kernels = load_kernels()
        for file in files:
            try:
                with self._open(file) as source:
                    yield from source.unread_part(kernels)
            except UnreadableSourceError as error:
                yield refused_file(error.path, error.reason)

    def _size(self, file: str) -> int | None:
        path = Path(file)
        is_pipe = path.exists() and not (path.is_file() or path.is_dir())
        if file == "-" or is_pipe:
            return None
        with self._open(file) as source:
            return source.size

    def _open(self, file: str) -> Source:
        return open_source(
            file,
            settings=self._settings,
            mapping=self._mapping,
            day_first=self._day_first,
            format=self._format,
            cleaner=self._cleaner,
            encoding=self._encoding,
        )


def rejects_file(reading: Reading) -> RejectsFile | None:
    """Return the file that rejections are to be written to; None if they are not."""
    return None if reading["rejects"] is None else RejectsFile(reading["rejects"])


def keep_rejects(items: Iterable[Item], rejects: RejectsFile | None) -> Iterator[Item]:
    """Yield *items*, writing the rejections among them to *rejects* as well.

    It is closed at the end.
    """
    if rejects is None:
        yield from items
        return
    with rejects:
        for item in items:
            if isinstance(item, Rejection):
                rejects.write(item)
            yield item


def require_articles(items: Iterable[Item], files: Sequence[str]) -> Iterator[Item]:
    """Yield *items*, and fail at their end if none of them is an article.

    What is read from a broken export is not to take the place of an archive.

    :raises UnreadableSourceError: if there was no article, saying why the first
        record was rejected.
    """
    found, first = False, None
    for item in items:
        if isinstance(item, Rejection):
            first = first or item
        else:
            found = True
        yield item
    if not found:
        why = f"; line {first.line} was rejected: {first.reason}" if first else ""
        reason = f"there is no article in it, so nothing was changed{why}"
        raise UnreadableSourceError(", ".join(files), reason)


def how_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options that become a :class:`How`."""
    for option in reversed(_HOW_OPTIONS):
        command = option(command)
    return command


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options that become a :class:`Reading`."""
    for option in reversed(_RUN_OPTIONS):
        command = option(command)
    return how_options(command)


def _names(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names in *values*, each of which may list some."""
    return tuple(name for value in values for name in value.split(",") if name.strip())


_HOW_OPTIONS = (
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="FIELD=KEY",
        help="Read our FIELD from the feed's KEY, such as published=date or "
        "body=content.text; may be repeated.",
    ),
    click.option(
        "--day-first/--month-first",
        default=None,
        help="How 03/04/2016 is meant; else such a date is left unread.",
    ),
    click.option(
        "--profile",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="A TOML file that says how the articles of one system are read: keys, "
        "constants, dates, cleaning. Options on the command line go before it.",
    ),
    click.option(
        "--clean",
        multiple=True,
        callback=_names,
        metavar="STEP,...",
        help="Clean by these steps as well: language, mojibake, dateline, url_date.",
    ),
    click.option(
        "--no-clean",
        multiple=True,
        callback=_names,
        metavar="STEP,...",
        help=f"Leave out these steps, or all: {', '.join(STEPS)}.",
    ),
    click.option(
        "--format",
        type=click.Choice(get_args(Format)),
        help="Format of every file; else told by name and content.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of lines, JSON and tables, such as windows-1252; else UTF-8, or "
        "what it is found to be.",
    ),
    click.option(
        "--processes",
        type=click.IntRange(min=0),
        metavar="N",
        help="Processes that parse pages, texts and Markdown beside the one that "
        "writes, once there is enough of it; what is read is the same with any "
        "number. [default: as many as pay]",
    ),
)

_RUN_OPTIONS = (
    click.option(
        "--rejects",
        type=click.Path(path_type=Path, dir_okay=False, writable=True),
        callback=new_file,
        metavar="FILE",
        help="Keep rejected records in FILE; named ….rejects.jsonl it can be "
        "mended and added.",
    ),
    click.option(
        "--dry-run",
        is_flag=True,
        help="Only show what would become of the records, with examples.",
    ),
    click.option(
        "--strict", is_flag=True, help="Stop at the first reject; nothing is changed."
    ),
)
