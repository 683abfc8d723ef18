"""A round of last year with its outcome, and one that runs, in which the demo student is asked."""

import uuid
from datetime import timedelta
from random import Random

from enquetes.models import Antwoordblad, Deelnemer, Meting, Vragenlijst
from enquetes.services.optellen import opties
from enquetes.services.sluiten import sluit
from kern.models import User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld

GEWICHT = {"1": 2, "2": 5, "3": 15, "4": 40, "5": 38, "ja": 85, "nee": 15}
GOED = (
    "Het team neemt de tijd voor mijn vragen.",
    "Ik mocht snel zelf dingen doen.",
    "De sfeer op de afdeling is fijn.",
    "Elke vrijdag een kort gesprek over mijn doelen.",
)
MOEILIJK = (
    "De avonddiensten waren zwaar naast school.",
    "In het begin wist ik niet wie mijn begeleider was.",
    "Slecht nieuws voor een bewoner vond ik lastig.",
)


DAAROM = ("", "", "Daardoor durf ik meer.", "Dat had ik niet verwacht.", "Zo leer ik het meest.", "Dat mag zo blijven.")
DAARNA = (
    "",
    "",
    "Later ging dat beter.",
    "Een vast gesprek hielp.",
    "Mijn klas hoorde ik hetzelfde zeggen.",
    "School weet het.",
)


def maak_enquetes(wereld: Wereld, stages: list[Plaatsing], hoofdpersoon: Plaatsing) -> None:
    """Fill a closed round from stages of the region, and ask the demo student in one that is open."""
    rng = Random(wereld.seed)
    beheerder = User.objects.get(email="beheerder@demo.test")
    for naam, begin, eind in (("Voorjaar", 260, 150), ("Najaar", 120, 20)):
        meting = _meting(wereld, naam, begin, eind)
        _bladen(meting, [rij for rij in stages if rij.pk != hoofdpersoon.pk], rng)
        sluit(meting=meting, by=beheerder, at=wereld.moment(wereld.dagen_geleden(eind)))
    loopt = _meting(wereld, "Winter", 5, -40)
    toen = wereld.moment(wereld.dagen_geleden(2))
    Deelnemer.objects.create(
        public_id=wereld.id(),
        meting=loopt,
        user=hoofdpersoon.student.user,
        plaatsing=hoofdpersoon,
        uitgenodigd_op=toen,
    )


def _meting(wereld: Wereld, naam: str, begin: int, eind: int) -> Meting:
    van = wereld.vandaag - timedelta(days=begin)
    return Meting.objects.create(
        public_id=wereld.id(),
        vragenlijst=Vragenlijst.objects.get(soort="student", versie=1),
        naam=f"{naam} {van.year}",
        van=van,
        tot=wereld.vandaag - timedelta(days=eind),
        status="open",
        gemaakt_door=User.objects.get(email="beheerder@demo.test"),
        gemaakt_op=wereld.moment(van),
    )


def _bladen(meting: Meting, stages: list[Plaatsing], rng: Random) -> None:
    gekozen = sorted(stages, key=lambda rij: rij.pk)[:240]
    Antwoordblad.objects.bulk_create(
        Antwoordblad(
            sleutel=uuid.UUID(int=rng.getrandbits(128), version=4),
            meting=meting,
            leerbedrijf_id=rij.stageplaats.afdeling.locatie.organisatie_id,
            school_id=rij.student.school_id,
            cluster_id=rij.student.cluster_id,
            antwoorden={vraag["code"]: _antwoord(vraag, rng) for vraag in meting.vragenlijst.vragen},
            oordelen={code: "tonen" if rng.random() < 0.8 else "wacht" for code in ("goed", "moeilijk")},
        )
        for rij in gekozen
        if rng.random() < 0.7
    )
    Deelnemer.objects.bulk_create(
        Deelnemer(
            public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
            meting=meting,
            user=rij.student.user,
            plaatsing=rij,
            uitgenodigd_op=meting.gemaakt_op,
            ingevuld=True,
        )
        for rij in gekozen
    )


def _antwoord(vraag: dict, rng: Random) -> str:
    if vraag["code"] == "goed":
        return f"{rng.choice(GOED)} {rng.choice(DAAROM)}".strip()
    if vraag["code"] == "moeilijk":
        return f"{rng.choice(MOEILIJK)} {rng.choice(DAARNA)}".strip()
    keuzes = opties(vraag)
    if not keuzes:
        return ""
    return rng.choices(keuzes, weights=[GEWICHT.get(keuze, 10) for keuze in keuzes])[0]
