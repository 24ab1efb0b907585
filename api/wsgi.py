r"""What a WSGI server loads: ``broadsheet.api.wsgi:make_application``.

::

    BROADSHEET_ARCHIVE=var/archive granian --interface wsgi --factory \
        broadsheet.api.wsgi:make_application
    BROADSHEET_ARCHIVE=var/archive gunicorn 'broadsheet.api.wsgi:make_application()'
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .application import create_app
from .settings import ServerSettings

if TYPE_CHECKING:
    from flask import Flask


def make_application() -> Flask:
    """Return the application that the environment describes.

    :raises SettingsError: if it describes none.
    """
    return create_app(ServerSettings.from_env(os.environ))
