"""What a person must do now about places; the home page collects it (see `plaatsingen.vandaag`)."""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun
from basis.tellen import Deel, deel_van, naast_elkaar, telt
from kern.models import User
from vacatures.enums import VacatureStatus
from vacatures.models import Stageplaats, Vacature, VacatureMelding
from vacatures.rules import mag_modereren
from vacatures.services import eigenplek_lezen, stagegezin_taken
from vacatures.services.lezen import lang_niet_bevestigd
from vacatures.services.sollicitatie_taken import sollicitatie_taken
from vacatures.services.vacature_erkenning import aflopende_erkenningen
from vacatures.services.vacature_klok import DAGEN_VOORAF


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return what the person must do about places and vacatures; at most fourteen queries."""
    delen = [
        _plaatsen(user, at),
        _vacatures(user, at),
        _meldingen(user),
        deel_van(sollicitatie_taken, user, at),
        deel_van(eigenplek_lezen.todos, user, at),
        deel_van(stagegezin_taken.todos, user, at),
    ]
    return [*chain.from_iterable((yield from naast_elkaar(delen)))]


def _rij(titel: str, uitleg: str, url: str, knop: str, voor: date | None = None) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": "gewoon"}


def _vacatures(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Vacatures that end this week, what recognition stands in the way of, own concepts that wait. Two queries."""
    if not user.heeft_rol("praktijkopleider"):
        return []
    op, url = timezone.localdate(at), reverse("vacature:beheer")
    huizen = user.organisatie_ids_als("praktijkopleider")
    eigen = Vacature.objects.filter(stageplaats__afdeling__locatie__organisatie__in=huizen)
    rijen = []
    bijna = eigen.open_op(op).filter(verloopt_op__lte=op + timedelta(days=DAGEN_VOORAF))
    stand = bijna.order_by().aggregate(aantal=Count("pk"), eerste=Min("verloopt_op"))
    if stand["aantal"]:
        aantal = count_noun(stand["aantal"], "vacature loopt", "vacatures lopen")
        tekst = "Daarna kan niemand meer reageren. Verleng ze of trek ze in."
        rijen.append(_rij(f"{aantal} bijna af", tekst, f"{url}?status=gepubliceerd", "Bekijken", stand["eerste"]))
    tel = yield {
        "concepten": eigen.filter(status=VacatureStatus.CONCEPT, gemaakt_door=user),
        "zonder": eigen.filter(status=VacatureStatus.GEEN_ERKENNING),
        "aflopend": aflopende_erkenningen(huizen, op=op),
    }
    rijen += _over_erkenning(tel)
    if concepten := tel["concepten"]:
        aantal = count_noun(concepten, "vacature is", "vacatures zijn")
        tekst = "Studenten zien ze pas als u ze publiceert."
        rijen.append(_rij(f"{aantal} nog niet gepubliceerd", tekst, f"{url}?status=concept", "Verdergaan"))
    return rijen


def _over_erkenning(tel: dict[str, int]) -> list[dict[str, Any]]:
    """Vacatures that were taken back for lack of recognition, and recognitions that end soon."""
    rijen = []
    if tel["zonder"]:
        titel = f"{count_noun(tel['zonder'], 'vacature is', 'vacatures zijn')} niet te zien: de erkenning klopt niet"
        tekst = "Sollicitaties wachten. Verleng de erkenning bij SBB of pas de vacature aan, en publiceer opnieuw."
        url = f"{reverse('vacature:beheer')}?status={VacatureStatus.GEEN_ERKENNING}"
        rijen.append({**_rij(titel, tekst, url, "Nakijken"), "ernst": "oranje"})
    if tel["aflopend"]:
        titel = f"{count_noun(tel['aflopend'], 'erkenning loopt', 'erkenningen lopen')} binnen een maand af"
        tekst = "Verleng ze bij SBB. Daarna kunt u voor die opleiding geen vacature publiceren."
        rijen.append(_rij(titel, tekst, reverse("vacatures:lijst"), "Uw plekken bekijken"))
    return rijen


def _meldingen(user: User) -> Deel[list[dict[str, Any]]]:
    """Reports about vacatures that wait for a decision. One query."""
    if not mag_modereren(user):
        return []
    aantal = (yield {"meldingen": VacatureMelding.objects.visible_to(user).open()})["meldingen"]
    if not aantal:
        return []
    titel = f"{count_noun(aantal, 'melding', 'meldingen')} over een vacature"
    return [_rij(titel, "Iemand zegt dat een vacature niet klopt.", reverse("vacature:moderatie"), "Behandelen")]


def _plaatsen(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Ask a praktijkopleider after places that were not confirmed for some weeks. One query."""
    if not user.heeft_rol("praktijkopleider"):
        return []
    op = timezone.localdate(at)
    eigen = Stageplaats.objects.filter(
        afdeling__locatie__organisatie__in=user.organisatie_ids_als("praktijkopleider"), schooljaar__eind__gte=op
    )
    aantal = (yield {"oud": lang_niet_bevestigd(eigen, op=op)})["oud"]
    if not aantal:
        return []
    return [
        {
            "titel": f"Klopt dit nog? {count_noun(aantal, 'stageplaats', 'stageplaatsen')}",
            "uitleg": f"U hebt al {settings.AANBOD_BEVESTIGEN_WEKEN} weken niet gezegd of deze plekken nog kloppen.",
            "url": f"{reverse('vacatures:lijst')}?oud=1",
            "knop": "Nakijken",
            "voor": None,
            "ernst": "gewoon",
        }
    ]
