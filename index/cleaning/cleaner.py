"""Cleaner: takes the steps of a cleaning on articles, and counts what they did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, overload

from ..codec.stored import StoredArticle
from ..documents import Document
from ..errors import UnusableRecordError
from ..kernels.choice import load_kernels
from .control_characters import without_controls
from .datelines import date_from_dateline, date_from_url
from .encoding import Decoded, decode
from .languages import can_detect, detect_language
from .link_lists import is_headlines, link_lists
from .markup import plain_text
from .mojibake import repair
from .notes import has_note, noted
from .repeated_body import cut_repetition
from .steps import Cleaning
from .suspicion import ALL, Suspicion
from .titles import derive_title
from .unicode_forms import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..article import Article
    from ..canonical_dates import ArticleDate
    from ..kernels.choice import Kernels
    from .link_lists import LinkLists

# Numbers, not flags: to mask a flag takes longer than to look at an article.
#: What a step has to be suspected of to be worth taking.
_SUSPECTED: Mapping[str, int] = {
    "control_characters": Suspicion.CONTROL.value,
    "markup": Suspicion.MARKUP.value,
    "unicode": Suspicion.FORM.value,
    "repeated_body": Suspicion.REPETITION.value,
    "link_lists": Suspicion.LINKS.value,
    "title": Suspicion.TITLE.value,
}
_ALL = ALL.value
#: So many times what was cut may uncover more.
_MOST_ROUNDS = 5


class Cleaner:
    """Cleans articles; not to be shared between threads.

    What :meth:`clean` returns is not changed by cleaning it again.
    """

    def __init__(
        self, cleaning: Cleaning | None = None, kernels: Kernels | None = None
    ) -> None:
        #: The steps that are taken.
        self.cleaning = Cleaning() if cleaning is None else cleaning
        #: How many articles each step changed.
        self.counts: Counter[str] = Counter()
        self._suspicions = (kernels or load_kernels()).records.suspicions
        self._links = link_lists(self.cleaning.link_list_phrases)
        self._keys = self._links.keys
        steps = self.cleaning.steps
        self._asked = sum(_SUSPECTED[step] for step in steps if step in _SUSPECTED)
        # Steps that every article has to be looked at for.
        self._is_thorough = not steps <= {"encoding", *_SUSPECTED}

    def __reduce__(self) -> tuple[type[Self], tuple[Cleaning]]:
        """Return what another process makes its own of, which counts for itself."""
        return type(self), (self.cleaning,)

    @overload
    def clean(self, item: Article, *, is_untold: bool = False) -> Article: ...
    @overload
    def clean(
        self, item: Article | Document, *, is_untold: bool = False
    ) -> Article | Document: ...
    def clean(
        self, item: Article | Document, *, is_untold: bool = False
    ) -> Article | Document:
        """Return *item* cleaned.

        :param is_untold: whether it is of a format in which articles say little of
            themselves.
        :raises SettingsError: if a library is missing that a step needs.
        """
        found = 0
        if self._asked:
            found = self._suspicions(item.title, item.body, self._keys) & self._asked
        untold = self._untold() if is_untold else frozenset()
        if not (found or self._is_thorough or untold):
            return item
        if isinstance(item, Document):
            item = StoredArticle(item.payload).article
        run = _Run(self.cleaning.steps | untold, found, self._links)
        cleaned = run.clean(item)
        self.counts.update(run.changed)
        return cleaned

    def decode(self, data: bytes, declared: str | None = None) -> Decoded:
        """Return the text of *data*, as :func:`~.encoding.decode` finds it.

        Without the step ``encoding`` that is UTF-8 or nothing.

        :raises UnusableRecordError: if *data* has no text that can be told.
        """
        if "encoding" in self.cleaning.steps:
            decoded = decode(data, declared)
            if decoded.encoding != "utf-8" or decoded.lost:
                self.counts["encoding"] += 1
            return decoded
        try:
            return Decoded(data.decode("utf-8-sig"), "utf-8", "utf-8")
        except UnicodeDecodeError as error:
            reason = f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}"
            raise UnusableRecordError(reason) from error

    def _untold(self) -> frozenset[str]:
        steps = self.cleaning.untold_steps
        return steps if can_detect() else steps - {"language"}


class _Run:
    """The cleaning of one article."""

    def __init__(self, steps: frozenset[str], found: int, links: LinkLists) -> None:
        self._steps = steps
        self._found = _ALL if "mojibake" in steps else found
        self._links = links
        #: The steps that changed something.
        self.changed: set[str] = set()

    def clean(self, article: Article) -> Article:
        title, extra = self._text(article.title, "title", article.extra)
        body, extra = self._text(article.body, "body", extra)
        body, cuts = self._cut(body)
        for step, text in cuts.items():
            extra = noted(extra, "cut", step, text)
        if (title, body, extra) != (article.title, article.body, article.extra):
            article = replace(article, title=title, body=body, extra=extra)
        return self._with_date(self._with_language(self._with_title(article)))

    def _text(
        self, given: str, name: str, extra: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        """Return what is meant by *given*, and *extra* with it if it was markup."""
        text = self._characters(self._changed("mojibake", given, repair))
        if has_note(extra, "given", name):
            return text, extra
        while self._takes("markup"):
            plain = plain_text(text)
            if plain.text == text:
                break
            self.changed.add("markup")
            self._found = _ALL
            text = self._characters(plain.text)
            if plain.was_markup:
                return text, noted(extra, "given", name, given)
        return text, extra

    def _characters(self, text: str) -> str:
        text = self._changed("control_characters", text, without_controls)
        return self._changed("unicode", text, compose)

    def _changed(self, step: str, text: str, change: Callable[[str], str]) -> str:
        """Return *text* as *change* makes it, if the step is taken."""
        if not self._takes(step):
            return text
        changed = change(text)
        if changed != text:
            self.changed.add(step)
            # What comes to light may be anything.
            self._found = _ALL
        return changed

    def _takes(self, step: str) -> bool:
        suspected = _SUSPECTED.get(step)
        is_suspected = suspected is None or bool(suspected & self._found)
        return step in self._steps and is_suspected

    def _cut(self, body: str) -> tuple[str, dict[str, str]]:
        """Return *body* without what is cut from it, and that by step."""
        cuts: dict[str, str] = {}
        for _ in range(_MOST_ROUNDS):
            before = body
            if self._takes("link_lists"):
                body, part = self._links.cut(body)
                self._note_cut("link_lists", part, cuts)
            if self._takes("repeated_body"):
                body, part, rest = cut_repetition(body)
                self._note_cut("repeated_body", part, cuts)
                # What follows the second copy of an article is not of the article.
                if rest and self._takes("link_lists") and is_headlines(rest):
                    body = body.removesuffix(rest).rstrip()
                    self._note_cut("link_lists", rest.strip(), cuts)
            if body == before:
                break
        return body, cuts

    def _note_cut(self, step: str, part: str, cuts: dict[str, str]) -> None:
        """Note in *cuts* that *part* was cut, from before what was cut so far."""
        if part:
            cuts[step] = "\n".join(filter(None, (part, cuts.get(step))))
            self.changed.add(step)
            self._found = _ALL

    def _with_title(self, article: Article) -> Article:
        if not self._takes("title") or article.title.strip():
            return article
        derived = derive_title(article.body)
        if derived is None:
            return article
        self.changed.add("title")
        extra = noted(article.extra, "derived", "title", derived.origin)
        return replace(article, title=derived.title, extra=extra)

    def _with_language(self, article: Article) -> Article:
        if article.language is not None or "language" not in self._steps:
            return article
        language = detect_language(article.body)
        if language is None:
            return article
        self.changed.add("language")
        extra = noted(article.extra, "derived", "language", "detected")
        return replace(article, language=language, extra=extra)

    def _with_date(self, article: Article) -> Article:
        if article.published is not None:
            return article
        if "dateline" in self._steps and (found := date_from_dateline(article.body)):
            return self._dated(article, found, "dateline")
        is_asked = "url_date" in self._steps and article.url
        if is_asked and (found := date_from_url(article.url or "")):
            return self._dated(article, found, "url_date")
        return article

    def _dated(self, article: Article, found: ArticleDate, step: str) -> Article:
        self.changed.add(step)
        origin = "url" if step == "url_date" else step
        return replace(
            article,
            published=found.text,
            date_precision=found.precision,
            date_source="derived",
            extra=noted(article.extra, "derived", "published", origin),
        )
