"""What signals and groups ask of a person today; the home page collects it. One query."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from basis.nederlands import long_date
from begeleiding.enums import ReeksSoort, SignaalSoort
from begeleiding.models import Bijeenkomst, Reekslid, Signaal, Signaalkring, Spreekuurplek
from kern.kalender import lokaal, lokale_dag
from kern.models import User

BINNENKORT = timedelta(days=3)
TERUG = timedelta(days=14)
WEEK = timedelta(days=7)  # so long a new signal may wait before it is late
LEIDERS = ("coordinator", "stagedocent", "stagebegeleider")
VELDEN = ("wat", "kenmerk", "tekst", "naam", "vlag", "moment", "dag")
GEEN_DAG = Cast(Value(None), models.DateField())


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return signals that wait, answers to read, attendance to record and what one goes to in the next days."""
    delen = [_antwoorden(user)]
    if user.heeft_rol(*LEIDERS):
        delen += [_eigen(user, at), _opkomst(user, at)]
    if user.heeft_rol("student"):
        delen += [_bijeenkomsten(user, at), _plekken(user, at)]
    eerste, *rest = [deel.order_by().values_list(*VELDEN) for deel in delen]
    rijen = eerste.union(*rest, all=True) if rest else eerste
    return [_MAKERS[rij[0]](dict(zip(VELDEN, rij, strict=True)), at) for rij in rijen]


def _naam(veld: str) -> Any:
    """First name, so that a row says about whom without joining more."""
    return F(veld)


def _signalen(rijen: QuerySet[Signaal], wat: str) -> QuerySet[Signaal]:
    return rijen.annotate(
        wat=Value(wat),
        kenmerk=F("public_id"),
        tekst=F("soort"),
        naam=_naam("student__user__voornaam"),
        vlag=F("spoed"),
        moment=F("gemeld_op"),
        dag=F("actie_voor"),
    )


def _antwoorden(user: User) -> QuerySet[Signaal]:
    return _signalen(Signaal.objects.visible_to(user).filter(gemeld_door=user, melder_ongelezen=True), "antwoord")


def _eigen(user: User, at: datetime) -> QuerySet[Signaal]:
    """Own signals that wait by now, and those of others that nobody took up in time."""
    meekijken = Signaalkring.objects.filter(user=user).values("signaal")
    mijn = Q(eigenaar=user) | Q(pk__in=meekijken, geescaleerd_op__isnull=False) | Q(pk__in=meekijken, spoed=True)
    nu = Signaal.objects.visible_to(user).open().filter(mijn, wacht_vanaf__lte=lokale_dag(at))
    return _signalen(nu, "signaal")


def _groep(rijen: QuerySet, wat: str, *, via: str) -> QuerySet:
    return rijen.annotate(
        wat=Value(wat),
        kenmerk=F("public_id") if wat == "opkomst" else F(f"{via}public_id"),
        tekst=F(f"{via}naam"),
        naam=Value(""),
        vlag=Value(False),
        moment=F("begin"),
        dag=GEEN_DAG,
    )


def _opkomst(user: User, at: datetime) -> QuerySet[Bijeenkomst]:
    geweest = Bijeenkomst.objects.filter(
        reeks__leider=user,
        reeks__soort=ReeksSoort.INTERVISIE,
        afgezegd_op=None,
        opkomst_op=None,
        begin__lte=at,
        begin__gt=at - TERUG,
    )
    return _groep(geweest, "opkomst", via="reeks__")


def _bijeenkomsten(user: User, at: datetime) -> QuerySet[Bijeenkomst]:
    lid = Reekslid.objects.filter(student__user=user, tot__isnull=True).values("reeks")
    straks = Bijeenkomst.objects.filter(
        reeks__in=lid,
        reeks__soort=ReeksSoort.INTERVISIE,
        afgezegd_op=None,
        begin__gt=at,
        begin__lte=at + BINNENKORT,
    ).exclude(aanwezigheden__student__user=user)
    return _groep(straks, "groep", via="reeks__")


def _plekken(user: User, at: datetime) -> QuerySet[Spreekuurplek]:
    straks = Spreekuurplek.objects.filter(
        student__user=user, bijeenkomst__afgezegd_op=None, begin__gt=at, begin__lte=at + BINNENKORT
    )
    return _groep(straks, "groep", via="bijeenkomst__reeks__")


def _maak_signaal(rij: dict[str, Any], at: datetime) -> dict[str, Any]:
    sinds = rij["dag"] or lokale_dag(rij["moment"]) + WEEK
    te_laat = sinds < lokale_dag(at)
    return {
        "titel": f"Signaal over {rij['naam']}",
        "uitleg": f"{SignaalSoort(rij['tekst']).label.capitalize()}. Spreek af wat er gaat gebeuren, of rond het af.",
        "url": reverse("signalen:detail", args=[rij["kenmerk"]]),
        "knop": "Signaal bekijken",
        "voor": rij["dag"],
        "ernst": "rood" if rij["vlag"] or te_laat else "oranje",
    }


def _maak_antwoord(rij: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "titel": "Er is een antwoord",
        "uitleg": "Op iets dat is gemeld of gevraagd.",
        "url": reverse("signalen:detail", args=[rij["kenmerk"]]),
        "knop": "Antwoord lezen",
        "voor": None,
        "ernst": "gewoon",
    }


def _maak_opkomst(rij: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "titel": f"Wie was er bij {rij['tekst']}?",
        "uitleg": f"De bijeenkomst was {_wanneer(rij['moment'], at)}.",
        "url": reverse("groepen:bijeenkomst", args=[rij["kenmerk"]]),
        "knop": "Opkomst invullen",
        "voor": None,
        "ernst": "oranje",
    }


def _maak_groep(rij: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "titel": rij["tekst"],
        "uitleg": f"Dit is {_wanneer(rij['moment'], at)}. Kun je niet? Zeg dan van tevoren af.",
        "url": reverse("groepen:reeks", args=[rij["kenmerk"]]),
        "knop": "Bekijken",
        "voor": _dag(rij["moment"]),
        "ernst": "gewoon",
    }


def _dag(moment: datetime) -> date:
    return lokale_dag(moment)


def _wanneer(moment: datetime, at: datetime) -> str:
    return f"{long_date(_dag(moment), today=lokale_dag(at))} om {lokaal(moment):%H.%M} uur"


_MAKERS = {"signaal": _maak_signaal, "antwoord": _maak_antwoord, "opkomst": _maak_opkomst, "groep": _maak_groep}
