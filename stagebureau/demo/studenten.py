"""Students in the proportions of the regional table (R3.2), places in the proportions of its supply."""

from datetime import date

from kern.models import Lidmaatschap, Opleidingscluster, Student, User
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.namen import PLAATSEN
from stagebureau.demo.organisaties import Regio, nieuwe_persoon
from vacatures.models import Stageplaats
from vraagaanbod.models import Omzetting, Opgave

# code: asked, offered in 2009/2010 (R3.2)
MARKT = {
    "ZH1-PT": (130, 28),
    "HP1-PT": (435, 90),
    "HP2-PT": (978, 992),
    "VZVP12-PT": (330, 330),
    "VZVP12-FT": (500, 448),
    "VZ3VP2-PT": (722, 694),
    "VZ3VP2-FT": (340, 340),
    "VP34-FT": (744, 710),
    "VP34-PT": (44, 52),
    "HBO2-FT": (224, 114),
    "HBO2-PT": (16, 14),
    "U1-FT": (298, 298),
    "U1-PT": (42, 50),
    "U2-FT": (222, 252),
    "U2-PT": (16, 26),
}
# Agreed conversions: from, to, cost (R3.3)
OMZETTINGEN = (
    ("VZVP12-FT", "VZVP12-PT", 1),
    ("VZ3VP2-FT", "VZ3VP2-PT", 1),
    ("VP34-FT", "VP34-PT", 1),
    ("U2-FT", "U1-FT", 1),
    ("HP2-PT", "HP1-PT", 2),
    ("HP1-PT", "ZH1-PT", 2),
)
# A few can hardly travel; the dear conversions stop early: so a round always leaves somebody to explain.
DICHTBIJ_DEEL = 0.04
DURE_KOSTEN = 2
FULLTIME = "ma di wo do vr"


def verdeel(totaal: int, gewichten: list[int], minimum: int = 0) -> list[int]:
    """Split `totaal` in whole numbers in proportion to the weights (largest remainders); each at least `minimum`."""
    som = sum(gewichten)
    ruw = [totaal * gewicht / som for gewicht in gewichten]
    heel = [max(minimum, int(waarde)) for waarde in ruw]
    volgorde = sorted(range(len(ruw)), key=lambda i: (int(ruw[i]) - ruw[i], i))
    for i in volgorde[: max(0, totaal - sum(heel))]:
        heel[i] += 1
    return heel


def _opleiding_letters(code: str, wereld: Wereld) -> str:
    if code.startswith("ZH"):
        return "ZH"
    if code.startswith("HP"):
        return "HP"
    if code.startswith("VP"):
        return "VP"
    if code.startswith("VZ"):
        return "VZ" if wereld.kans(0.6) else "VP"
    return "HBO-V"


def maak_studenten(wereld: Wereld, regio: Regio) -> list[Student]:
    """Make the students with their login, school, cluster, age, home, days and priority."""
    rng = wereld.rng
    clusters = {cluster.code: cluster for cluster in Opleidingscluster.objects.filter(code__in=MARKT)}
    aantallen = verdeel(wereld.aantal, [vraag for vraag, _ in MARKT.values()], minimum=1 if wereld.aantal >= 60 else 0)
    codes = [code for code, aantal in zip(MARKT, aantallen, strict=True) for _ in range(aantal)]
    personen = schrijf(User, [nieuwe_persoon(wereld, f"student{i}@demo.test") for i in range(1, len(codes) + 1)])
    gewichten = [plaats[4] for plaats in PLAATSEN]
    studenten = []
    for nummer, (code, persoon) in enumerate(zip(codes, personen, strict=True), start=1):
        cluster = clusters[code]
        school = regio.scholen[3] if cluster.niveau == 5 else regio.scholen[rng.randrange(3)]
        letters = _opleiding_letters(code, wereld)
        opleiding = regio.opleidingen[letters]
        leerjaar = int(rng.choice(cluster.leerjaren.split()))
        if code.startswith("VZ3VP2"):
            leerjaar = 3 if letters == "VZ" else 2
        plaats, lat, lon, postcode, _ = rng.choices(PLAATSEN, gewichten)[0]
        leeftijd = 16 + leerjaar + rng.randrange(-1, 4) + (2 if cluster.niveau == 5 else 0)
        geboren = date(wereld.vandaag.year - leeftijd, rng.randrange(1, 13), rng.randrange(1, 28))
        studenten.append(
            Student(
                public_id=wereld.id(),
                user=persoon,
                studentnummer=f"{100000 + nummer}",
                school=school,
                opleiding=opleiding,
                cluster=cluster,
                leerjaar=min(leerjaar, opleiding.jaren),
                geboortedatum=geboren,
                stagedocent=rng.choice(regio.docenten[school.pk]),
                postcode=f"{postcode} ZZ",
                woonplaats=plaats,
                lat=round(lat + rng.uniform(-0.03, 0.03), 5),
                lon=round(lon + rng.uniform(-0.05, 0.05), 5),
                max_km=5 if wereld.kans(DICHTBIJ_DEEL) else rng.choice((25, 40, 40, 60)),
                vog=wereld.kans(0.9),
                voorrang=2 if leerjaar == 1 else 1,
                periodes="1 2 3 4",
                dagen=regio.schooldagen[school.pk] if cluster.intensiteit == "parttime" else FULLTIME,
            )
        )
    studenten = schrijf(Student, studenten)
    van = wereld.dagen_geleden(400)
    schrijf(Lidmaatschap, [Lidmaatschap(user=s.user, organisatie=s.school, rol="student", van=van) for s in studenten])
    return studenten


