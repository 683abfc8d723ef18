"""What the ladder asks of a coordinator, as rows for the home page: each leads to the list of rungs, filtered."""

from typing import Any

from django.urls import reverse

from basis.tellen import Deel, telt
from evaluaties.filters_treden import met_zaak, treden_voor
from kern.enums import Rol
from kern.models import User

# matter: (title for one, title for more, what to do, seriousness)
TAKEN = {
    "herziening": (
        "1 besluit moet opnieuw worden bekeken",
        "{n} besluiten moeten opnieuw worden bekeken",
        "Er is iets veranderd nadat de stage onvoldoende werd verklaard.",
        "rood",
    ),
    "laatste_kans": (
        "Bij 1 student is de laatste kans voorbij",
        "Bij {n} studenten is de laatste kans voorbij",
        "Het verslag van de derde keer is ook na de herinnering niet binnen. Neem contact op.",
        "oranje",
    ),
    "opdracht_te_laat": (
        "1 vervangende opdracht is te laat",
        "{n} studenten met een vervangende opdracht die te laat is",
        "Spreek de student, en leg de ontvangst vast als de opdracht er wel is.",
        "oranje",
    ),
    "zonder_slb": (
        "1 student heeft een tussenevaluatie en geen stagedocent",
        "{n} studenten met een tussenevaluatie hebben geen stagedocent",
        "Het verslag van de tussenevaluatie is ook voor de stagedocent (SLB'er). Wijs er een aan.",
        "oranje",
    ),
}


@telt
def laddertaken(user: User) -> Deel[list[dict[str, Any]]]:
    """Return rows {titel, uitleg, url, knop, voor, ernst} for a coordinator; empty for others."""
    if not user.heeft_rol(Rol.COORDINATOR):
        return []
    eigen = treden_voor(user).filter(student__school_id__in=user.organisatie_ids_als(Rol.COORDINATOR))
    tel = yield {zaak: met_zaak(eigen, zaak) for zaak in TAKEN}
    rijen = []
    for zaak, (een, meer, uitleg, ernst) in TAKEN.items():
        if aantal := tel[zaak]:
            rijen.append(
                {
                    "titel": een if aantal == 1 else meer.format(n=aantal),
                    "uitleg": uitleg,
                    "url": f"{reverse('verslagen:treden')}?zaak={zaak}",
                    "knop": "Bekijken",
                    "voor": None,
                    "ernst": ernst,
                }
            )
    return rijen
