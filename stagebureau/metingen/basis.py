"""What the benchmarks share: a stopwatch, a row, the machine in general words."""

import os
import platform
import resource
import sqlite3
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection

MIB = 1024


@dataclass
class Meting:
    """One row of figures; `waarden` are name: number, in the order of the table."""

    naam: str
    waarden: dict[str, Any] = field(default_factory=dict)


def machine() -> dict[str, Any]:
    """Return what the figures were measured on, in general words."""
    return {
        "kernen": os.cpu_count(),
        "python": platform.python_version(),
        "database": connection.vendor,
        "sqlite": sqlite3.sqlite_version if connection.vendor == "sqlite" else None,
    }


def piek_mib() -> int:
    """Return the highest memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB


def stopwatch(functie: Callable[[], Any]) -> tuple[float, Any]:
    """Return wall seconds and the result of one call."""
    begin = perf_counter()
    resultaat = functie()
    return perf_counter() - begin, resultaat


def samenvatting(seconden: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and maximum in milliseconds."""
    gesorteerd = sorted(seconden)
    p95 = gesorteerd[min(len(gesorteerd) - 1, int(len(gesorteerd) * 0.95))]
    return {
        "mediaan_ms": round(statistics.median(gesorteerd) * 1000, 1),
        "p95_ms": round(p95 * 1000, 1),
        "max_ms": round(gesorteerd[-1] * 1000, 1),
    }
