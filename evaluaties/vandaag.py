"""What this subject puts on somebody's home page."""

from datetime import datetime

from kern.models import User


def todos(user: User, at: datetime) -> list[dict]:
    """Return what waits for `user` at `at`."""
    return []
