"""Analysis: article text in, tokens out; nothing typed is thrown away."""

from .acronyms import capitalisations, is_acronym
from .batch import BatchTokenizer, TokenBatch
from .folding import fold, fold_value
from .languages import LANGUAGES
from .stems import StemGroups, stem_key
from .tokenizer import query_tokens, tokenize
from .tokens import Tokens
from .version import ANALYSIS_VERSION

__all__ = [
    "ANALYSIS_VERSION",
    "LANGUAGES",
    "BatchTokenizer",
    "StemGroups",
    "TokenBatch",
    "Tokens",
    "capitalisations",
    "fold",
    "fold_value",
    "is_acronym",
    "query_tokens",
    "stem_key",
    "tokenize",
]
