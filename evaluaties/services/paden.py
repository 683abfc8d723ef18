"""Where a mail or a calendar leads: the page of exactly what it is about."""

from django.urls import NoReverseMatch, reverse

from plaatsingen.models import Plaatsing


def _eerste(plaatsing: Plaatsing, naam: str, *meer: str) -> str:
    try:
        return reverse(naam, args=[plaatsing.public_id, *meer])
    except NoReverseMatch:
        return reverse("plaatsingen:detail", args=[plaatsing.public_id]) + "#verslagen"


def schrijfpad(plaatsing: Plaatsing, plicht: str) -> str:
    """Page on which the student writes this report."""
    return reverse("verslagen:schrijven", args=[plaatsing.public_id, plicht])


def opdrachtpad(plaatsing: Plaatsing, plicht: str) -> str:
    """Page of the replacement assignment for this report."""
    return _eerste(plaatsing, "verslagen:opdracht", plicht)


def standpad(plaatsing: Plaatsing) -> str:
    """Page on which everybody concerned sees where the reports of a placement stand."""
    return _eerste(plaatsing, "verslagen:stand")


def voorstelpad(plaatsing: Plaatsing) -> str:
    """Page of the proposal 'onvoldoende' and the decision about it."""
    return _eerste(plaatsing, "verslagen:voorstel")
