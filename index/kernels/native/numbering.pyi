from ..plain.numbering import mark_used, put_ranks

__all__ = ["mark_used", "put_ranks"]
