"""The story of 2009 as a worked example: the real table, and the measures that made it (R3.2, R3.3).

The table is the situation after. Its measures are written down as done and as "in the figures already", so that the
board can show what it would have been without them. The source gives the kinds and some totals; where it doesn't say
how they divide, we chose, and the text of the measure says so. All amounts of money are assumptions.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from basis.inlezen import importeer
from kern.models import Opleidingscluster, Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.enums import MaatregelSoort as M
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.models import Maatregel, Opgave, Scenario
from vraagaanbod.services import goedkoopste, scenario
from vraagaanbod.services.maatregelen import voeg_toe, zet_status
from vraagaanbod.services.plan import maak_plan

JAAR = "2009/2010"
TABEL = Path(__file__).resolve().parent / "data" / "vraag_aanbod_2009_2010.csv"
ZOALS_TOEN, GOEDKOOPSTE = "Zoals het in 2009 ging", "Goedkoopste set uit de maatregelen van 2009"
GELD = "Het bedrag is een aanname; de bron noemt geen kosten."


@dataclass(frozen=True, slots=True)
class Regel:
    """One measure of the story; clusters by code, money in whole euros."""

    soort: str
    titel: str
    naar: str
    plaatsen: int
    eigenaar: str
    toelichting: str
    van: str = ""
    vast: int = 0
    per_plaats: int = 0
    gedaan: bool = True


VERDELING = (
    "De bron noemt 346 omzettingen van fulltime naar parttime op niveau 3 en 4, zonder verdeling over de clusters. "
    "Aanname: ze komen alle uit 3 VZ 3e jaars/4 VP 2e jaars fulltime, want alleen dat fulltime cluster is na afloop "
    "precies in evenwicht (340 om 340); de andere kwamen ook na afloop nog plekken tekort. Ze zijn verdeeld naar "
    "verhouding van de vraag in de twee parttime clusters met een tekort: 722 en 330."
)
VERHAAL = (
    Regel(
        M.OMZETTING,
        "Fulltime naar parttime: 3 VZ 3e jaars/4 VP 2e jaars",
        "VZ3VP2-PT",
        237,
        "Stagebureau met de ziekenhuizen",
        f"{VERDELING} {GELD}",
        van="VZ3VP2-FT",
        per_plaats=50,
    ),
    Regel(
        M.OMZETTING,
        "Fulltime naar parttime: 3 VZ/VP 1e en 2e jaars",
        "VZVP12-PT",
        109,
        "Stagebureau met de verpleeghuizen",
        f"{VERDELING} {GELD}",
        van="VZ3VP2-FT",
        per_plaats=50,
    ),
    Regel(
        M.OMZETTING,
        "Plekken van U2 naar U1",
        "U1-FT",
        30,
        "Hogeschool en ziekenhuizen",
        "De bron noemt omzettingen van U2 naar U1, zonder aantal. Aanname: 30. Na afloop heeft U1 precies genoeg "
        f"(298 om 298) en houdt U2 er 30 over. {GELD}",
        van="U2-FT",
        per_plaats=50,
    ),
    Regel(
        M.STAGEGEZIN,
        "72 stagegezinnen",
        "HP1-PT",
        72,
        "Onderwijsteam zorg en welzijn",
        "De bron noemt 72 stagegezinnen, zonder cluster. Aanname: alle voor eerstejaars helpende zorg en welzijn, "
        f"waar het tekort het grootst is. {GELD}",
        vast=5000,
        per_plaats=400,
    ),
    Regel(
        M.BUITENREGIONAAL,
        "Stageplekken in Friesland",
        "U1-FT",
        80,
        "Hogeschool",
        f"De bron noemt Friesland, zonder aantal en cluster. Aanname: 80 plekken voor U1. {GELD}",
        per_plaats=300,
    ),
    Regel(
        M.BUITENREGIONAAL,
        "Stageplekken in Duitsland",
        "HBO2-FT",
        40,
        "Hogeschool",
        f"De bron noemt Duitsland, zonder aantal en cluster. Aanname: 40 plekken voor tweedejaars hbo. {GELD}",
        vast=8000,
        per_plaats=900,
    ),
    Regel(
        M.LEERWERKGILDE,
        "Leerwerkgilde voor niveau 1",
        "ZH1-PT",
        48,
        "Schoolteam niveau 1 en 2",
        f"Een idee dat in 2009 wel genoemd is, zonder aantal. Aanname: 48 plekken. {GELD}",
        vast=20000,
        per_plaats=700,
        gedaan=False,
    ),
    Regel(
        M.INNOVATIECENTRUM,
        "Zorginnovatiecentrum: een afdeling met 25 studenten",
        "HP1-PT",
        17,
        "Verpleeghuis met de scholen",
        "Een idee: op een zorginnovatiecentrum leren 25 studenten tegelijk, op een gewone afdeling 8. "
        f"Dat zijn er 17 meer. {GELD}",
        vast=30000,
        per_plaats=500,
        gedaan=False,
    ),
    Regel(
        M.ANDERE_SECTOR,
        "Plekken in de gehandicaptenzorg",
        "HP1-PT",
        60,
        "Stagebureau",
        f"Een idee: een andere sector vragen. Aanname: 60 plekken. {GELD}",
        per_plaats=250,
        gedaan=False,
    ),
    Regel(
        M.OMZETTING,
        "Overschot van 2e jaars HP naar 1e jaars HP",
        "HP1-PT",
        14,
        "Stagebureau",
        f"Een idee: het overschot van 14 plekken bij tweedejaars HP gebruiken voor eerstejaars. {GELD}",
        van="HP2-PT",
        per_plaats=100,
        gedaan=False,
    ),
)


def staat_er() -> bool:
    """Whether the example was loaded."""
    return Scenario.objects.filter(schooljaar__naam=JAAR, naam=ZOALS_TOEN).exists()


@transaction.atomic
def laad(*, by: User | None, at: datetime) -> Schooljaar:
    """Load the real table (when the year has no figures) and the measures of 2009; a second time changes nothing."""
    if not Opgave.objects.geldend().filter(schooljaar__naam=JAAR).exists():
        importeer("vraag-aanbod", TABEL, by=by, at=at)
    jaar = Schooljaar.objects.select_for_update().get(naam=JAAR)
    if staat_er():
        return jaar
    clusters = {cluster.code: cluster for cluster in Opleidingscluster.objects.all()}
    for regel in VERHAAL:
        _maak(jaar, regel, clusters, by, at)
    plan = maak_plan(schooljaar=jaar)
    toen = {maatregel: maatregel.plaatsen_naar for maatregel in plan.afgesproken}
    scenario.maak(
        schooljaar=jaar,
        naam=ZOALS_TOEN,
        toelichting="Alle maatregelen die in 2009 zijn uitgevoerd. Hierna staat de tabel zoals die in de bron staat.",
        aantallen=toen,
        by=by,
        at=at,
    )
    ideeen = [maatregel.pk for maatregel in plan.kandidaten if maatregel not in toen]
    goedkoopste.maak_goedkoopste(plan=plan, naam=GOEDKOOPSTE, houd_vast=False, zonder=ideeen, by=by, at=at)
    leg_vast(actie="voorbeeld 2009 geladen", obj=jaar, by=by, at=at, na={"maatregelen": len(VERHAAL)})
    return jaar


def _maak(
    jaar: Schooljaar, regel: Regel, clusters: dict[str, Opleidingscluster], by: User | None, at: datetime
) -> Maatregel:
    velden = {
        "soort": regel.soort,
        "titel": regel.titel,
        "van_cluster": clusters[regel.van] if regel.van else None,
        "naar_cluster": clusters[regel.naar],
        "plaatsen_van": regel.plaatsen if regel.van else 0,
        "plaatsen_naar": regel.plaatsen,
        "kosten_vast": regel.vast,
        "kosten_per_plaats": regel.per_plaats,
        "eigenaar": regel.eigenaar,
        "toelichting": regel.toelichting,
    }
    maatregel = voeg_toe(schooljaar=jaar, velden=velden, by=by, at=at)
    if regel.gedaan:
        zet_status(maatregel, naar=MaatregelStatus.TOEGEZEGD, reden="afgesproken in 2009", by=by, at=at, verwerkt=True)
        zet_status(maatregel, naar=MaatregelStatus.UITGEVOERD, reden="gedaan in 2009", by=by, at=at, verwerkt=True)
    return maatregel
