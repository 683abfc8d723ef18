"""The log of requests of the web server, without the secrets that stand in addresses.

Calendars, invitations and new passwords are reached by an address that nobody else may know; who may read the log is
another person.
"""

from typing import Any

from gunicorn.glogging import Logger

from stagebureau.logfilter import zonder_geheim

_MET_ADRES = ("r", "U", "f")  # request line, path, page before this one


class Weblog(Logger):
    """Gunicorn's own log, masked."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Return what a line of the log is made of."""
        atomen = super().atoms(resp, req, environ, request_time)
        return atomen | {naam: zonder_geheim(str(atomen[naam])) for naam in _MET_ADRES}
