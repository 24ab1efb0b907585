"""HTTP: an archive's JSON addresses and pages, as a blueprint and as a server."""

from .application import create_app
from .blueprint import blueprint
from .settings import ServerSettings

__all__ = ["ServerSettings", "blueprint", "create_app"]
