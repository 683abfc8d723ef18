"""The poule, mentors and trainings: every stagebegeleider with hours, and each interesting state for the demo accounts.

It has a random source of its own, so that the region before it stays what it was.
"""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings

from begeleiding.enums import Afwezigheidsreden, CursusStatus, DeelnameStatus, Dienstverband, InzetSoort
from begeleiding.models import (
    Afwezigheid,
    Bekwaamheid,
    Deelname,
    Inzet,
    Mentor,
    Mentorkoppeling,
    Poulebegeleider,
    Poulenorm,
    Training,
)
from kern.enums import Rol
from kern.models import Afdeling, Lidmaatschap, Opleidingscluster, Organisatie, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.namen import PLAATSEN
from stagebureau.demo.organisaties import Regio
from stagebureau.demo.stages import Stages

FTE = (Decimal(1), Decimal("0.8"), Decimal(1), Decimal("0.9"), Decimal("0.6"))
GETRAIND = 0.6  # of the werkbegeleiders
MENTOR_OP = 6  # one afdeling in so many has a mentor
STUDENTEN_PER_TRAINING = 100


class _Bron:
    """Ids and chances that don't touch those of the region."""

    def __init__(self, wereld: Wereld, waarvoor: str = "poule") -> None:
        self.rng = Random(f"{wereld.seed} {waarvoor}")

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def maak_poule(wereld: Wereld, regio: Regio, loop: Stages) -> None:
    """Put everybody with the role in the poule, train most werkbegeleiders, appoint some mentors."""
    bron = _Bron(wereld)
    _normen(wereld)
    _begeleiders(wereld, regio, bron)
    _bekwaamheden(wereld, regio, bron)
    _mentoren(wereld, regio, loop, bron)
    if settings.DEMO:
        _trainingen(wereld, regio, loop, bron)


def _normen(wereld: Wereld) -> None:
    """The reference, and since this school year also the road to each visit."""
    jaar = wereld.vandaag.year - (wereld.vandaag.month < 8)
    for van, reis, reden in (
        (date(jaar - 2, 8, 1), 0, "Afspraak van de regio: 10 fte begeleidt 400 studenten."),
        (date(jaar, 8, 1), 15, "Reistijd telt nu mee, zodat we zien wat online gesprekken opleveren."),
    ):
        Poulenorm.objects.create(
            geldig_van=van, reis_minuten_per_bezoek=reis, reden=reden,
            gemaakt_op=wereld.moment(van - timedelta(days=30)),
        )  # fmt: skip


def _begeleiders(wereld: Wereld, regio: Regio, bron: _Bron) -> None:
    rng, rijen = bron.rng, []
    eigen = User.objects.filter(email="stagebegeleider@demo.test").values_list("pk", flat=True).first()
    for nummer, user in enumerate(regio.stagebegeleiders):
        plaats, lat, lon, postcode, _ = rng.choices(PLAATSEN, [rij[4] for rij in PLAATSEN])[0]
        leert = nummer == 1 and user.pk != eigen
        rijen.append(
            Poulebegeleider(
                public_id=bron.id(),
                user=user,
                fte=FTE[nummer % len(FTE)],
                dienstverband=list(Dienstverband)[nummer % 2],
                cursus=CursusStatus.BEZIG if leert else CursusStatus.KLAAR,
                cursus_klaar_op=None if leert else wereld.dagen_geleden(300),
                niveau=rng.choice((4, 4, 5)),
                werkgebied=f"{plaats}, Groningen" if nummer % 4 == 3 and plaats != "Groningen" else "",
                postcode=postcode,
                lat=lat,
                lon=lon,
                max_km=rng.choice((35, 45, 60)),
                in_poule_van=wereld.dagen_geleden(320),
            )
        )
    rijen = schrijf(Poulebegeleider, rijen)
    clusters = list(Opleidingscluster.objects.order_by("pk"))
    band = Poulebegeleider.sectoren.through
    paren = [(rij, cluster) for rij in rijen for cluster in rng.sample(clusters, 5)]
    schrijf(band, [band(poulebegeleider=rij, opleidingscluster=cluster) for rij, cluster in paren])
    _rooster(wereld, rijen, bron)


