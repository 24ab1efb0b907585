from ..plain.hits import tell_hits

__all__ = ["tell_hits"]
