"""The tabs above the pages of demand and supply: what this person can open."""

from django.http import HttpRequest
from django.urls import reverse

from vraagaanbod.rules import (
    mag_belangstelling_zien,
    mag_bord_zien,
    mag_op_naam,
    mag_opgeven,
    mag_verdelingen_zien,
)

ONDERDELEN = (
    ("Bord", "bord", mag_bord_zien),
    ("Weken", "weken", mag_bord_zien),
    ("Maatregelen", "maatregelen", mag_bord_zien),
    ("Scenario's", "scenarios", mag_bord_zien),
    ("Cijfers opgeven", "opgeven", mag_opgeven),
    ("Klopt dit nog?", "klopt_nog", mag_opgeven),
    ("Belangstelling", "belangstelling", mag_belangstelling_zien),
    ("Studenten op naam", "op_naam", mag_op_naam),
    ("Stagedagen", "stagedagen", mag_bord_zien),
    ("Verdeling", "verdelingen", mag_verdelingen_zien),
)


def _stam(doel: str) -> str:
    """Return what the names of the pages under a tab begin with: "verdelingen" has "verdeling_nieuw" under it."""
    return doel.removesuffix("en").removesuffix("s")


def onderdelen(request: HttpRequest) -> list[dict]:
    """Return the tabs: label, address, and whether the page is it or lies under it."""
    naam = (request.resolver_match.url_name if request.resolver_match else None) or ""
    return [
        {"label": label, "url": reverse(f"vraagaanbod:{doel}"), "nu": naam.startswith(_stam(doel))}
        for label, doel, mag in ONDERDELEN
        if mag(request.user)
    ]
