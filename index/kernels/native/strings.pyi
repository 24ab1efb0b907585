from ..plain.strings import (
    United,
    find_terms,
    lower_bound,
    rank_strings,
    unite_strings,
)

__all__ = ["United", "find_terms", "lower_bound", "rank_strings", "unite_strings"]
