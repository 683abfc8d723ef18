"""Errors whose message may be shown to a person."""

from collections.abc import Iterable


class DomainError(Exception):
    """A rule of the product says no.

    `message` is one or more plain Dutch sentences: what is wrong and how to mend it.
    `field` names the form field it belongs to, if there is one.
    `bewaar` is what may be kept of it, when the message names people; `over` the keys of the students it is about.
    """

    def __init__(
        self, message: str, *, field: str | None = None, bewaar: str | None = None, over: Iterable[int] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.bewaar = message if bewaar is None else bewaar
        self.over = tuple(over)


class GeenToegang(DomainError):
    """The person may see the object but may not do this with it (HTTP 403)."""
