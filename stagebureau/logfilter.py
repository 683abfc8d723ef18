"""Secrets that stand in addresses, kept out of logs: of the web server and of Django (pages gone, refusals)."""

import logging
import re

# A long run of letters and digits between slashes is a secret, unless it is the public id of an object.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_GEHEIM = re.compile(rf"(?<=/)(?!{_UUID}(?:[/\s?#]|$))[\w:=-]{{32,}}(?=[./\s?#]|$)")


def zonder_geheim(regel: str) -> str:
    """Return a line or an address with every secret in it as "***"."""
    return _GEHEIM.sub("***", regel)


class ZonderGeheim(logging.Filter):
    """Masks secrets in the text of a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, masked."""
        regel = record.getMessage()
        masker = zonder_geheim(regel)
        if masker != regel:
            record.msg, record.args = masker, ()
        return True
