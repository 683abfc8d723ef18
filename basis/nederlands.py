"""Dates, times and numbers as a Dutch reader says them; plain text, for pages and mail alike.

All functions are pure: the day that counts as today is an argument. Aware datetimes are read in the
current time zone.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

DAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
MAANDEN_KORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# Below a fortnight people count days, after that weeks, after two months the date itself says more.
LAST_DAY_COUNTED = 13
LAST_WEEK_COUNTED = 8


_ORDINALS = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde", 5: "vijfde"}


def as_date(value: date | datetime) -> date:
    """The calendar day of a date or datetime (aware ones in the current time zone)."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def long_date(value: date | datetime, *, today: date | None = None) -> str:
    """`maandag 2 november`; with the year when that is not today's year (or when today is not given)."""
    day = as_date(value)
    text = f"{DAGEN[day.weekday()]} {day.day} {MAANDEN[day.month - 1]}"
    return text if today and today.year == day.year else f"{text} {day.year}"


def short_date(value: date | datetime, *, today: date | None = None) -> str:
    """`2 nov`; with the year when that is not today's year (or when today is not given)."""
    day = as_date(value)
    text = f"{day.day} {MAANDEN_KORT[day.month - 1]}"
    return text if today and today.year == day.year else f"{text} {day.year}"


def clock_time(value: datetime) -> str:
    """`14:32`."""
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%H:%M}"


def count_noun(count: int, singular: str, plural: str) -> str:
    """`1 dag`, `3 dagen`."""
    return f"{format_number(count)} {singular if count == 1 else plural}"


def ordinal(rank: int) -> str:
    """A place in a row: `eerste`, `vijfde`, `12e`."""
    return _ORDINALS.get(rank, f"{rank}e")


def distance(days: int) -> str:
    """A number of days as a length of time: `3 dagen`, `2 weken`, `4 maanden`."""
    days = abs(days)
    if days <= LAST_DAY_COUNTED:
        return count_noun(days, "dag", "dagen")
    if days // 7 <= LAST_WEEK_COUNTED:
        return count_noun(days // 7, "week", "weken")
    return count_noun(max(2, round(days / 30.4)), "maand", "maanden")


def relative_day(value: date | datetime, *, today: date) -> str:
    """`vandaag`, `morgen`, `gisteren`, `over 3 dagen`, `2 weken geleden`."""
    days = (as_date(value) - today).days
    names = {-2: "eergisteren", -1: "gisteren", 0: "vandaag", 1: "morgen", 2: "overmorgen"}
    if days in names:
        return names[days]
    return f"over {distance(days)}" if days > 0 else f"{distance(days)} geleden"


def time_left(value: date | datetime, *, today: date) -> str:
    """What is left until a deadline day: `nog 3 dagen`, `vandaag`, `3 dagen te laat`."""
    days = (as_date(value) - today).days
    if days < 0:
        return f"{distance(days)} te laat"
    return {0: "vandaag", 1: "morgen"}.get(days) or f"nog {distance(days)}"


def period(begin: date | datetime | None, end: date | datetime | None, *, today: date | None = None) -> str:
    """`2 nov t/m 30 jan 2027`, `vanaf 2 nov`, `tot en met 30 jan`, or nothing when both are empty."""
    if begin and end:
        same_year = as_date(begin).year == as_date(end).year
        first = short_date(begin, today=as_date(end) if same_year else today)
        return f"{first} t/m {short_date(end, today=today)}"
    if begin:
        return f"vanaf {short_date(begin, today=today)}"
    return f"tot en met {short_date(end, today=today)}" if end else ""


def format_number(value: float | Decimal, decimals: int | None = None) -> str:
    """`4.000` and `7,5`: dots for thousands, a comma before decimals; without `decimals` at most two are kept."""
    if decimals is None:
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    else:
        text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")
