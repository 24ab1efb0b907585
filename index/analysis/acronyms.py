"""Acronyms: forms in capitals, beside the forms of ordinary words."""

from __future__ import annotations

from unicodedata import category


def acronym_of(form: str) -> str | None:
    """Return the acronym that has the letters of *form*, or None.

    Two or three letters, all of which have capitals, make one.
    """
    if not (2 <= len(form) <= 3 and form.isalpha()):
        return None
    capitals = form.upper()
    if capitals.casefold() == form and all(map(str.isupper, capitals)):
        return capitals if capitals != form else None
    return None


def is_acronym(form: str) -> bool:
    """Tell an acronym's form, such as ``US``, from an ordinary one."""
    return acronym_of(form.casefold()) == form


def capitalisations(form: str) -> tuple[str, ...]:
    """Return the forms that *form* stands for as typed, itself first.

    >>> capitalisations("us"), capitalisations("u.s"), capitalisations("US")
    (('us', 'US'), ('u.s', 'US'), ('US',))
    """
    acronym = acronym_of(form.replace(".", ""))
    return (form,) if acronym is None else (form, acronym)


def tells_capitals(text: str) -> bool:
    """Tell whether capitals mean something in *text*.

    They do not where there is no other kind of letter: at least one upper-case
    letter, none in lower case and none of a script that has no case.
    """
    if not text.isupper():
        return True
    return not text.isascii() and any(category(letter) == "Lo" for letter in text)