def _rooster(wereld: Wereld, rijen: list[Poulebegeleider], bron: _Bron) -> None:
    """Somebody is ill, somebody goes on leave, somebody does other work."""
    at = wereld.moment(wereld.dagen_geleden(5))
    ziek, verlof, anders = rijen[2 % len(rijen)], rijen[0], rijen[-1]
    nu = wereld.vandaag
    for rij, van, tot, reden in (
        (ziek, nu - timedelta(days=4), nu + timedelta(days=17), Afwezigheidsreden.ZIEK),
        (verlof, nu + timedelta(days=30), nu + timedelta(days=36), Afwezigheidsreden.VERLOF),
    ):
        Afwezigheid.objects.create(public_id=bron.id(), begeleider=rij, van=van, tot=tot, reden=reden, gemaakt_op=at)
    for rij, soort, uren, wat in (
        (rijen[0], InzetSoort.BEGELEIDING, 4, "Vaste ochtend in het zorginnovatiecentrum"),
        (anders, InzetSoort.ANDERS, 6, "Helpt bij de planning van het bureau, tot er iemand is"),
    ):
        Inzet.objects.create(
            public_id=bron.id(), begeleider=rij, soort=soort, uren_per_week=uren, omschrijving=wat,
            van=wereld.dagen_geleden(40), gemaakt_op=at,
        )  # fmt: skip


def _bekwaamheden(wereld: Wereld, regio: Regio, bron: _Bron) -> None:
    rng, rijen = bron.rng, []
    at = wereld.moment(wereld.dagen_geleden(200))
    for user in (user for groep in regio.werkbegeleiders.values() for user in groep):
        if rng.random() > GETRAIND:
            continue
        behaald = wereld.dagen_geleden(rng.randrange(250, 1900))
        rijen.append(
            Bekwaamheid(
                public_id=bron.id(),
                user=user,
                naam="Werkbegeleiden in de zorg",
                niveau=rng.choice((3, 4, 5)),
                behaald_op=behaald,
                geldig_tot=behaald + timedelta(days=1826),
                vastgelegd_op=at,
            )
        )
    schrijf(Bekwaamheid, rijen)


def _mentoren(wereld: Wereld, regio: Regio, loop: Stages, bron: _Bron) -> None:
    """A mentor on one afdeling in six, and on that of the demo's werkbegeleider, with students of the house."""
    bij: dict[int, list[Plaatsing]] = {}
    for plaatsing in loop.met_status("lopend"):
        bij.setdefault(plaatsing.stageplaats.afdeling_id, []).append(plaatsing)
    lid = Lidmaatschap.objects.filter(user__email="werkbegeleider@demo.test", rol=Rol.WERKBEGELEIDER).first()
    eigen = lid.afdeling_id if lid else None
    gekozen = [rij for nummer, rij in enumerate(regio.afdelingen) if nummer % MENTOR_OP == 0 or rij.pk == eigen]
    mentoren = schrijf(Mentor, [_mentor(wereld, regio, afdeling, bron) for afdeling in gekozen])
    koppelingen = []
    for mentor in mentoren:
        koppelingen += [
            Mentorkoppeling(public_id=bron.id(), mentor=mentor, plaatsing=rij, van=rij.begindatum, tot=rij.einddatum)
            for rij in bij.get(mentor.afdeling_id, [])[:2]
        ]
        if mentor.afdeling_id == eigen:
            koppelingen.append(
                Mentorkoppeling(
                    public_id=bron.id(), mentor=mentor, naam="Nieuwe collega", uren_per_week=2,
                    van=wereld.dagen_geleden(20),
                )
            )  # fmt: skip
    schrijf(Mentorkoppeling, koppelingen)


