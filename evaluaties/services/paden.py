"""Where a mail or a calendar leads: the page of exactly what it is about."""

from django.urls import reverse

from plaatsingen.models import Plaatsing


def schrijfpad(plaatsing: Plaatsing, plicht: str) -> str:
    """Page on which the student writes this report."""
    return reverse("verslagen:schrijven", args=[plaatsing.public_id, plicht])


def opdrachtpad(plaatsing: Plaatsing, plicht: str) -> str:
    """Page of the replacement assignment for this report."""
    return reverse("verslagen:opdracht", args=[plaatsing.public_id, plicht])


def standpad(plaatsing: Plaatsing) -> str:
    """Page on which everybody concerned sees where the reports of a placement stand."""
    return reverse("verslagen:stand", args=[plaatsing.public_id])


def voorstelpad(plaatsing: Plaatsing) -> str:
    """Page of the proposal 'onvoldoende' and the decision about it."""
    return reverse("verslagen:voorstel", args=[plaatsing.public_id])
