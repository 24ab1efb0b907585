"""The oracle: a search over a list of articles, one by one, in plain Python."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from broadsheet.index import date_span, fold_value, tokenize
from broadsheet.search.plan import (
    Conjunction,
    DateClause,
    Disjunction,
    EveryClause,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
    ValueClause,
    WordsClause,
    leaves,
)
from broadsheet.search.scoring import FIELD_SCORING, K1

if TYPE_CHECKING:
    from broadsheet.index import Article
    from broadsheet.search.plan import Plan

_FIELDS = {
    "source": lambda article: [article.source] if article.source else [],
    "section": lambda article: [article.section] if article.section else [],
    "author": lambda article: list(article.authors),
    "tag": lambda article: list(article.tags),
    "lang": lambda article: [article.language] if article.language else [],
    "id": lambda article: [article.id],
}


@dataclass
class Oracle:
    """Answers a plan over *articles*, each of which is live."""

    articles: list[Article]
    plan: Plan

    def __post_init__(self):
        self.forms = {
            (article.id, field): list(tokenize(getattr(article, field)).forms)
            for article in self.articles
            for field in ("title", "body")
        }

    def found(self, *, loose=False):
        return [
            article
            for article in self.articles
            if self.matches(self.plan.root, article, loose=loose)
            and self.filtered(article)
            and self.dated(article, loose=loose)
        ]

    def missed(self):
        found = {article.id for article in self.found()}
        missed = [each for each in self.found(loose=True) if each.id not in found]
        undated = sum(each.published is None for each in missed)
        return undated, len(missed) - undated

    def ranked(self):
        """Return (id, score) in the order of relevance."""
        rows = [(article.id, self.score(article)) for article in self.found()]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def matches(self, clause, article, *, loose=False):
        match clause:
            case Conjunction(clauses):
                return all(self.matches(x, article, loose=loose) for x in clauses)
            case Disjunction(clauses):
                return any(self.matches(x, article, loose=loose) for x in clauses)
            case Preference(needed, _):
                return self.matches(needed, article, loose=loose)
            case Negation(inner):
                return not self.matches(inner, article)
            case EveryClause():
                return True
            case NothingClause():
                return False
            case TermClause() | PhraseClause():
                return any(self.frequency(clause, article, f) for f in clause.fields)
            case WordsClause():
                return any(
                    self.has_words(clause, list(tokenize(value, acronyms=False).forms))
                    for value in _FIELDS[clause.field](article)
                )
            case ValueClause():
                return clause.value in self.values(clause.field, article)
            case DateClause():
                if article.published is None:
                    return loose or clause.include_undated
                return self.in_range(article, clause.range, loose=loose)

    def has_words(self, clause, forms):
        *slots, last = clause.slots
        if clause.open_end:
            last = [form for form in forms if form.startswith(tuple(last))]
        slots = (*slots, last)
        if clause.slop:
            return bool(self.loose_starts(forms, slots, clause.slop))
        return bool(self.starts(forms, slots))

    def values(self, field, article):
        values = _FIELDS[field](article)
        return values if field == "id" else [fold_value(value) for value in values]

    def filtered(self, article, but_for=None):
        for each in self.plan.filters:
            values = set(self.values(each.field, article))
            wanted = each.field == but_for or not each.values
            if not wanted and not values & set(each.values):
                return False
            if values & set(each.excluded):
                return False
        return True

    def dated(self, article, *, loose=False):
        undated = article.published is None
        if self.plan.undated == "only":
            return undated
        if undated:
            return loose or self.plan.undated == "include"
        return self.plan.dates is None or self.in_range(
            article, self.plan.dates, loose=loose
        )

    def in_range(self, article, dates, *, loose):
        keys = date_span(article.published, article.date_precision)
        civil = keys.kind == 1
        bounds = [
            None if each is None else (each.civil if civil else each.instant)
            for each in (dates.lower, dates.upper)
        ]
        lower = -math.inf if bounds[0] is None else bounds[0]
        upper = math.inf if bounds[1] is None else bounds[1]
        if loose:
            return keys.end > lower and keys.start < upper
        return keys.start >= lower and keys.end <= upper

    def frequency(self, leaf, article, field):
        forms = self.forms[article.id, field]
        if isinstance(leaf, TermClause):
            return sum(form in leaf.forms for form in forms)
        if leaf.slop == 0:
            return len(self.starts(forms, leaf.slots))
        return len(self.loose_starts(forms, leaf.slots, leaf.slop))

    def starts(self, forms, slots):
        return [
            start
            for start in range(len(forms) - len(slots) + 1)
            if all(forms[start + n] in slot for n, slot in enumerate(slots))
        ]

    def loose_starts(self, forms, slots, slop):
        places = [[n for n, form in enumerate(forms) if form in slot] for slot in slots]
        width = len(slots) + slop
        return {
            min(chosen)
            for chosen in product(*places)
            if len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) < width
        }

    def score(self, article):
        total = 0.0
        for leaf in leaves(self.plan.root):
            if isinstance(leaf, TermClause | PhraseClause) and self.takes_part(
                self.plan.root, leaf, article
            ):
                total += self.contribution(leaf, article)
        return total

    def takes_part(self, clause, leaf, article):
        if not self.matches(clause, article):
            return False
        match clause:
            case Conjunction(clauses) | Disjunction(clauses):
                return any(self.takes_part(x, leaf, article) for x in clauses)
            case Preference(needed, wanted):
                return any(self.takes_part(x, leaf, article) for x in (needed, *wanted))
            case Negation():
                return False
            case _:
                return clause == leaf

    def contribution(self, leaf, article):
        matching = sum(self.matches(leaf, each) for each in self.articles)
        number = len(self.articles)
        idf = math.log(1 + (number - matching + 0.5) / (matching + 0.5))
        tf = 0.0
        for field in leaf.fields:
            scoring = FIELD_SCORING[field]
            lengths = [len(self.forms[each.id, field]) for each in self.articles]
            mean = max(sum(lengths) / max(number, 1), 1.0)
            length = len(self.forms[article.id, field])
            norm = (1 - scoring.b) + scoring.b * (length / mean)
            tf += scoring.weight * self.frequency(leaf, article, field) / norm
        return (leaf.boost * idf) * (tf / (tf + K1))