def _mentor(wereld: Wereld, regio: Regio, afdeling: Afdeling, bron: _Bron) -> Mentor:
    return Mentor(
        public_id=bron.id(),
        user=regio.werkbegeleiders[afdeling.pk][0],
        afdeling=afdeling,
        boventallige_uren=bron.rng.choice((6, 8, 12)),
        hoogstens=3,
        van=wereld.dagen_geleden(120),
    )


def _trainingen(wereld: Wereld, regio: Regio, loop: Stages, bron: _Bron) -> None:
    """One to come with an invitation for the werkbegeleider of the demo, one full, one of which the turnout lacks."""
    wb = User.objects.filter(email="werkbegeleider@demo.test").first()
    collegas = [groep[0] for groep in list(regio.werkbegeleiders.values())[:6] if groep[0] != wb]
    school = regio.scholen[0]
    for naam, aanbieder, dagen, plekken, mensen in (
        (
            "Werkbegeleider worden",
            regio.bureau,
            16,
            12,
            [(wb, "uitgenodigd"), *((rij, "aangemeld") for rij in collegas[:3])],
        ),
        ("Feedback geven aan studenten", school, 30, 3, [(rij, "aangemeld") for rij in collegas[:3]]),
        ("Beoordelen met het formulier", school, -2, 12, [(rij, "aangemeld") for rij in collegas[:4]]),
    ):
        training = _training(wereld, aanbieder, bron, naam=naam, dagen=dagen, plekken=plekken)
        schrijf(
            Deelname,
            [
                Deelname(
                    public_id=bron.id(), training=training, user=user, status=DeelnameStatus(status),
                    uitgenodigd_op=training.gemaakt_op,
                    geantwoord_op=None if status == "uitgenodigd" else training.gemaakt_op,
                )
                for user, status in mensen
                if user is not None
            ],
        )  # fmt: skip


def _training(wereld: Wereld, aanbieder: Organisatie, bron: _Bron, *, naam: str, dagen: int, plekken: int) -> Training:
    return Training.objects.create(
        public_id=bron.id(),
        naam=naam,
        aanbieder=aanbieder,
        niveau=4,
        begin=wereld.moment(wereld.vandaag + timedelta(days=dagen), 13),
        plek="Voorbeeldweg 1, Groningen",
        plekken=plekken,
        uitleg="U oefent met voorbeelden van uw eigen afdeling. Neem een situatie mee.",
        gemaakt_op=wereld.moment(wereld.dagen_geleden(12)),
    )


def maak_in_bulk(wereld: Wereld, regio: Regio) -> None:
    """Give a large region trainings of the past year and the next, with who was there and who comes."""
    bron = _Bron(wereld, "trainingen")
    at = wereld.moment(wereld.dagen_geleden(12))
    mensen = [groep[0] for groep in regio.werkbegeleiders.values()]
    trainingen = schrijf(
        Training,
        [
            Training(
                public_id=bron.id(), naam=f"Werkbegeleider worden, groep {nummer}", niveau=4, plekken=16, gemaakt_op=at,
                aanbieder=regio.scholen[nummer % len(regio.scholen)], plek="Voorbeeldweg 1, Groningen",
                begin=wereld.moment(wereld.vandaag + timedelta(days=bron.rng.randrange(-365, 365)), 13),
            )
            for nummer in range(1, 1 + wereld.aantal // STUDENTEN_PER_TRAINING)
        ],
    )  # fmt: skip
    schrijf(
        Deelname,
        [
            Deelname(
                public_id=bron.id(), training=training, user=user, uitgenodigd_op=at, geantwoord_op=at,
                status=DeelnameStatus.AFGEROND if training.begin < at else DeelnameStatus.AANGEMELD,
            )
            for training in trainingen
            for user in bron.rng.sample(mensen, min(12, len(mensen)))
        ],
    )  # fmt: skip