def maak_stageplaatsen(wereld: Wereld, regio: Regio, studenten: list[Student]) -> dict[str, list[Stageplaats]]:
    """Make places of this school year: about as many seats as the real supply for this many students."""
    rng = wereld.rng
    jaar = list(regio.jaren.values())[1]
    clusters = {cluster.code: cluster for cluster in Opleidingscluster.objects.filter(code__in=MARKT)}
    schaal = len(studenten) / sum(vraag for vraag, _ in MARKT.values())
    plaatsen, bij_code = [], {}
    for code, (_, aanbod) in MARKT.items():
        over = max(1, round(aanbod * schaal))
        cluster = clusters[code]
        bij_code[code] = []
        while over > 0:
            afdeling = rng.choice(regio.afdelingen)
            capaciteit = min(over, rng.choice((1, 1, 2, 2, 3, 4)))
            over -= capaciteit
            plaats = Stageplaats(
                public_id=wereld.id(),
                code=f"SP{len(plaatsen) + 1:06d}",
                naam=f"{afdeling.naam}, {afdeling.locatie.plaats}",
                afdeling=afdeling,
                schooljaar=jaar,
                capaciteit=capaciteit,
                periodes="1 2 3 4",
                dagen=FULLTIME,
                min_leeftijd=18 if wereld.kans(0.05) else 0,
                vog_vereist=wereld.kans(0.4),
                begeleider_niveau=min(5, cluster.niveau + rng.choice((0, 0, 1))) if wereld.kans(0.6) else 0,
                begeleider=regio.werkbegeleiders[afdeling.pk][0],
                toelichting="Je leert werken in een vast team. Een werkbegeleider is elke stagedag aanwezig.",
                bevestigd_op=wereld.dagen_geleden(rng.randrange(5, 220) // 3),  # a few have waited for weeks
            )
            plaatsen.append(plaats)
            bij_code[code].append(plaats)
    schrijf(Stageplaats, plaatsen)
    koppel = Stageplaats.clusters.through
    schrijf(
        koppel,
        [
            koppel(stageplaats_id=plaats.pk, opleidingscluster_id=clusters[code].pk)
            for code, rij in bij_code.items()
            for plaats in rij
        ],
    )
    scholen = Stageplaats.scholen.through
    mbo = regio.scholen[:3]
    schrijf(
        scholen,
        [
            scholen(stageplaats_id=plaats.pk, organisatie_id=school.pk)
            for code, rij in bij_code.items()
            if clusters[code].niveau < 5
            for plaats in rij
            if wereld.kans(0.1)
            for school in rng.sample(mbo, 2)
        ],
    )
    dure_omzettingen = max(2, len(studenten) // 100)
    Omzetting.objects.bulk_create(
        [
            Omzetting(
                schooljaar=jaar,
                van_cluster=clusters[van],
                naar_cluster=clusters[naar],
                kosten=kosten,
                maximum=dure_omzettingen if kosten >= DURE_KOSTEN else None,
            )
            for van, naar, kosten in OMZETTINGEN
        ],
        ignore_conflicts=True,
    )
    return bij_code


def maak_opgaven(
    wereld: Wereld, regio: Regio, studenten: list[Student], plaatsen: dict[str, list[Stageplaats]]
) -> None:
    """State demand per school and supply per leerbedrijf for this school year, as counted from people and places."""
    jaar = list(regio.jaren.values())[1]
    op = wereld.moment(wereld.dagen_geleden(150))
    vraag: dict[tuple[int, int], int] = {}
    for student in studenten:
        sleutel = (student.cluster_id, student.school_id)
        vraag[sleutel] = vraag.get(sleutel, 0) + 1
    aanbod: dict[tuple[int, int], int] = {}
    clusters = {cluster.code: cluster.pk for cluster in Opleidingscluster.objects.filter(code__in=MARKT)}
    for code, rij in plaatsen.items():
        for plaats in rij:
            sleutel = (clusters[code], plaats.afdeling.locatie.organisatie_id)
            aanbod[sleutel] = aanbod.get(sleutel, 0) + plaats.capaciteit
    schrijf(
        Opgave,
        [
            Opgave(
                schooljaar=jaar,
                cluster_id=cluster,
                soort=soort,
                organisatie_id=organisatie,
                aantal=aantal,
                op=op,
                bron="opgave bij de start van het schooljaar",
            )
            for soort, telling in (("vraag", vraag), ("aanbod", aanbod))
            for (cluster, organisatie), aantal in sorted(telling.items())
        ],
    )
