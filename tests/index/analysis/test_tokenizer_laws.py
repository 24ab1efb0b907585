"""Laws that hold for any text, and a slow plain tokenizer to compare with."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

from hypothesis import example, given, settings
from hypothesis import strategies as st

from broadsheet.index.analysis import fold, is_acronym, query_tokens, tokenize

PIECES = (
    *("a", "b", "s", "S", "U", "l", "d", "qu", "dell", "é", "Ё", "1", "23", "e\u0301"),
    *("'", "’", ".", ",", "&", "+", "++", "#", "%", "-", "_", " ", "\u00ad", "\u200b"),
    *("東", "京", "ｶ", "ﾞ", "ก", "ั", "\u0301", "½", "ß", "😀", "\ud800", "'s ", "U.S."),
)
mixed_texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
any_texts = mixed_texts | st.text()


class Read(NamedTuple):
    form: str
    spelling: str
    start: int
    end: int


def columns(text: str) -> list[Read]:
    tokens = tokenize(text, acronyms=True)
    table = zip(tokens.forms, tokens.spellings, tokens.starts, tokens.ends, strict=True)
    return [Read(*row) for row in table]


@given(any_texts)
def test_offsets_lie_in_the_text_and_starts_increase(text: str) -> None:
    tokens = columns(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.form
        assert token.spelling
    for one, other in pairwise(tokens):
        assert one.start < other.start
        assert one.end <= other.end


@given(any_texts)
def test_an_ordinary_form_is_its_spelling_folded(text: str) -> None:
    for token in columns(text):
        if is_acronym(token.form):
            assert fold(token.spelling) == token.form.casefold()
        else:
            assert fold(token.spelling) == token.form


@given(any_texts, st.integers(1, 9), st.integers(1, 9))
def test_spaces_around_a_text_only_move_its_tokens(
    text: str, before: int, after: int
) -> None:
    moved = [
        token._replace(start=token.start - before, end=token.end - before)
        for token in columns(" " * before + text + " " * after)
    ]
    assert moved == columns(text)


@given(any_texts, any_texts)
def test_texts_with_a_space_between_are_read_apart(one: str, other: str) -> None:
    whole = [token.form for token in columns(f"{one} {other}")]
    assert whole == [token.form for token in columns(one) + columns(other)]


@given(st.text("abcéÉøßяёЙ19", min_size=4))
def test_a_form_is_read_as_itself(word: str) -> None:
    [form] = tokenize(word, acronyms=False).forms
    assert tokenize(form).forms == [form]


@given(any_texts)
def test_queries_are_read_as_articles_but_for_their_end(text: str) -> None:
    read, asked = tokenize(text, acronyms=True), query_tokens(text)
    assert len(asked) in {len(read), len(read) - 1}
    assert asked.forms == read.forms[: len(asked)]
    assert query_tokens(f"{text} a").forms == [*read.forms, "a"]


@given(st.text("abdejlnqstuAB'’.9é", min_size=1, max_size=6), st.booleans())
def test_a_word_of_a_query_is_read_as_one_of_an_article(
    word: str, acronyms: bool
) -> None:
    assert query_tokens(word, acronyms=acronyms) == tokenize(word, acronyms=acronyms)


UNSPACED = "東京ｶก"
ELIDED = ("l", "d", "s", "qu", "dell")


def is_mark(character: str) -> bool:
    return character == "ﾞ" or category(character).startswith("M")


class PlainTokenizer:
    """The rules one after another, a character at a time, for PIECES alone."""

    def __init__(self, text: str) -> None:
        kept = [(i, c) for i, c in enumerate(text) if c != "\u00ad"]
        self.places = [place for place, _ in kept]
        self.text = "".join(c for _, c in kept).replace("’", "'")
        self.tokens: list[tuple[str, int, int]] = []

    def char(self, at: int) -> str:
        return self.text[at] if 0 <= at < len(self.text) else " "

    def is_word(self, at: int) -> bool:
        character = self.char(at)
        return character.isalnum() and character not in UNSPACED + "ﾞ"

    def is_letter(self, at: int) -> bool:
        return self.is_word(at) and not self.char(at).isdecimal()

    def after_marks(self, at: int) -> int:
        while is_mark(self.char(at)):
            at += 1
        return at

    def is_possessive(self, at: int) -> bool:
        end = at + 2
        return (
            self.text[at:end] in {"'s", "'S"}
            and not self.is_word(end)
            and not is_mark(self.char(end))
        )

    def elided(self, at: int) -> int:
        for article in ELIDED:
            end = at + len(article)
            if self.text[at:end].lower() == article and self.char(end) == "'":
                return 0 if self.is_possessive(end) else (end + 1)
        return 0

    def letters(self, at: int, most: int) -> int:
        """Where one to *most* letters with marks end that are a whole word, or 0."""
        count = 0
        while count < most and self.is_letter(at):
            at = self.after_marks(at + 1)
            count += 1
        return at if count and not self.is_word(at) else 0

    def joined(self, at: int, sign: str, most: int) -> int:
        end = self.letters(at, most)
        signs = 0
        while end and self.char(end) == sign and self.letters(end + 1, most):
            end = self.letters(end + 1, most)
            signs += 1
        return end if signs else 0

    def symbol(self, at: int) -> int:
        end = self.letters(at, 1)
        for sign in ("++", "#"):
            after = end + len(sign)
            if end and self.text[end:after] == sign:
                free = not (self.char(after).isalnum() or is_mark(self.char(after)))
                return after if free else 0
        return 0

    def word(self, at: int) -> int:
        while True:
            while self.is_word(at) or is_mark(self.char(at)):
                at += 1
            last, sign = self.char(at - 1), self.char(at)
            apostrophe = sign == "'" and not last.isdecimal()
            point = sign in ".," and last.isdecimal() and self.char(at + 1).isdecimal()
            if not (point or (apostrophe and self.is_letter(at + 1))):
                return at
            at += 1

    def unspaced(self, at: int) -> int:
        units = [at]
        at += 1
        while self.char(at) in UNSPACED or is_mark(self.char(at)):
            if not is_mark(self.char(at)):
                units.append(at)
            at += 1
        for start, end in zip(units, [*units[2:], at, at], strict=False):
            self.add(fold(self.text[start:end]), start, end)
        return at

    def add(self, form: str, start: int, end: int) -> None:
        self.tokens.append((form, self.places[start], self.places[end - 1] + 1))

    def add_word(self, at: int) -> int:
        dotted = self.joined(at, ".", 1)
        end = dotted or self.symbol(at) or self.joined(at, "&", 3) or self.word(at)
        end += bool(dotted) and self.char(end) == "."
        next_at = end + 2 if self.is_possessive(end) else end
        while not dotted and self.text[at:end].lower().endswith("'s"):
            end -= 2
        raw = self.text[at:end]
        letters = raw.replace(".", "") if dotted else raw
        capitals = all(c.isupper() for c in letters if not is_mark(c))
        if dotted and not capitals and len(raw.rstrip(".").split(".")) < 4:
            letters = raw.rstrip(".")
        form = fold(letters)
        if capitals and 2 <= len(form) <= 3 and form.isalpha():
            form = form.upper()
        self.add(form, at, end)
        return next_at

    def read(self) -> list[tuple[str, int, int]]:
        at = 0
        while at < len(self.text):
            elided = self.elided(at)
            if self.char(at) in UNSPACED:
                at = self.unspaced(at)
            elif elided and self.is_letter(elided):
                self.add(self.text[at:elided].lower(), at, elided)
                at = elided
            elif self.is_word(at):
                at = self.add_word(at)
            else:
                if self.char(at) == "%" and self.char(at - 1).isdecimal():
                    self.add("%", at, at + 1)
                at += 1
        return self.tokens


@settings(max_examples=1_000)
@given(mixed_texts)
@example("e\u0301.a\u0301b e\u0301++_")
@example("U.S.Steel A.B&C d's's x l'’s")
@example("1980's's 3.5%% a1,2.b")
def test_the_tokenizer_equals_a_plain_reading_of_its_rules(text: str) -> None:
    tokens = [(form, start, end) for form, _, start, end in columns(text)]
    assert tokens == PlainTokenizer(text).read()
