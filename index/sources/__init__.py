"""Sources: one reader a format, each yielding articles and rejections."""

__all__: list[str] = []
