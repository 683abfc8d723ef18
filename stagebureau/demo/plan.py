"""The regional plan of the demo: measures in every state, two scenarios, goals, and next year's expected demand."""

from dataclasses import dataclass
from datetime import date, datetime

from kern.models import Opleidingscluster, Schooljaar
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio
from vraagaanbod.enums import DoelSoort
from vraagaanbod.enums import MaatregelSoort as M
from vraagaanbod.enums import MaatregelStatus as S
from vraagaanbod.models import Maatregel, Opgave
from vraagaanbod.services import doelen, goedkoopste, scenario
from vraagaanbod.services.maatregelen import voeg_toe, zet_status
from vraagaanbod.services.plan import maak_plan

GROEI = 1.03


@dataclass(frozen=True, slots=True)
class Idee:
    """One measure: `deel` is its size as a part of the shortage it is for (or of the surplus it comes from)."""

    soort: str
    titel: str
    naar: str
    deel: float
    eigenaar: str
    toelichting: str
    van: str = ""
    vast: int = 0
    per_plaats: int = 0
    deelbaar: bool = True
    stappen: tuple[tuple[str, str], ...] = ()


TOEGEZEGD, UITGEVOERD = (S.TOEGEZEGD, "besproken in het regio-overleg"), (S.UITGEVOERD, "de plekken zijn er")
IDEEEN = (
    Idee(
        M.STAGEGEZIN,
        "Stagegezinnen voor eerstejaars",
        "HP1-PT",
        0.2,
        "Onderwijsteam zorg en welzijn",
        "Een gezin neemt twee of drie dagen per week een student. Een stagedocent komt eerst kijken.",
        vast=2000,
        per_plaats=400,
        stappen=(TOEGEZEGD, UITGEVOERD),
    ),
    Idee(
        M.BUITENREGIONAAL,
        "Plekken in ziekenhuizen buiten de regio",
        "HBO2-FT",
        0.4,
        "Stagebureau",
        "Een ziekenhuis in een andere provincie heeft plekken over. De reiskosten worden vergoed.",
        per_plaats=600,
        stappen=(TOEGEZEGD,),
    ),
    Idee(
        M.LEERWERKGILDE,
        "Leerwerkgilde voor niveau 1",
        "ZH1-PT",
        0.5,
        "Schoolteam niveau 1 en 2",
        "Vier dagen per week bij een vaste werkbegeleider, de vijfde dag les op de werkplek. Het kan alleen als groep.",
        vast=15000,
        per_plaats=300,
        deelbaar=False,
    ),
    Idee(
        M.ANDERE_SECTOR,
        "Plekken in de gehandicaptenzorg",
        "HP1-PT",
        0.5,
        "Stagebureau",
        "Drie instellingen willen eerstejaars ontvangen als er iemand van de poule meekijkt.",
        per_plaats=250,
    ),
    Idee(
        M.EXTRA_BEGELEIDING,
        "Poulebegeleider op twee afdelingen erbij",
        "VZVP12-FT",
        0.8,
        "Begeleiderspoule",
        "Met een extra begeleider kunnen twee afdelingen meer studenten tegelijk aan.",
        vast=9000,
        per_plaats=100,
    ),
    Idee(
        M.OMZETTING,
        "Plekken van U2 naar U1",
        "U1-FT",
        1.0,
        "Hogeschool",
        "Vierdejaars laten plekken over. Die kunnen derdejaars gebruiken.",
        van="U2-FT",
        per_plaats=50,
    ),
    Idee(
        M.ZOMERWEKEN,
        "Zomerstage in het ziekenhuis",
        "VP34-FT",
        0.6,
        "Ziekenhuis met de scholen",
        "In de zomerweken is er ruimte. Er moet wel een docent zijn.",
        per_plaats=150,
        stappen=((S.VERVALLEN, "er is deze zomer geen docent beschikbaar"),),
    ),
)


