"""What several pages of demand and supply ask."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest
from django.utils import timezone

from kern.enums import PeriodeCode
from kern.imports.schooljaren import zorg_voor_schooljaar
from kern.kalender import schooljaar as schooljaar_van
from kern.kalender import schooljaar_grenzen
from kern.models import Organisatie, Schooljaar
from vraagaanbod.forms_opgaven import VanWieForm

EEN_JAAR = timedelta(days=365)


def gekozen_periode(request: HttpRequest) -> str:
    """Return the period in the address; "" (the whole year) for none or a wrong one."""
    periode = request.GET.get("periode", "")
    return periode if periode in PeriodeCode.values else ""


def schooljaren(vandaag: date) -> list[str]:
    """Return the school years for which figures may be stated: those that are there, this one and the next."""
    namen = {
        schooljaar_van(vandaag),
        schooljaar_van(vandaag + EEN_JAAR),
        *Schooljaar.objects.values_list("naam", flat=True),
    }
    return sorted(namen, reverse=True)


def gekozen_jaar(request: HttpRequest, *, at: datetime, anders: str = "") -> Schooljaar:
    """Return the school year in the address, else `anders` or the present one; a POST makes the row when it is missing.

    For a GET a year without a row comes back unsaved: nothing is known about it. 404 for a year that isn't offered.
    """
    vandaag = timezone.localdate(at)
    naam = request.GET.get("schooljaar") or anders or schooljaar_van(vandaag)
    if naam not in schooljaren(vandaag):
        raise Http404
    if request.method == "POST":
        return zorg_voor_schooljaar(naam=naam, by=request.user, at=at)
    begin, eind = schooljaar_grenzen(naam)
    return Schooljaar.objects.filter(naam=naam).first() or Schooljaar(naam=naam, begin=begin, eind=eind)


def gekozen_organisatie(
    request: HttpRequest, organisaties: Iterable[Organisatie], *, jaar: Schooljaar, at: datetime, woord: str
) -> tuple[Organisatie | None, VanWieForm]:
    """Return which of one's organisations the address names (the first without) and the form to choose; else 404."""
    rijen = list(organisaties)
    gevraagd = request.GET.get("organisatie") or (str(rijen[0].public_id) if rijen else "")
    gekozen = next((rij for rij in rijen if str(rij.public_id) == gevraagd), None)
    if gekozen is None and gevraagd:
        raise Http404
    jaren = schooljaren(timezone.localdate(at))
    return gekozen, VanWieForm(
        {"schooljaar": jaar.naam, "organisatie": gevraagd}, jaren=jaren, organisaties=rijen, woord=woord
    )
