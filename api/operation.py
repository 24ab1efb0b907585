"""Operation: one method of one address, as the description tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .models import NoParameters

if TYPE_CHECKING:
    from .answer_models import Answer
    from .parameter_types import Parameters

Access: TypeAlias = Literal["open", "read", "write"]
Body: TypeAlias = Literal["parameters", "article", "articles"]

JSON = "application/json"
LINES = "application/x-ndjson"
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Answered:
    """A successful answer."""

    description: str
    #: By media type; a text unless a model tells more.
    content: dict[str, type[Answer] | None]
    status: int = 200
    headers: tuple[str, ...] = ()
    #: By name: another operation on what was answered, and its parameters.
    links: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    path: str
    endpoint: str
    method: Literal["get", "post", "put", "delete"]
    tag: str
    summary: str
    answers: tuple[Answered, ...]
    parameters: type[Parameters] | None = NoParameters
    description: str = ""
    body: Body | None = None
    access: Access = "read"
    #: The codes of its errors, beside those of keys and of the server's own.
    codes: tuple[str, ...] = ()
    #: Whether a client may ask for what it does not have yet.
    is_conditional: bool = False
    #: Whether it is a page, which repairs what can be and tells errors in HTML.
    is_page: bool = False

    @property
    def name(self) -> str:
        """Its name among all, such as ``get_search``."""
        return f"{self.method}_{self.endpoint}"


def json_answer(model: type[Answer], description: str, **told: Any) -> tuple[Answered]:
    """Return the only answer of an operation: JSON of a *model*."""
    return (Answered(description, {JSON: model}, **told),)
