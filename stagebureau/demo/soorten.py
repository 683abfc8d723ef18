"""Families in every state, a ZIC with lessons and a pair, and the money of a summer place."""

from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from kern.models import Opleidingscluster, Organisatie, Schooljaar, User
from plaatsingen.models import (
    Afdelingsles,
    Buitenverblijf,
    Gildeafspraak,
    Leerkoppel,
    Lesaanwezigheid,
    Plaatsing,
    Zomervergoeding,
)
from stagebureau.demo.basis import Wereld
from vacatures.enums import PlaatsSoort
from vacatures.enums import StagegezinStatus as S
from vacatures.models import Stagegezin, Stageplaats
from vacatures.services.stagegezin_plaats import keur_goed

# number, town, postcode, state, days ago
GEZINNEN = (
    (1, "Assen", "9401 AA", S.AANGEMELD, 3),
    (2, "Emmen", "7811 AA", S.BEZOEK, 6),
    (3, "Meppel", "7941 AA", S.BEZOCHT, 12),
    (4, "Hoogeveen", "7901 AA", S.VOORWAARDEN, 20),
    (5, "Assen", "9403 AA", S.AFGEWEZEN, 40),
    (6, "Beilen", "9411 AA", S.GOEDGEKEURD, 60),
)
WEG = (S.AANGEMELD, S.BEZOEK, S.BEZOCHT, S.VOORWAARDEN)
LESSEN = (("Wondzorg", "4"), ("Tillen en verplaatsen", "2.5"), ("Rapporteren", "4"))


def maak_soorten(wereld: Wereld, stages: list[Plaatsing], hoofdpersoon: Plaatsing) -> None:
    """Show the demo accounts the special kinds of stage, without changing the stage of the demo student."""
    coordinator = User.objects.get(email="coordinator@demo.test")
    docent = User.objects.get(email="stagedocent@demo.test")
    for rij in GEZINNEN:
        _gezin(wereld, coordinator, docent, rij)
    lopend = [rij for rij in stages if rij.status == "lopend"]
    _zic(wereld, lopend, hoofdpersoon, docent)
    school = hoofdpersoon.student.school_id
    _alleen(wereld, [rij for rij in lopend if rij.student.school_id == school and rij.pk != hoofdpersoon.pk])
    for plaats in Stageplaats.objects.filter(soort=PlaatsSoort.ZOMER):
        Zomervergoeding.objects.create(stageplaats=plaats, bedrag=Decimal(350))


def _gezin(wereld: Wereld, coordinator: User, docent: User, rij: tuple) -> None:
    nummer, plaats, postcode, status, dagen = rij
    stand = S.VOORWAARDEN if status == S.GOEDGEKEURD else status
    toen = wereld.moment(wereld.dagen_geleden(dagen))
    ver = WEG.index(stand) if stand in WEG else len(WEG)
    bezoek = {S.BEZOEK: wereld.vandaag + timedelta(days=2)}.get(stand, wereld.dagen_geleden(dagen - 2))
    gezin = Stagegezin.objects.create(
        public_id=wereld.id(), nummer=nummer, contact_naam=f"Familie Verzonnen {nummer}",
        adres=f"Bedachtelaan {nummer}", postcode=postcode, plaats=plaats,
        telefoon=f"0592 00000{nummer}", email=f"gezin{nummer}@voorbeeld.test",
        situatie="Twee ouders en drie kinderen, een hond.", taken="Koken, boodschappen en spelen met de kinderen.",
        dagen="ma di", status=stand, school=docent.lidmaatschappen.get(rol="stagedocent").organisatie,
        docent=docent if ver else None, bezoek_op=bezoek if ver else None,
        bevindingen="Een open gezin, met een rustige plek voor gesprekken." if ver > 1 else "",
        voorwaarden="Niet roken in huis. Sleutel blijft bij het gezin." if stand == S.VOORWAARDEN else "",
        akkoord_op=wereld.dagen_geleden(dagen - 3) if stand == S.VOORWAARDEN else None,
        besluit="Er is nu te weinig tijd om een student te begeleiden." if stand == S.AFGEWEZEN else "",
        besloten_op=wereld.dagen_geleden(dagen - 4) if stand == S.AFGEWEZEN else None,
        zelf_aangemeld=nummer == 1, aangemeld_op=toen,
    )  # fmt: skip
    for nr, naar in enumerate(WEG[: min(ver, len(WEG) - 1) + 1] if stand in WEG else (S.AANGEMELD, stand)):
        gezin.stappen.create(naar=naar, at=toen + timedelta(days=nr), by=coordinator if nr else None)
    if status == S.GOEDGEKEURD:
        jaar = Schooljaar.objects.filter(eind__gte=wereld.vandaag).order_by("begin").first()
        at = wereld.moment(wereld.dagen_geleden(dagen - 5))
        clusters = Opleidingscluster.objects.order_by("pk")[:2]
        gezin = keur_goed(
            gezin=gezin, besluit="Veilig, leerzaam en met tijd voor de student.", schooljaar=jaar, clusters=clusters,
            by=coordinator, at=at,
        )  # fmt: skip
        # The same seed gives the same ids.
        Organisatie.objects.filter(pk=gezin.organisatie_id).update(public_id=wereld.id())
        Stageplaats.objects.filter(pk=gezin.stageplaats_id).update(public_id=wereld.id())


