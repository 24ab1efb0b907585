"""HTTP: an archive's JSON addresses and pages, as a blueprint and as a server."""

from .application import create_app
from .blueprint import blueprint
from .keys import Key, Keys, Scope, make_key
from .settings import ServerSettings

__all__ = [
    "Key",
    "Keys",
    "Scope",
    "ServerSettings",
    "blueprint",
    "create_app",
    "make_key",
]
