"""School years, schools, leerbedrijven with locations and departments, recognitions, staff."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kern.kalender import schooljaar, schooljaar_grenzen
from kern.models import (
    Afdeling,
    Erkenning,
    Lidmaatschap,
    Locatie,
    Opleiding,
    Organisatie,
    Periode,
    Schooljaar,
    Schoolvakantie,
    User,
)
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.namen import (
    ACHTERNAMEN,
    BEDRIJFSWOORDEN,
    PLAATSEN,
    SCHOLEN,
    VOORNAMEN,
    ZORGSOORTEN,
)

ONBRUIKBAAR = "!demo"


@dataclass
class Regio:
    """What has been made so far."""

    jaren: dict[str, Schooljaar] = field(default_factory=dict)
    scholen: list[Organisatie] = field(default_factory=list)
    schooldagen: dict[int, str] = field(default_factory=dict)
    bureau: Organisatie | None = None
    leerbedrijven: list[Organisatie] = field(default_factory=list)
    afdelingen: list[Afdeling] = field(default_factory=list)
    docenten: dict[int, list[User]] = field(default_factory=dict)
    werkbegeleiders: dict[int, list[User]] = field(default_factory=dict)
    stagebegeleiders: list[User] = field(default_factory=list)
    opleidingen: dict[str, Opleiding] = field(default_factory=dict)


def maak_schooljaar(naam: str) -> Schooljaar:
    """Return the school year `naam` ('2026/2027'), with its periods and holidays; made when it isn't there."""
    begin, eind = schooljaar_grenzen(naam)
    jaar, nieuw = Schooljaar.objects.get_or_create(naam=naam, defaults={"begin": begin, "eind": eind})
    if not nieuw:
        return jaar
    y = begin.year
    grenzen = (
        ("1", date(y, 8, 24), date(y, 11, 8)),
        ("2", date(y, 11, 9), date(y + 1, 1, 24)),
        ("3", date(y + 1, 1, 25), date(y + 1, 4, 18)),
        ("4", date(y + 1, 4, 19), date(y + 1, 7, 4)),
        ("z", date(y + 1, 7, 5), date(y + 1, 7, 31)),
    )
    Periode.objects.bulk_create([Periode(schooljaar=jaar, code=c, begin=b, eind=e) for c, b, e in grenzen])
    Schoolvakantie.objects.bulk_create(
        [
            Schoolvakantie(naam=f"Herfstvakantie {y}", begin=date(y, 10, 12), eind=date(y, 10, 18)),
            Schoolvakantie(naam=f"Kerstvakantie {y}", begin=date(y, 12, 21), eind=date(y + 1, 1, 3)),
            Schoolvakantie(naam=f"Voorjaarsvakantie {y + 1}", begin=date(y + 1, 2, 20), eind=date(y + 1, 2, 28)),
            Schoolvakantie(naam=f"Meivakantie {y + 1}", begin=date(y + 1, 4, 24), eind=date(y + 1, 5, 2)),
        ]
    )
    return jaar


def maak_jaren(wereld: Wereld, regio: Regio) -> None:
    """Make last, this and next school year."""
    for verschuiving in (-1, 0, 1):
        naam = schooljaar(wereld.vandaag + timedelta(days=365 * verschuiving))
        regio.jaren[naam] = maak_schooljaar(naam)
    regio.opleidingen = {opleiding.letters: opleiding for opleiding in Opleiding.objects.all()}


def nieuwe_persoon(wereld: Wereld, email: str) -> User:
    """Return an unsaved invented person who can't log in with a password."""
    rng = wereld.rng
    return User(
        public_id=wereld.id(),
        email=email,
        voornaam=rng.choice(VOORNAMEN),
        tussenvoegsel=rng.choice(("", "", "", "van", "de")),
        achternaam=rng.choice(ACHTERNAMEN),
        password=ONBRUIKBAAR,
        date_joined=wereld.moment(wereld.dagen_geleden(400)),
    )


