"""The log of requests of the web server, without the secrets that stand in addresses.

Calendars, invitations and new passwords are reached by an address that nobody else may know; who may read the log is
another person.
"""

import re
from typing import Any

from gunicorn.glogging import Logger

# A long run of letters and digits between slashes is a secret, unless it is the public id of an object.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_GEHEIM = re.compile(rf"(?<=/)(?!{_UUID}(?:[/\s?#]|$))[\w:=-]{{32,}}(?=[./\s?#]|$)")
_MET_ADRES = ("r", "U", "f")  # request line, path, page before this one


def zonder_geheim(regel: str) -> str:
    """Return a line or an address with every secret in it as "***"."""
    return _GEHEIM.sub("***", regel)


class Weblog(Logger):
    """Gunicorn's own log, masked."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return what a line of the log is made of."""
        atomen = super().atoms(resp, req, environ, request_time)
        return atomen | {naam: zonder_geheim(str(atomen[naam])) for naam in _MET_ADRES}
