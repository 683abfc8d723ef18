"""Vacatures of the region: many published, and at the house of the demo one in every state.

It has a random source of its own, so that the region before it stays what it was.
"""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from kern.enums import Rol
from kern.models import Lidmaatschap, Organisatie, Schooljaar, User
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio
from vacatures.enums import PlaatsSoort, VacatureStatus
from vacatures.models import Stageplaats, Vacature
from vacatures.services import vacature as diensten
from vacatures.services.vacature_melden import meld_vacature

DEEL = 0.35  # of the places have a vacature
KANS_REGIE = 0.4
DOELEN = (
    "Je leert kijken naar wat een bewoner zelf kan, en daar je zorg op aanpassen. Aan het eind werk je zelfstandig.",
    "Je leert de zorg voor een kleine groep mensen: van opstaan tot naar bed gaan, met aandacht voor wie iemand is.",
    "Je leert samenwerken in een team met verpleegkundigen, behandelaars en familie.",
)
INHOUDEN = (
    "Een afdeling met achttien bewoners. Het team is hecht en er is altijd iemand om iets aan te vragen.",
    "Een rustige afdeling waar tijd is om te leren. Er lopen meestal twee of drie studenten tegelijk.",
    "Geen dag is hetzelfde. Je loopt de eerste weken mee en krijgt daarna eigen taken.",
)
TAKEN = (
    "Helpen bij wassen, aankleden en eten. Rapporteren. Meedoen aan het overleg op dinsdag.",
    "Bewoners begeleiden bij activiteiten, helpen bij de maaltijd en meekijken bij verpleegtechnisch handelen.",
    "Je begint met meelopen. Na drie weken heb je twee vaste bewoners voor wie je de dag plant.",
)
BEGELEIDING = "Elke stagedag is er een vaste werkbegeleider. Elke twee weken is er een gesprek van een half uur."
HOE = "Schrijf in een halve bladzijde waarom deze plek bij jou past. Je hoort binnen twee weken iets van ons."


def maak_vacatures(wereld: Wereld, regio: Regio) -> list[Vacature]:
    """Publish vacatures of a part of the places of this school year, for the rest of it."""
    rng = Random(wereld.seed + 11)
    jaar = list(regio.jaren.values())[1]
    looptijd = _looptijd(jaar, wereld.vandaag)
    if looptijd is None:
        return []
    leden = Lidmaatschap.objects.filter(rol=Rol.PRAKTIJKOPLEIDER).values_list("organisatie_id", "user_id")
    opleiders = dict(leden.order_by("-pk"))
    plaatsen = Stageplaats.objects.filter(schooljaar=jaar, ingetrokken_op=None).met_leerbedrijf().order_by("pk")
    rijen = [
        _vacature(wereld, rng, plaats, looptijd, opleiders.get(plaats.leerbedrijf.pk))
        for plaats in plaatsen
        if rng.random() < DEEL
    ]
    schrijf(Vacature, rijen)
    _kies_scholen(rng, rijen, regio.scholen)
    return rijen


def _looptijd(jaar: Schooljaar, vandaag: date) -> tuple[date, date] | None:
    """Return the first and last day of what is left of the school year; None when too little is left."""
    over = [rij for rij in jaar.periodes.exclude(code="z") if rij.eind > vandaag + timedelta(days=60)]
    if not over:
        return None
    begin = max(min(rij.begin for rij in over), vandaag + timedelta(days=21))
    return begin, max(rij.eind for rij in over)


