"""What is remembered for a while about very many rows, so that not every page reads all of them again."""

import hashlib
import logging
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

logger = logging.getLogger("stagebureau.onthouden")

VEEL = 2000  # rows; of fewer everything is asked anew


def sleutel_van(rijen: QuerySet) -> str:
    """Return the name under which something about exactly these rows is remembered: it holds who asks for what."""
    try:
        sql, waarden = rijen.query.sql_with_params()
    except EmptyResultSet:
        sql, waarden = "geen", ()
    return "rijen:" + hashlib.sha256(f"{sql} {waarden}".encode()).hexdigest()


def herinner(sleutel: str) -> Any:
    """Return what is remembered under this name; None when nothing is, or when the cache is gone: a page goes on."""
    try:
        return cache.get(sleutel)
    except Exception:
        logger.warning("de cache antwoordt niet", exc_info=True)
        return None


def onthoud(sleutel: str, waarde: Any, *, seconden: int) -> None:
    """Remember something for so long; a cache that is gone is no reason to fail."""
    try:
        cache.set(sleutel, waarde, seconden)
    except Exception:
        logger.warning("de cache antwoordt niet", exc_info=True)
