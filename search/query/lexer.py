"""The lexer: query text to tokens with exact spans, in one pass.

Spaces, quotes and parentheses end a word; nothing else does. Signs count only
at the start of a clause, so ``e-mail`` and ``C++`` are words. There is no
escape character: a quote inside a phrase separates words like any other.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from .characters import (
    CLOSING_QUOTES,
    OPENING_QUOTES,
    QUOTES,
    SINGLE_QUOTES,
    WILDCARDS,
    is_letter,
    is_searchable,
    split_tail,
)
from .tokens import Token

if TYPE_CHECKING:
    from .report import Report
    from .tokens import Kind

#: Every name that may stand before a colon.
FIELDS = (
    "title",
    "body",
    "author",
    "source",
    "section",
    "tag",
    "lang",
    "id",
    "date",
)
#: What other languages use for AND, OR and NOT, and ours does not.
FOREIGN_OPERATORS = {"&&": "AND", "||": "OR", "!": "NOT"}

#: Spaces, then a word in which nothing means anything but its letters.
_PLAIN = re.compile(rf"\s*+([^\W_]++)(?=[\s(){QUOTES}]|\Z)")
_SPACES = re.compile(r"\s+")
_RUN = re.compile(rf"[^\s(){QUOTES}]+")
_SINGLE_QUOTED = re.compile(
    rf"[{SINGLE_QUOTES}](?=\w)([^(){QUOTES}]*?[^\s(){QUOTES}])"
    rf"[{SINGLE_QUOTES}](?=[\s)~^]|\Z)"
)
_NAME = re.compile(r"[^\W\d_][\w-]*:")
_ID = re.compile(r"[^\s)]+")
_TAIL = re.compile(r"[~^][0-9.+\-~^]*")
_CLOSE = re.compile(f"[{CLOSING_QUOTES}]")
_DATE = re.compile(
    rf"""[\[{{][^\[\]{{}}(){QUOTES}]*[\]}}]          # a closed range
    | [\[{{]\s*[^\s(){QUOTES}]+\s+TO\s+[^\s(){QUOTES}]+  # one never closed
    | [^\s()~^{QUOTES}]+""",
    re.VERBOSE,
)
_SPACED_DATE = re.compile(r"\s+(?=[\[{<>0-9])")

_OPERATOR_KINDS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}


def tokenize(text: str, report: Report) -> list[Token]:
    """Return the tokens of *text*; the time taken grows with its length alone."""
    return _Lexer(text, report).run()


class _Lexer:
    def __init__(self, text: str, report: Report) -> None:
        self._text = text
        self._report = report
        self._place = 0
        self._tokens: list[Token] = []

    def run(self) -> list[Token]:
        size = len(self._text)
        self._plain_words()
        while self._place < size:
            self._piece(self._text[self._place])
            self._plain_words()
        return self._tokens

    def _plain_words(self) -> None:
        """Read words without a sign in them, which most are, and operators."""
        text, place, tokens = self._text, self._place, self._tokens
        while found := _PLAIN.match(text, place):
            word, at = found[1], found.span(1)
            kind: Kind = "word"
            if word in _OPERATOR_KINDS:
                self._place = at[0]
                if not self._follows("field", "minus", "plus"):
                    kind = _OPERATOR_KINDS[word]
            tokens.append(Token(kind, word, at, at[0]))
            place = at[1]
        self._place = place

    def _piece(self, char: str) -> None:
        """Read what begins with *char* and is no plain word."""
        if spaces := _SPACES.match(self._text, self._place):
            self._place = spaces.end()
        elif char == "(":
            self._emit("open", self._place + 1)
        elif char == ")":
            self._emit("close", self._place + 1)
            self._tail()
        elif char in QUOTES:
            self._quote()
        elif char in SINGLE_QUOTES and self._single_quoted():
            self._tail()
        elif not self._skip_punctuation() and not self._signs():
            self._word()

    def _emit(
        self, kind: Kind, end: int, text: str | None = None, lead: int = 0
    ) -> None:
        """Add the token up to *end*; its *text* begins behind *lead* characters."""
        start, self._place = self._place, end
        typed = self._text[start:end] if text is None else text
        self._tokens.append(Token(kind, typed, (start, end), start + lead))

    def _follows(self, *kinds: Kind) -> bool:
        """Tell whether the last token is one of *kinds* and ends right here."""
        last = self._tokens[-1] if self._tokens else None
        return last is not None and last.kind in kinds and last.at[1] == self._place

    def _tail(self) -> None:
        if found := _TAIL.match(self._text, self._place):
            self._emit("tail", found.end())

    def _quote(self) -> None:
        start = self._place
        if self._text[start] not in OPENING_QUOTES:
            detail = "This quote closes nothing; remove it."
            self._report.error("unbalanced_quote", detail, (start, start + 1))
            self._place += 1
            return
        close = _CLOSE.search(self._text, start + 1)
        inner = self._text[start + 1 : close.start() if close else None]
        end = close.end() if close else len(self._text)
        if close is None:
            detail = "The phrase opened by this quote is never closed; add a quote."
            self._report.error("unbalanced_quote", detail, (start, start + 1))
        if inner.strip():
            self._emit("phrase", end, inner, 1)
        elif close:
            detail = "There is nothing between these quotes; remove them."
            self._report.error("empty_phrase", detail, (start, end))
            self._emit("phrase", end, "", 1)
        self._place = end
        self._tail()

    def _single_quoted(self) -> bool:
        """Read several words in single quotes; one word has an apostrophe there."""
        found = _SINGLE_QUOTED.match(self._text, self._place)
        if found is None or not any(map(str.isspace, found[1])):
            return False
        self._emit("phrase", found.end(), found[1], 1)
        return True

    def _skip_punctuation(self) -> bool:
        """Pass over what stands between a phrase or group and its neighbour.

        The comma of ``"oil", gas`` and the hyphen of ``(US)-led`` separate
        words, as they do inside one.
        """
        size = self._separating_size()
        skipped = self._text[self._place : self._place + size]
        if skipped in FOREIGN_OPERATORS:
            self._emit("word", self._place + size)
            return True
        if "*" in skipped:
            detail = "A phrase or group takes no wildcard; the * is passed over."
            span = (self._place, self._place + size)
            self._report.note("wildcard_in_phrase", detail, span)
        self._place += size
        return size > 0

    def _separating_size(self) -> int:
        if is_letter(self._text[self._place]):
            return 0
        run = self._next_run()
        is_after = self._follows("phrase", "close", "tail")
        end = self._place + len(run)
        is_before = self._text[end : end + 1] in (*OPENING_QUOTES, "(")
        has_word = is_searchable(run)
        if not is_after and (not is_before or has_word or run[0] in "+-"):
            return 0
        kept = WILDCARDS if has_word or not is_after else ""
        size = 0
        while size < len(run) and not (is_letter(run[size]) or run[size] in kept):
            size += 1
        return size

    def _signs(self) -> bool:
        """Read the ``-`` and ``+`` before a clause."""
        end = self._place
        while self._text[end : end + 1] in ("-", "+"):
            end += 1
        after = self._text[end : end + 1]
        if end == self._place:
            return False
        if not after or after.isspace() or after == ")":
            self._emit("word", end)
            return True
        while self._place < end:
            minus = self._text[self._place] == "-"
            self._emit("minus" if minus else "plus", self._place + 1)
        return True

    def _word(self) -> None:
        in_field = self._follows("field")
        if found := _NAME.match(self._text, self._place):
            name, end = found.group()[:-1], found.end()
            after = self._text[end : end + 1]
            if name in FIELDS:
                return self._field(name, end)
            if not in_field and (after.isalpha() or after in (*OPENING_QUOTES, "(")):
                return self._unknown_field(name, end)
        return self._run("word")

    def _next_run(self) -> str:
        found = _RUN.match(self._text, self._place)
        return found.group() if found else ""

    def _run(self, kind: Kind) -> None:
        run = self._next_run()
        end = self._place + len(run)
        split = split_tail(run)
        # An apostrophe before a word is none of its letters, and would quote.
        text = run[:split]
        bare = text.lstrip(SINGLE_QUOTES) or run
        if bare != text and (_NAME.match(bare) or not is_letter(bare[0])):
            # Nor may it come to mean something else without it.
            kind = "phrase"
        self._emit(kind, self._place + split, bare, split - len(bare))
        if self._place < end:
            self._emit("tail", end)

    def _field(self, name: str, end: int) -> None:
        self._emit("field", end, name)
        after = self._text[end : end + 1]
        if name == "date" and (spaces := _SPACED_DATE.match(self._text, end)):
            self._place = spaces.end()
            after = self._text[self._place]
        if not after or after.isspace() or after in (*QUOTES, "(", ")"):
            return
        value = {"id": _ID, "date": _DATE}.get(name)
        if value and (found := value.match(self._text, self._place)):
            self._emit("id" if name == "id" else "date", found.end())
            if name == "date":
                self._tail()

    def _unknown_field(self, name: str, end: int) -> None:
        near = difflib.get_close_matches(name.lower(), FIELDS, n=1)
        cure = f'; did you mean "{near[0]}:"? ' if near else ". "
        detail = (
            f'There is no field "{name}"{cure}'
            f"The fields are {', '.join(FIELDS)}. Quote it to search for it as text."
        )
        self._report.error("unknown_field", detail, (self._place, end - 1))
        if near and self._report.correcting:
            self._field(near[0], end)
        elif self._text[end].isalpha():
            self._run("phrase")
        else:
            self._emit("word", end, name)
