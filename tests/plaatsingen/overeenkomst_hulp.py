"""What tests of agreements share: a placement that is ready, an agreement that was sent, signatures of everybody."""

from datetime import date, datetime, timedelta
from typing import Any

from kern.enums import Linkdoel
from kern.models import User, Vertegenwoordiger
from kern.services import toegangslinks
from plaatsingen.models import Overeenkomst, Plaatsing, Tekenbevoegdheid
from plaatsingen.services import ondertekenen
from plaatsingen.services.overeenkomst import stel_op, verstuur
from tests.factories import NU, ErkenningFactory, PlaatsingFactory, persoon

AFSPRAKEN = {
    "doelen": "Basiszorg verlenen (B1-K1-W3)\nSamenwerken in het team (B1-K2-W1)",
    "taken": "Helpen bij wassen en aankleden, altijd met de werkbegeleider erbij.",
    "vergoeding": "Geen stagevergoeding; reiskosten volgens de regeling van het huis.",
    "scholing": "Elke maand intervisie op de afdeling.",
    "tijden": "volgens het rooster van de afdeling",
}


def klare_plaatsing(*, minderjarig: bool = False, **velden: Any) -> Plaatsing:
    """Return an accepted placement with a werkbegeleider, hours and recognition; a minor has a mother on record."""
    velden = {"status": "geaccepteerd", "uren_norm": 300, "begindatum": date(2026, 11, 2)} | velden
    plaatsing = PlaatsingFactory(**velden)
    huis = plaatsing.stageplaats.leerbedrijf
    if "werkbegeleider" not in velden:
        plaatsing.werkbegeleider = persoon("werkbegeleider", huis, voornaam="Wil", achternaam="Werkstra")
        plaatsing.save()
    if not huis.erkenningen.exists():
        ErkenningFactory(organisatie=huis, opleiding=plaatsing.student.opleiding)
    if minderjarig:
        plaatsing.student.geboortedatum = date(2010, 1, 1)
        plaatsing.student.save()
        Vertegenwoordiger.objects.create(
            student=plaatsing.student, naam="Geheime Moeder", relatie="moeder", email="moeder@voorbeeld.test"
        )
    return plaatsing


def coordinator_van(plaatsing: Plaatsing) -> User:
    """Return a coordinator of the school of the student."""
    return persoon("coordinator", plaatsing.student.school)


def concept(*, by: User | None = None, plaatsing: Plaatsing | None = None, **velden: Any) -> Overeenkomst:
    """Return a complete concept."""
    plaatsing = plaatsing or klare_plaatsing(**velden)
    return stel_op(plaatsing=plaatsing, by=by or coordinator_van(plaatsing), at=NU, afspraken=AFSPRAKEN)


def verstuurd(*, by: User | None = None, at: datetime = NU, **velden: Any) -> Overeenkomst:
    """Return an agreement that is being signed."""
    plaatsing = velden.pop("plaatsing", None) or klare_plaatsing(**velden)
    by = by or coordinator_van(plaatsing)
    return verstuur(overeenkomst=concept(by=by, plaatsing=plaatsing), by=by, at=at)


def bevoegd(organisatie: Any) -> User:
    """Return somebody with an account who may sign for the organisation; the same one when asked again."""
    rij = Tekenbevoegdheid.objects.filter(organisatie=organisatie, user__isnull=False).first()
    if rij is not None:
        return rij.user
    user = persoon("praktijkopleider" if organisatie.soort == "leerbedrijf" else "coordinator", organisatie)
    Tekenbevoegdheid.objects.create(
        organisatie=organisatie, user=user, naam=user.naam, email=user.email, van=date(2020, 1, 1), vastgelegd_op=NU
    )
    return user


def teken(overeenkomst: Overeenkomst, rol: str, *, at: datetime = NU) -> None:
    """Sign for one party; a parent with a mailed link."""
    partij = overeenkomst.partijen.filter(rol=rol, getekend_op__isnull=True).first()
    if rol == "ouder":
        moeder = overeenkomst.plaatsing.student.vertegenwoordigers.get()
        link, _ = toegangslinks.maak_link(
            doel=Linkdoel.ONDERTEKENING,
            object_id=partij.public_id,
            naam=moeder.naam,
            email=moeder.email,
            geldig_tot=at + timedelta(days=1),
            by=None,
            at=at,
        )
        woorden = {"naam": moeder.naam, "tekst_hash": overeenkomst.tekst_hash, "akkoord": True}
        ondertekenen.teken_met_link(partij=partij, link=link, at=at, **woorden)
        return
    user = overeenkomst.plaatsing.student.user if rol == "student" else bevoegd(partij.organisatie)
    ondertekenen.teken_in_portaal(partij=partij, tekst_hash=overeenkomst.tekst_hash, akkoord=True, by=user, at=at)


def teken_alles(overeenkomst: Overeenkomst, *, at: datetime = NU) -> Overeenkomst:
    """Let everybody sign; returns the agreement as it is then."""
    for rol in list(overeenkomst.partijen.values_list("rol", flat=True)):
        teken(overeenkomst, rol, at=at)
    overeenkomst.refresh_from_db()
    return overeenkomst
