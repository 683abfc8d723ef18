"""What several pages of demand and supply ask."""

from datetime import date, timedelta

from django.http import HttpRequest

from kern.enums import PeriodeCode
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Schooljaar

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
