"""Dates, times and numbers as a Dutch reader says them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from basis import nederlands
from basis.templatetags._bibliotheek import register


def _today() -> date:
    return timezone.localdate()


@register.filter
def datum(value: date | datetime | None) -> str:
    """`maandag 2 november` (with the year when it is not this year)."""
    return nederlands.long_date(value, today=_today()) if value else ""


@register.filter
def datum_kort(value: date | datetime | None) -> str:
    """`2 nov` (with the year when it is not this year)."""
    return nederlands.short_date(value, today=_today()) if value else ""


@register.filter
def datum_tijd(value: datetime | None) -> str:
    """`maandag 2 november om 14:32`."""
    return f"{datum(value)} om {nederlands.clock_time(value)}" if value else ""


@register.filter
def tijd(value: datetime | None) -> str:
    """`14:32`."""
    return nederlands.clock_time(value) if value else ""


@register.filter
def wanneer(value: date | datetime | None) -> str:
    """`vandaag`, `over 3 dagen`, `gisteren`."""
    return nederlands.relative_day(value, today=_today()) if value else ""


@register.filter
def resttijd(value: date | datetime | None) -> str:
    """`nog 3 dagen`, `vandaag`, `3 dagen te laat`."""
    return nederlands.time_left(value, today=_today()) if value else ""


@register.filter
def tot_en_met(begin: date | None, end: date | None) -> str:
    """`{{ begin|tot_en_met:eind }}`: `2 nov t/m 30 jan 2027`."""
    return nederlands.period(begin, end, today=_today())


@register.filter
def getal(value: Any, decimals: int | None = None) -> str:
    """`4.000`, `7,5`; an empty value becomes a dash."""
    return "–" if value in (None, "") else nederlands.format_number(value, decimals)


@register.filter
def euro(value: Any) -> str:
    """`€ 1.250` or `€ 79,50`."""
    if value in (None, ""):
        return "–"
    return f"€\u00a0{nederlands.format_number(value, 2 if value % 1 else 0)}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine form for `<time datetime>`."""
    return value.isoformat() if value else ""
