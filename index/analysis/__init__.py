"""Analysis: article text in, tokens out; nothing typed is thrown away."""

from .tokens import Tokens

__all__ = ["Tokens"]
