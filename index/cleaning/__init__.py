"""Cleaning: an article's text out of what came with it, each step for itself."""

from .cleaner import Cleaner
from .encoding import Decoded, decode
from .steps import NO_CLEANING, STEPS, Cleaning

__all__ = ["NO_CLEANING", "STEPS", "Cleaner", "Cleaning", "Decoded", "decode"]