def maak_demoplan(wereld: Wereld, regio: Regio) -> None:
    """Write measures, scenarios, goals and next year's demand through the services of the portal."""
    jaren = list(regio.jaren.values())
    nu, volgend = jaren[1], jaren[-1]
    if volgend != nu:  # made on a leap day the region knows two school years
        _verwacht(wereld, nu, volgend)
    clusters = {cluster.code: cluster for cluster in Opleidingscluster.objects.all()}
    plan = maak_plan(schooljaar=nu)
    markt = {rij.cluster.code: rij.nu for rij in plan.rijen}
    for nummer, idee in enumerate(IDEEEN):
        ruimte = markt[idee.van].overschot if idee.van else markt[idee.naar].tekort
        if aantal := round(ruimte * idee.deel):
            _maak(nu, idee, aantal, clusters, wereld.moment(wereld.dagen_geleden(60 - 5 * nummer)))
    at = wereld.moment(wereld.dagen_geleden(10))
    plan = maak_plan(schooljaar=nu)
    gezinnen = [rij for rij in plan.kandidaten if rij.soort in {M.STAGEGEZIN, M.ANDERE_SECTOR}]
    if not plan.kandidaten:
        return
    goedkoopste.maak_goedkoopste(plan=plan, naam="Goedkoopste set", houd_vast=True, zonder=[], by=None, at=at)
    scenario.maak(
        schooljaar=nu,
        naam="Alleen eerstejaars",
        toelichting="Eerstejaars gaan voor: wie in jaar 1 geen plek heeft, zijn we kwijt.",
        aantallen={rij: rij.plaatsen_naar for rij in gezinnen},
        by=None,
        at=at,
    )
    _doelen(nu, volgend, at)


def _maak(jaar: Schooljaar, idee: Idee, aantal: int, clusters: dict[str, Opleidingscluster], at: datetime) -> Maatregel:
    velden = {
        "soort": idee.soort,
        "titel": idee.titel,
        "van_cluster": clusters[idee.van] if idee.van else None,
        "naar_cluster": clusters[idee.naar],
        "plaatsen_van": aantal if idee.van else 0,
        "plaatsen_naar": aantal,
        "deelbaar": idee.deelbaar,
        "kosten_vast": idee.vast,
        "kosten_per_plaats": idee.per_plaats,
        "eigenaar": idee.eigenaar,
        "toelichting": f"{idee.toelichting} De bedragen zijn bedacht.",
    }
    maatregel = voeg_toe(schooljaar=jaar, velden=velden, by=None, at=at)
    for naar, reden in idee.stappen:
        zet_status(maatregel, naar=naar, reden=reden, by=None, at=at)
    return maatregel


def _verwacht(wereld: Wereld, nu: Schooljaar, volgend: Schooljaar) -> None:
    """State what each school expects to ask next year: a little more than now."""
    op = wereld.moment(wereld.dagen_geleden(20))
    opgaven = Opgave.objects.geldend().filter(schooljaar=nu, soort="vraag", periode="", organisatie__isnull=False)
    schrijf(
        Opgave,
        [
            Opgave(
                schooljaar=volgend,
                cluster_id=opgave.cluster_id,
                soort="vraag",
                organisatie_id=opgave.organisatie_id,
                aantal=round(opgave.aantal * GROEI),
                op=op,
                bron="verwachting van de school",
            )
            for opgave in opgaven.order_by("pk")
        ],
    )


def _doelen(nu: Schooljaar, volgend: Schooljaar, at: datetime) -> None:
    op_tijd = {
        "naam": "80 % van de studenten heeft een plek voor 1 juni",
        "soort": DoelSoort.GEPLAATST,
        "streefwaarde": 80,
        "eenheid": "%",
    }
    doelen.voeg_toe(schooljaar=volgend, velden=op_tijd | {"voor": date(volgend.begin.year, 6, 1)}, by=None, at=at)
    doelen.voeg_toe(
        schooljaar=nu,
        velden=op_tijd
        | {"naam": "90 % van de studenten heeft een plek voor 1 februari", "streefwaarde": 90}
        | {"voor": date(nu.eind.year, 2, 1)},
        by=None,
        at=at,
    )
    doelen.voeg_toe(
        schooljaar=nu,
        velden={
            "naam": "Nergens meer dan tien plekken tekort bij eerstejaars HP",
            "soort": DoelSoort.TEKORT,
            "streefwaarde": 10,
            "eenheid": "plekken",
            "cluster": Opleidingscluster.objects.get(code="HP1-PT"),
        },
        by=None,
        at=at,
    )
    doelen.voeg_toe(
        schooljaar=nu,
        velden={
            "naam": "Ziekenhuizen: 10 % meer plekken",
            "soort": DoelSoort.HAND,
            "streefwaarde": 10,
            "eenheid": "%",
            "stand": 4,
            "toelichting": "Afspraak van de ziekenhuizen in de regio. De stand komt uit het overleg.",
        },
        by=None,
        at=at,
    )
