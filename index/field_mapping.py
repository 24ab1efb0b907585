"""FieldMapping: which key of a record holds which field of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from .dates_as_written import check_date_format
from .errors import SettingsError

#: The fields that a record may give, under these keys.
RECORD_FIELDS = (
    "id",
    "title",
    "body",
    "published",
    "updated",
    "authors",
    "source",
    "section",
    "tags",
    "language",
    "url",
)
#: Other names a field goes by; the first that is there is taken, and only
#: where the field's own key is missing.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "body": ("text", "content"),
    "published": ("date",),
    "authors": ("author",),
    "tags": ("tag",),
    "language": ("lang",),
}


#: The fields that have several values.
LIST_FIELDS = ("authors", "tags")


@dataclass(frozen=True, slots=True)
class Join:
    """Several keys whose values, one after another, are one field."""

    keys: tuple[str, ...]
    #: What stands between two texts; values of a list field follow each other.
    separator: str = " "


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The keys of a feed that has names of its own, as our field -> their key.

    A key is looked up as it stands and then, where it has dots, as a path into
    nested objects. A mapped field is read from its key alone; what stands under
    the key is not kept in ``extra`` as well. A field without a mapping is read
    from the key of its own name, else from one of :data:`ALIASES`. A joined field is
    made of all its keys that the record has. A constant is the value of a field that
    the record does not give.

    :raises SettingsError: if a field is unknown or a key is empty.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, Join] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    #: Forms that dates are tried in first, as ``strptime`` has them.
    date_formats: tuple[str, ...] = ()
    # The field of each key that is no path, the best of its field and in no other.
    _own: Mapping[str, str] = field(init=False, repr=False, compare=False)
    # The other keys of each field that has any.
    _others: tuple[tuple[str, tuple[str, ...]], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for name in (*self.keys, *self.joins, *self.constants):
            if name not in RECORD_FIELDS:
                raise SettingsError("map", _unknown(name))
            if name in self.keys and name in self.joins:
                reason = f"{name} is read from one key and joined of several"
                raise SettingsError("map", f"{reason}; choose one")
        for form in self.date_formats:
            check_date_format(form)
        for name, key in self.keys.items():
            if not key:
                raise SettingsError("map", f"{name}= names no key; write {name}=key")
        plan = {
            name: self.keys_for(name)
            for name in RECORD_FIELDS
            if name not in self.joins
        }
        own = _unshared(plan)
        others = (
            (name, tuple(key for key in keys if key not in own))
            for name, keys in plan.items()
        )
        object.__setattr__(self, "_own", own)
        object.__setattr__(self, "_others", tuple(each for each in others if each[1]))

    @property
    def is_plain(self) -> bool:
        """Whether nothing is mapped."""
        return not (self.keys or self.joins or self.constants or self.date_formats)

    @property
    def named(self) -> frozenset[str]:
        """The keys of the feed that something is read from by name."""
        joined = (key for join in self.joins.values() for key in join.keys)
        return frozenset((*self.keys.values(), *joined))

    @classmethod
    def parse(
        cls, options: Iterable[str], base: FieldMapping | None = None
    ) -> FieldMapping:
        """Return the mapping of options such as ``published=date``.

        :param base: what the options add to, or say otherwise.

        :raises SettingsError: if an option is not ``field=key``, or a field is
            unknown or mapped twice.
        """
        keys: dict[str, str] = {}
        for option in options:
            name, equals, key = (part.strip() for part in option.partition("="))
            if not equals:
                reason = f"{option!r} should be field=key, such as published=date"
                raise SettingsError("map", reason)
            if name in keys:
                raise SettingsError("map", f"{name} is mapped twice; map it once")
            keys[name] = key
        if base is None:
            return cls(keys)
        joins = {name: join for name, join in base.joins.items() if name not in keys}
        return replace(base, keys={**base.keys, **keys}, joins=joins)

    def keys_for(self, name: str) -> tuple[str, ...]:
        """Return the keys that *name* is read from, best first."""
        if name in self.keys:
            return (self.keys[name],)
        if name in self.joins:
            return self.joins[name].keys
        return (name, *ALIASES.get(name, ()))

    def split(self, record: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the fields that *record* gives and all else in it.

        A field whose value is None counts as missing.
        """
        fields: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        own = self._own
        for key, value in record.items():
            name = own.get(key)
            if name is None:
                rest[key] = value
            elif value is not None:
                fields[name] = value
        if rest:
            self._find_others(record, fields, rest)
        for name, join in self.joins.items():
            _join(name, join, record, fields, rest)
        for name, value in self.constants.items():
            fields.setdefault(name, value)
        return fields, rest

    def _find_others(
        self, record: Mapping[str, Any], fields: dict[str, Any], rest: dict[str, Any]
    ) -> None:
        """Move what is still missing in *fields* there from *rest*."""
        for name, keys in self._others:
            if name in fields:
                continue
            for key in keys:
                if key in record:
                    value = record[key]
                    rest.pop(key, None)
                elif "." in key:
                    value = _look_up(record, key)
                    _take_out(rest, key)
                else:
                    continue
                if value is not None:
                    fields[name] = value
                    break


def _unshared(plan: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the field of each best key that leads to this field alone."""
    uses = Counter(
        place
        for keys in plan.values()
        for key in keys
        for place in {key, key.partition(".")[0]}
    )
    return {
        best: name
        for name, (best, *_) in plan.items()
        if uses[best] == 1 and "." not in best
    }


def _join(
    name: str,
    join: Join,
    record: Mapping[str, Any],
    fields: dict[str, Any],
    rest: dict[str, Any],
) -> None:
    """Put what *record* has under the keys of *join* in *fields*, out of *rest*."""
    values: list[Any] = []
    for key in join.keys:
        value = _look_up(record, key)
        _take_out(rest, key)
        is_many = name in LIST_FIELDS and isinstance(value, list | tuple)
        values += value if is_many else [value]
    values = [value for value in values if value is not None and value != ""]
    if not values:
        return
    if name in LIST_FIELDS:
        fields[name] = values
    elif all(isinstance(value, str) for value in values):
        fields[name] = join.separator.join(values)
    else:
        # A single one may be a number, such as an id; more are refused as a list.
        fields[name] = values[0] if len(values) == 1 else values


def _look_up(record: Mapping[str, Any], path: str) -> Any:
    """Return what stands under *path* in nested objects, or None."""
    head, dot, tail = path.partition(".")
    if path in record or not dot:
        return record.get(path)
    inner = record.get(head)
    return _look_up(inner, tail) if isinstance(inner, Mapping) else None


def _take_out(rest: dict[str, Any], path: str) -> None:
    """Remove what stands under *path*, if anything, and what that leaves empty."""
    head, dot, tail = path.partition(".")
    if path in rest:
        del rest[path]
    elif dot and isinstance(rest.get(head), Mapping):
        inner = rest[head] = dict(rest[head])  # a copy: the record is the caller's
        _take_out(inner, tail)
        if not inner:
            del rest[head]


def _unknown(name: str) -> str:
    near = get_close_matches(name, RECORD_FIELDS, 1)
    cure = (
        f"did you mean {near[0]!r}?" if near else "fields: " + ", ".join(RECORD_FIELDS)
    )
    return f"unknown field {name!r}; {cure}"
