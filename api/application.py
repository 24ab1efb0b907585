"""create_app: an application that serves one archive and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from ..search import Archive, Limits
from .blueprint import NAME, blueprint
from .problems import problem_response
from .routes import answer_failure, finished, request_id_of

if TYPE_CHECKING:
    from flask import Response

    from .settings import ServerSettings


def create_app(settings: ServerSettings) -> Flask:
    """Return an application with the archive's addresses at its root.

    The open archive is ``app.extensions["broadsheet"]``; who closes the
    application closes it.

    :raises StoreError: if the archive cannot be opened.
    :raises SettingsError: if the file of keys cannot be read.
    """
    keys = settings.read_keys()
    limits = replace(Limits(), seconds=settings.deadline_seconds)
    archive = Archive.open(settings.archive, limits=limits)
    app = Flask(__name__, static_folder=None)
    app.extensions["broadsheet"] = archive
    app.register_blueprint(
        blueprint(
            archive,
            max_body_bytes=settings.max_body_bytes,
            max_requests=settings.max_requests,
            keys=keys,
            log_queries=settings.log_queries,
        )
    )
    app.register_error_handler(Exception, _problem)
    return app


def _problem(error: Exception) -> Response:
    request_id = request_id_of()
    # It may belong to no address at all.
    show = partial(problem_response, blueprint=NAME)
    return finished(answer_failure(error, request_id, show), request_id)