def maak_scholen(wereld: Wereld, regio: Regio) -> None:
    """Make the bureau and four schools, with teachers (one for about 40 students)."""
    regio.bureau = Organisatie.objects.create(
        public_id=wereld.id(), soort="bureau", code="BUREAU", naam="Stagebureau Noorderregio"
    )
    for code, naam, plaats, dagen in SCHOLEN:
        school = Organisatie.objects.create(
            public_id=wereld.id(), soort="school", code=code, naam=naam, oidc_domein=f"{code.lower()}.test"
        )
        lat, lon = next((p[1], p[2]) for p in PLAATSEN if p[0] == plaats)
        Locatie.objects.create(organisatie=school, code=f"{code}-1", naam=naam, plaats=plaats, lat=lat, lon=lon)
        regio.scholen.append(school)
        regio.schooldagen[school.pk] = dagen
    per_school = max(2, wereld.aantal // 160)
    for school in regio.scholen:
        docenten = schrijf(
            User,
            [nieuwe_persoon(wereld, f"docent{i}.{school.code.lower()}@demo.test") for i in range(1, per_school + 1)],
        )
        _leden(wereld, [(docent, school, None) for docent in docenten], "stagedocent")
        regio.docenten[school.pk] = docenten
    poule = schrijf(
        User, [nieuwe_persoon(wereld, f"poule{i}@demo.test") for i in range(1, max(3, wereld.aantal // 60) + 1)]
    )
    _leden(wereld, [(persoon, regio.bureau, None) for persoon in poule], "stagebegeleider")
    regio.stagebegeleiders = poule


def _leden(wereld: Wereld, rijen: list[tuple[User, Organisatie, Afdeling | None]], rol: str) -> None:
    van = wereld.dagen_geleden(400)
    schrijf(Lidmaatschap, [Lidmaatschap(user=u, organisatie=o, afdeling=a, rol=rol, van=van) for u, o, a in rijen])


def aantal_leerbedrijven(studenten: int) -> int:
    """120 for 600 students; further on 5 for each 100 more, as in the real region."""
    return max(4, round(studenten / 5)) if studenten <= 600 else round(120 + (studenten - 600) * 0.05)


def maak_leerbedrijven(wereld: Wereld, regio: Regio) -> None:
    """Make leerbedrijven, each with one or two locations, departments, staff and recognitions."""
    rng = wereld.rng
    namen: dict[str, int] = {}
    bedrijven = []
    for nummer in range(1, aantal_leerbedrijven(wereld.aantal) + 1):
        soort, sector, _ = ZORGSOORTEN[rng.randrange(len(ZORGSOORTEN))]
        naam = f"{soort} {'De ' if soort != 'Thuiszorg' else ''}{rng.choice(BEDRIJFSWOORDEN)}"
        namen[naam] = namen.get(naam, 0) + 1
        if namen[naam] > 1:
            naam = f"{naam} {namen[naam]}"
        bedrijven.append(
            Organisatie(public_id=wereld.id(), soort="leerbedrijf", code=f"LB{nummer:05d}", naam=naam, sector=sector)
        )
    regio.leerbedrijven = schrijf(Organisatie, bedrijven)
    _maak_plekken(wereld, regio)
    _maak_personeel(wereld, regio)
    _maak_erkenningen(wereld, regio)


def _maak_plekken(wereld: Wereld, regio: Regio) -> None:
    rng = wereld.rng
    gewichten = [plaats[4] for plaats in PLAATSEN]
    locaties = []
    for bedrijf in regio.leerbedrijven:
        for nummer in range(1, 2 + wereld.kans(0.35)):
            plaats, lat, lon, postcode, _ = rng.choices(PLAATSEN, gewichten)[0]
            locaties.append(
                Locatie(
                    organisatie=bedrijf,
                    code=f"{bedrijf.code}-{nummer}",
                    naam=f"{bedrijf.naam}" if nummer == 1 else f"{bedrijf.naam}, vestiging {plaats}",
                    adres=f"Voorbeeldweg {rng.randrange(1, 200)}",
                    postcode=f"{postcode} ZZ",
                    plaats=plaats,
                    lat=round(lat + rng.uniform(-0.03, 0.03), 5),
                    lon=round(lon + rng.uniform(-0.05, 0.05), 5),
                )
            )
    locaties = schrijf(Locatie, locaties)
    afdelingsnamen = {sector: namen for _, sector, namen in ZORGSOORTEN}
    afdelingen = []
    for locatie in locaties:
        namen = afdelingsnamen[locatie.organisatie.sector]
        for nummer, naam in enumerate(rng.sample(namen, min(len(namen), 1 + rng.randrange(3))), start=1):
            afdelingen.append(Afdeling(locatie=locatie, code=f"{locatie.code}-{nummer}", naam=naam))
    regio.afdelingen = schrijf(Afdeling, afdelingen)


def _maak_personeel(wereld: Wereld, regio: Regio) -> None:
    opleiders = schrijf(
        User, [nieuwe_persoon(wereld, f"opleider.{b.code.lower()}@demo.test") for b in regio.leerbedrijven]
    )
    _leden(
        wereld,
        [(persoon, bedrijf, None) for persoon, bedrijf in zip(opleiders, regio.leerbedrijven, strict=True)],
        "praktijkopleider",
    )
    begeleiders = schrijf(User, [nieuwe_persoon(wereld, f"wb.{a.code.lower()}@demo.test") for a in regio.afdelingen])
    _leden(
        wereld,
        [(persoon, afd.locatie.organisatie, afd) for persoon, afd in zip(begeleiders, regio.afdelingen, strict=True)],
        "werkbegeleider",
    )
    for persoon, afdeling in zip(begeleiders, regio.afdelingen, strict=True):
        regio.werkbegeleiders.setdefault(afdeling.pk, []).append(persoon)


def _maak_erkenningen(wereld: Wereld, regio: Regio) -> None:
    rijen = []
    for bedrijf in regio.leerbedrijven:
        for opleiding in regio.opleidingen.values():
            verlopen = wereld.kans(0.03)
            rijen.append(
                Erkenning(
                    organisatie=bedrijf,
                    opleiding=opleiding,
                    geldig_van=wereld.dagen_geleden(1200),
                    geldig_tot=wereld.dagen_geleden(20) if verlopen else None,
                    gecontroleerd_op=wereld.dagen_geleden(wereld.rng.randrange(10, 200)),
                )
            )
    schrijf(Erkenning, rijen)
