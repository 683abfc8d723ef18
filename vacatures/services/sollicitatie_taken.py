"""What waits for a person about applications, as rows of the home page."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import clock_time, count_noun, long_date
from basis.tellen import Deel, telt
from kern.models import User
from vacatures import rules_sollicitatie as rules
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.models.sollicitatie import LOPEND, SollicitatieQuerySet
from vacatures.services.sollicitatie_klok import BUREAU, HERINNERING
from vacatures.services.sollicitatie_lezen import wacht_op

S = SollicitatieStatus


@telt
def sollicitatie_taken(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return what the person must do about applications; at most five queries."""
    rijen = (yield from _student(user, at)) if user.heeft_rol("student") else []
    if user.heeft_rol("stagedocent", "coordinator") and not user.regio_coordinator:
        rijen += _school(user)
    if rules.beoordeelt_voor_leerbedrijf(user):
        rijen += _leerbedrijf(user, at)
    return rijen + (_bureau() if rules.is_van_bureau(user) else [])


def _rij(titel: str, uitleg: str, url: str, knop: str, *, voor: date | None = None, ernst: str = "gewoon") -> dict:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": ernst}


def _student(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    rijen = []
    eigen = Sollicitatie.objects.filter(student__user=user, status__in=[S.TERUG, S.UITGENODIGD])
    if not (yield {"eigen": eigen})["eigen"]:
        return []
    for nu in eigen.met_betrokkenen():
        url = reverse("sollicitaties:detail", args=[nu.public_id])
        bij = f"{nu.vacature.titel}, {nu.vacature.leerbedrijf}"
        if nu.status == S.TERUG:
            tekst = f"{bij}. Lees het advies, pas je motivatie aan en verstuur je sollicitatie opnieuw."
            rijen.append(_rij("Je kreeg advies over je sollicitatie", tekst, url, "Advies lezen", ernst="oranje"))
        elif nu.uitgenodigd_voor and nu.uitgenodigd_voor >= at:
            moment = timezone.localtime(nu.uitgenodigd_voor)
            tekst = f"{long_date(moment)} om {clock_time(moment)}. {nu.uitgenodigd_waar}"
            rijen.append(_rij(f"Gesprek over {bij}", tekst, url, "Bekijken", voor=moment.date()))
    return rijen


def _samen(rijen: SollicitatieQuerySet) -> dict[str, Any]:
    return rijen.order_by().aggregate(aantal=Count("pk"), oudst=Min("wacht_sinds"), verst=Max("herinneringen"))


def _wacht(stand: dict[str, Any], wat: str, uitleg: str, url: str) -> list[dict[str, Any]]:
    if not stand["aantal"]:
        return []
    aantal = count_noun(stand["aantal"], "sollicitatie wacht", "sollicitaties wachten")
    sinds = f" De oudste wacht sinds {long_date(timezone.localtime(stand['oudst']))}." if stand["oudst"] else ""
    ernst = "oranje" if stand["verst"] >= HERINNERING else "gewoon"
    return [_rij(f"{aantal} op {wat}", f"{uitleg}{sinds}", url, "Lezen", ernst=ernst)]


def _school(user: User) -> list[dict[str, Any]]:
    """What the regisseur is to forward; a coordinator as well, who may step in."""
    stand = _samen(wacht_op(user).filter(status=S.BIJ_REGISSEUR))
    tekst = "Stuur ze door of geef advies. Het leerbedrijf ziet nog niets."
    return _wacht(stand, "doorsturen", tekst, f"{reverse('sollicitaties:lijst')}?status={S.BIJ_REGISSEUR}")


def _leerbedrijf(user: User, at: datetime) -> list[dict[str, Any]]:
    rijen = wacht_op(user).filter(status__in=rules.BIJ_LEERBEDRIJF, wacht_sinds__lte=at)
    url = f"{reverse('sollicitaties:lijst')}?aan_zet=1"
    return _wacht(_samen(rijen), "uw antwoord", "Neem aan, nodig uit of wijs af met een reden.", url)


def _bureau() -> list[dict[str, Any]]:
    stand = _samen(Sollicitatie.objects.filter(status__in=LOPEND, herinneringen__gte=BUREAU))
    url = f"{reverse('sollicitaties:lijst')}?lang=on"
    return _wacht(stand, "een antwoord dat niet komt", "Herinneringen hielpen niet. Bel de school of het huis.", url)