def _vacature(
    wereld: Wereld, rng: Random, plaats: Stageplaats, looptijd: tuple[date, date], opleider: int | None
) -> Vacature:
    codes = plaats.dagen.split()
    dagen = codes if rng.random() < 0.5 else sorted(rng.sample(codes, min(2, len(codes))), key=codes.index)
    sinds = wereld.moment(wereld.dagen_geleden(rng.randrange(2, 40)), rng.randrange(8, 17))
    return Vacature(
        public_id=UUID(int=rng.getrandbits(128), version=4),
        stageplaats=plaats,
        titel=f"Stage op {plaats.afdeling.naam} in {plaats.afdeling.locatie.plaats}"[:120],
        doel=rng.choice(DOELEN),
        inhoud=rng.choice(INHOUDEN),
        taken=rng.choice(TAKEN),
        begeleiding=BEGELEIDING,
        hoe=HOE,
        uren_per_week=min(8 * len(dagen), 36),
        dagen=" ".join(dagen),
        begindatum=looptijd[0],
        einddatum=looptijd[1],
        vergoeding=rng.choice(("", "", "reiskosten", "€ 150 per maand")),
        contact_id=opleider,
        regie=rng.random() < KANS_REGIE,
        status=VacatureStatus.GEPUBLICEERD,
        verloopt_op=min(wereld.vandaag + timedelta(days=rng.randrange(10, 60)), looptijd[1]),
        gemaakt_door_id=opleider,
        gemaakt_op=sinds,
        gepubliceerd_op=sinds,
        gewijzigd_op=sinds,
        bekeken=rng.randrange(0, 60),
    )


def _kies_scholen(rng: Random, vacatures: list[Vacature], scholen: list[Organisatie]) -> None:
    door = Vacature.scholen.through
    gereserveerd: dict[int, list[int]] = {}
    ids = [vacature.stageplaats_id for vacature in vacatures]
    # Chosen here: a database that doesn't know yet how many rows there are would look at all for each.
    met_vacature = set(ids)
    vast = Stageplaats.scholen.through.objects.order_by("pk").values_list("stageplaats_id", "organisatie_id")
    for plaats, school in vast:
        if plaats in met_vacature:
            gereserveerd.setdefault(plaats, []).append(school)
    rijen = []
    for vacature, plaats in zip(vacatures, ids, strict=True):
        keuze = gereserveerd.get(plaats) or ([scholen[0].pk] if vacature.regie and rng.random() < 0.3 else [])
        rijen += [door(vacature_id=vacature.pk, organisatie_id=school) for school in dict.fromkeys(keuze)]
    schrijf(door, rijen)


def toon_elke_stand(wereld: Wereld, regio: Regio, vacatures: list[Vacature]) -> None:
    """Give the praktijkopleider of the demo a vacature in every state, special places, and a report to deal with."""
    opleider = User.objects.get(email="praktijkopleider@demo.test")
    huis = opleider.lidmaatschappen.get(rol=Rol.PRAKTIJKOPLEIDER).organisatie
    jaar = list(regio.jaren.values())[1]
    looptijd = _looptijd(jaar, wereld.vandaag)
    plaatsen = Stageplaats.objects.filter(
        afdeling__locatie__organisatie=huis, schooljaar=jaar, ingetrokken_op=None
    ).met_leerbedrijf()
    plaats = plaatsen.order_by("pk").first()
    if plaats is None or looptijd is None:
        return
    rng = Random(wereld.seed + 12)
    standen = (
        ("Stage ouderenzorg, elke week twee dagen", VacatureStatus.GEPUBLICEERD, 30, False, ""),
        ("Stage via je stagedocent", VacatureStatus.GEPUBLICEERD, 40, True, ""),
        ("Stage in het team van de avond", VacatureStatus.GEPUBLICEERD, 4, False, ""),
        ("Stage op de dagbesteding", VacatureStatus.VERLOPEN, -10, False, ""),
        ("Stage tijdens de verbouwing", VacatureStatus.INGETROKKEN, 20, False, "De afdeling wordt verbouwd."),
    )
    rijen = []
    for titel, status, dagen, regie, reden in standen:
        rij = _vacature(wereld, rng, plaats, looptijd, opleider.pk)
        rij.titel, rij.status, rij.status_reden, rij.regie = titel, status, reden, regie
        rij.verloopt_op = wereld.vandaag + timedelta(days=dagen)
        rijen.append(rij)
    schrijf(Vacature, rijen)
    rijen[1].scholen.set(regio.scholen[:1])
    for rij in rijen:
        inhoud = diensten.inhoud_van(rij)
        diensten.bewaar_versie(rij, inhoud, versie=rij.versie, by=opleider, at=rij.gepubliceerd_op)
    op = wereld.moment(wereld.dagen_geleden(1), 15)
    concept = diensten.maak_vacature(plaats=plaats, by=opleider, at=op)
    Vacature.objects.filter(pk=concept.pk).update(titel="Stage op maandag en dinsdag", taken="")
    _bijzondere_plaatsen(wereld, regio, plaats, opleider, rng)
    _weken(plaats)
    _melding(wereld, [*rijen[:1], *vacatures])