def _zic(wereld: Wereld, lopend: list[Plaatsing], hoofdpersoon: Plaatsing, docent: User) -> None:
    """Call the fullest place of the house of the demo (else of its school), without the demo student, a ZIC."""
    huis, school = hoofdpersoon.stageplaats.leerbedrijf, hoofdpersoon.student.school_id
    per_plaats: dict[int, list[Plaatsing]] = {}
    for rij in lopend:
        if rij.stageplaats_id != hoofdpersoon.stageplaats_id and (
            rij.stageplaats.leerbedrijf == huis or rij.student.school_id == school
        ):
            per_plaats.setdefault(rij.stageplaats_id, []).append(rij)
    if not per_plaats:
        return
    studenten = max(
        per_plaats.values(),
        key=lambda rijen: (rijen[0].stageplaats.leerbedrijf == huis, len(rijen), -rijen[0].stageplaats_id),
    )
    plaats = studenten[0].stageplaats
    Stageplaats.objects.filter(pk=plaats.pk).update(soort=PlaatsSoort.ZIC)
    at = wereld.moment(wereld.dagen_geleden(1))
    for week, (onderwerp, uren) in enumerate(LESSEN, start=1):
        datum = wereld.vandaag - timedelta(days=wereld.vandaag.weekday() + 7 * week - 1)
        les = Afdelingsles.objects.create(
            public_id=wereld.id(), stageplaats=plaats, datum=datum, uren=Decimal(uren), onderwerp=onderwerp,
            docent=docent.naam, door=docent, at=at,
        )  # fmt: skip
        Lesaanwezigheid.objects.bulk_create(
            Lesaanwezigheid(les=les, plaatsing=rij, aanwezig=bool(nr % 5 or week > 1))
            for nr, rij in enumerate(studenten)
            if rij.begindatum <= datum
        )
    for een, ander in combinations(studenten, 2):
        oudere, jongere = sorted((een, ander), key=lambda rij: -rij.student.leerjaar)
        if oudere.student.leerjaar > jongere.student.leerjaar:
            Leerkoppel.objects.create(
                public_id=wereld.id(), oudere=oudere, jongere=jongere, door=docent, at=at,
                van=max(oudere.begindatum, jongere.begindatum),
            )  # fmt: skip
            return


def _alleen(wereld: Wereld, lopend: list[Plaatsing]) -> None:
    """Make the places of two students of the school, who sit there alone, a gilde and a place far from home."""
    regulier = Stageplaats.objects.filter(soort=PlaatsSoort.REGULIER, capaciteit=1).values_list("pk", flat=True)
    over = [rij for rij in lopend if rij.stageplaats_id in set(regulier)]
    at = wereld.moment(wereld.dagen_geleden(2))
    for plaatsing, soort in zip(over[-2:], (PlaatsSoort.GILDE, PlaatsSoort.BUITENREGIONAAL), strict=False):
        Stageplaats.objects.filter(pk=plaatsing.stageplaats_id).update(soort=soort)
        if soort == PlaatsSoort.GILDE:
            vrij = next((dag for dag in ("vr", "wo", "ma", "di", "do") if dag not in plaatsing.dagen.split()), "vr")
            Gildeafspraak.objects.create(
                plaatsing=plaatsing, schooldag=vrij, diploma_een="Helpende zorg en welzijn, niveau 2",
                diploma_twee="Facilitair medewerker, niveau 2", at=at,
            )  # fmt: skip
            plaatsing.gildetreden.create(
                public_id=wereld.id(), trede="leerling", sinds=plaatsing.begindatum, waarom="Begin van de opleiding.",
                door=plaatsing.werkbegeleider, at=at,
            )  # fmt: skip
        else:
            Buitenverblijf.objects.create(
                plaatsing=plaatsing, land="België", regio="Gent", contact_naam="Robin Verzonnen",
                contact_telefoon="+32 9 000 00 00", noodnummer="112", verblijf="Kamer bij het leerbedrijf.",
                reis="Met de trein.", verzekerd=True, reispapieren=True, thuis_bekend=True, at=at,
            )  # fmt: skip
