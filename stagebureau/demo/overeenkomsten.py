"""Agreements of the demo: one that everybody signed and that has its seal, one half signed, one that isn't complete."""

from datetime import datetime, timedelta

from basis.errors import DomainError
from kern.models import User
from plaatsingen.enums import PartijRol
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services.ondertekenen import teken_in_portaal
from plaatsingen.services.overeenkomst import stel_op, verstuur
from plaatsingen.services.partijen import Tekenaar, tekenaars
from plaatsingen.services.zegel import verzegel
from stagebureau.demo.basis import Wereld
from stagebureau.demo.stages import Stages

AFSPRAKEN = {
    "doelen": "Basiszorg geven en daarbij op de gezondheid letten (B1-K1-W3)\n"
    "Het zorgplan gebruiken en bijhouden (B1-K1-W1)\nSamenwerken in het team en overdragen (B1-K2-W2)",
    "taken": "Helpen bij wassen, aankleden en eten\nRapporteren in het zorgdossier, nagekeken door de werkbegeleider\n"
    "Meegaan naar het overleg van de afdeling",
    "opdrachten": "De opdrachten uit het BPV-boek; elke maand een reflectieverslag",
    "vergoeding": "Een stagevergoeding volgens de cao; reiskosten na inleveren van het onkostenformulier",
    "scholing": "Elke maand een uur intervisie; de training tillen in de eerste twee weken",
    "begeleiding": "Elke week een half uur gesprek met de werkbegeleider",
    "tijden": "volgens het rooster van de afdeling, dat twee weken vooraf bekend is",
}


def maak_overeenkomsten(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Make them with the services, so that they are as real ones; without the libraries for PDF there are none."""
    by = User.objects.get(email="coordinator@demo.test")
    keuze = [*loop.met_status("geaccepteerd"), *loop.met_status("lopend")]
    school = hoofdpersoon.student.school_id
    anderen = [p for p in keuze if p.student.school_id == school and p.pk != hoofdpersoon.pk]
    try:
        _getekende(wereld, hoofdpersoon, by)
        for plaatsing, half in zip(anderen[:2], (True, False), strict=False):
            at = wereld.moment(wereld.dagen_geleden(6), 11)
            concept = _concept(plaatsing, by, at, AFSPRAKEN if half else {"vergoeding": AFSPRAKEN["vergoeding"]})
            if half:
                _teken(verstuur(overeenkomst=concept, by=by, at=at), {PartijRol.STUDENT}, at + timedelta(hours=5))
    except DomainError:
        return


def _concept(plaatsing: Plaatsing, by: User, at: datetime, afspraken: dict[str, str]) -> Overeenkomst:
    return stel_op(
        plaatsing=Plaatsing.objects.met_betrokkenen().get(pk=plaatsing.pk), by=by, at=at, afspraken=afspraken
    )


def _getekende(wereld: Wereld, plaatsing: Plaatsing, by: User) -> None:
    at = wereld.moment(plaatsing.begindatum - timedelta(days=20), 10)
    overeenkomst = verstuur(overeenkomst=_concept(plaatsing, by, at, AFSPRAKEN), by=by, at=at)
    _teken(overeenkomst, set(PartijRol.values), at + timedelta(days=2))
    overeenkomst.refresh_from_db()
    if overeenkomst.getekend_op:
        verzegel(overeenkomst=overeenkomst, at=overeenkomst.getekend_op)


def _teken(overeenkomst: Overeenkomst, rollen: set[str], at: datetime) -> None:
    """Sign for these parties, as far as somebody with an account may."""
    for nummer, partij in enumerate(overeenkomst.partijen.filter(rol__in=rollen).select_related("organisatie")):
        moment = at + timedelta(hours=nummer)
        partij.overeenkomst = overeenkomst
        mens = _met_account(tekenaars(partij=partij, op=moment.date()))
        if mens is not None:
            teken_in_portaal(partij=partij, tekst_hash=overeenkomst.tekst_hash, akkoord=True, by=mens, at=moment)


def _met_account(mensen: list[Tekenaar]) -> User | None:
    return next((mens.user for mens in mensen if mens.user is not None), None)