def _bijzondere_plaatsen(wereld: Wereld, regio: Regio, voorbeeld: Stageplaats, opleider: User, rng: Random) -> None:
    """Make places of other kinds (R5.9) in the next school year, each with a vacature."""
    jaar = list(regio.jaren.values())[-1]
    periodes = {rij.code: rij for rij in jaar.periodes.all()}
    if jaar == voorbeeld.schooljaar or not periodes:
        return
    soorten = (
        (PlaatsSoort.ZOMER, "Zomerstage: extra plekken in de zomerweken", "z", 30),
        (PlaatsSoort.ZIC, "Zorginnovatiecentrum: leren met 25 studenten", "1 2 3 4", 25),
        (PlaatsSoort.KETEN, "Ketenstage: zorg en informele zorg", "3 4", 4),
        (PlaatsSoort.ORIENTATIE, "Oriëntatie: een paar dagdelen meekijken", "1 2", 6),
    )
    for nummer, (soort, titel, codes, capaciteit) in enumerate(soorten, start=1):
        plaats = Stageplaats.objects.create(
            public_id=UUID(int=rng.getrandbits(128), version=4),
            code=f"SPX{nummer:03d}",
            naam=titel.partition(":")[0],
            afdeling=voorbeeld.afdeling,
            schooljaar=jaar,
            capaciteit=capaciteit,
            periodes=codes,
            dagen=voorbeeld.dagen,
            soort=soort,
            begeleider=voorbeeld.begeleider,
            bevestigd_op=wereld.vandaag,
        )
        plaats.clusters.set(voorbeeld.clusters.all())
        looptijd = (min(periodes[c].begin for c in codes.split()), max(periodes[c].eind for c in codes.split()))
        rij = _vacature(wereld, rng, plaats, looptijd, opleider.pk)
        rij.titel = titel
        rij.save()


def _weken(plaats: Stageplaats) -> None:
    """Closed at Christmas and one student more in the summer, with a trained begeleider."""
    for rij in plaats.schooljaar.periodes.filter(code="z"):
        plaats.weekcapaciteiten.create(begin=rij.begin, eind=rij.eind, capaciteit=plaats.capaciteit + 1, reden="zomer")
    jaar = plaats.schooljaar.begin.year
    plaats.weekcapaciteiten.create(
        begin=date(jaar, 12, 21), eind=date(jaar + 1, 1, 3), capaciteit=0, reden="kerstvakantie"
    )
    if plaats.begeleider:
        plaats.plaatsbegeleiders.create(
            user=plaats.begeleider, niveau=4, opleiding="praktijkbegeleider", getraind_op=date(jaar, 3, 12)
        )


def _melding(wereld: Wereld, vacatures: list[Vacature]) -> None:
    student = User.objects.filter(email="student-zoekt@demo.test").first()
    if student is None:
        return
    zichtbaar = Vacature.objects.visible_to(student).filter(pk__in=[rij.pk for rij in vacatures[:40]])
    vacature = zichtbaar.filter(status=VacatureStatus.GEPUBLICEERD).order_by("pk").last()
    if vacature is not None:
        meld_vacature(
            vacature=vacature,
            reden="klopt_niet",
            toelichting="Er staat dat ik op maandag kan beginnen, maar op de telefoon zeiden ze alleen vrijdag.",
            by=student,
            at=wereld.moment(wereld.dagen_geleden(2), 19),
        )
