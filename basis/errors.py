"""Errors whose message may be shown to a person."""


class DomainError(Exception):
    """A rule of the product says no.

    `message` is one or more plain Dutch sentences: what is wrong and how to mend it.
    `field` names the form field it belongs to, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class GeenToegang(DomainError):
    """The person may see the object but may not do this with it (HTTP 403)."""
