"""What is remembered for a while about very many rows, so that not every page reads all of them again."""

import hashlib

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

VEEL = 2000  # rows; of fewer everything is asked anew


def sleutel_van(rijen: QuerySet) -> str:
    """Return the name under which something about exactly these rows is remembered: it holds who asks for what."""
    try:
        sql, waarden = rijen.query.sql_with_params()
    except EmptyResultSet:
        sql, waarden = "geen", ()
    return "rijen:" + hashlib.sha256(f"{sql} {waarden}".encode()).hexdigest()
