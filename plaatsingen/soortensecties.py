"""Sections of the placement page for the special kinds of stage (R5.9-R5.13)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from plaatsingen import rules, secties
from plaatsingen.eigen_secties import dagen_in_woorden
from plaatsingen.enums import ACTIEF, Gildestand, PlaatsingStatus
from plaatsingen.models import Buitenverblijf, Gildeafspraak, Leerkoppel, Plaatsing, Zomervergoeding
from plaatsingen.services import soorten, zic
from vacatures.enums import PlaatsSoort
from vacatures.models import Stagegezin

Sectie = dict[str, Any] | None
# The address of a family is for whoever really goes there.
MET_ADRES = frozenset({PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF})


def _sectie(titel: str, sjabloon: str, **context: Any) -> dict[str, Any]:
    return {"titel": titel, "sjabloon": f"plaatsingen/secties/{sjabloon}.html", "context": context}


def _gezin(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """Name, address and what was agreed, once the student said yes and until the stage ends (R5.10)."""
    gezin = Stagegezin.objects.filter(stageplaats=plaatsing.stageplaats_id).first()
    if gezin is None or plaatsing.status not in MET_ADRES:
        return None
    return _sectie("Stagegezin", "stagegezin", gezin=gezin)


def _zic(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """Who supervises this student, whom the student supervises, and the lessons (R5.12)."""
    op = timezone.localdate()
    koppels = Leerkoppel.objects.filter(tot__isnull=True, van__lte=op)
    door = koppels.filter(jongere=plaatsing).select_related("oudere__student__user").first()
    begeleidt = koppels.filter(oudere=plaatsing).select_related("jongere__student__user")
    pagina = reverse("plaatsingen:zic", args=[plaatsing.stageplaats.public_id])
    return _sectie(
        "Samen leren",
        "zic",
        door=door.oudere.student if door else None,
        begeleidt=[rij.jongere.student for rij in begeleidt],
        lesuren=zic.gevolgd([plaatsing]).get(plaatsing.pk, 0),
        norm=zic.LESNORM,
        eigen=rules.is_student_van(request.user, plaatsing),
        pagina=pagina if rules.ziet_soorten(request.user) else "",
    )


def _gilde(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """The ladder, four days and the fifth, and the diplomas (R5.11)."""
    afspraak = Gildeafspraak.objects.filter(plaatsing=plaatsing).first()
    treden = {rij.trede: rij for rij in plaatsing.gildetreden.select_related("door")}
    begeleidt = rules.is_begeleider_van(request.user, plaatsing)
    return _sectie(
        "Leerwerkgilde",
        "gilde",
        afspraak=afspraak,
        schooldag=dagen_in_woorden(afspraak.schooldag) if afspraak else "",
        werkdagen=dagen_in_woorden(plaatsing.dagen),
        aantal_dagen=len(plaatsing.dagen.split()),
        treden=[(woord, treden.get(waarde)) for waarde, woord in Gildestand.choices],
        volgende=len(treden) < len(Gildestand),
        mag_trede=begeleidt and plaatsing.is_actief,
        mag_afspraak=begeleidt or rules.is_van_school(request.user, plaatsing),
    )


def _zomer(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """The teacher who is there, and the allowance (R5.13)."""
    plaats = plaatsing.stageplaats
    in_die_tijd = {"van__lte": plaatsing.einddatum, "tot__gte": plaatsing.begindatum}
    docenten = list(plaats.zomerdocenten.er_nog().filter(**in_die_tijd).select_related("docent"))
    reeksen = [(rij.van, rij.tot) for rij in docenten]
    pagina = reverse("plaatsingen:zomer", args=[plaats.public_id])
    return _sectie(
        "Zomerstage",
        "zomer",
        docenten=docenten,
        gat=soorten.dag_zonder_docent(reeksen, plaatsing.begindatum, plaatsing.einddatum),
        vergoeding=Zomervergoeding.objects.filter(stageplaats=plaats).first(),
        pagina=pagina if rules.ziet_soorten(request.user) else "",
    )


def _orientatie(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """Mornings and afternoons (R5.9)."""
    dagdelen = list(plaatsing.dagdelen.all())
    mag = rules.is_begeleider_van(request.user, plaatsing) or rules.is_van_school(request.user, plaatsing)
    return _sectie(
        "Dagdelen",
        "orientatie",
        dagdelen=dagdelen,
        geweest=sum(bool(rij.aanwezig) for rij in dagdelen),
        mag=mag,
        vandaag=timezone.localdate(),
    )


def _verblijf(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """Where the student stays, for student and school alone (R5.9)."""
    if not rules.ziet_verblijf(request.user, plaatsing):
        return None
    verblijf = Buitenverblijf.objects.filter(plaatsing=plaatsing).first()
    ontbreekt = soorten.redenen_van([plaatsing]).get(plaatsing.pk, [])
    return _sectie("Verblijf en reis", "verblijf", verblijf=verblijf, ontbreekt=ontbreekt)


PER_SOORT = {
    PlaatsSoort.STAGEGEZIN: _gezin,
    PlaatsSoort.ZIC: _zic,
    PlaatsSoort.GILDE: _gilde,
    PlaatsSoort.ZOMER: _zomer,
    PlaatsSoort.ORIENTATIE: _orientatie,
    PlaatsSoort.BUITENREGIONAAL: _verblijf,
}


def soort(request: HttpRequest, plaatsing: Plaatsing) -> Sectie:
    """Return what the kind of this placement adds to its page; nothing for a regular one."""
    functie = PER_SOORT.get(plaatsing.stageplaats.soort)
    return functie(request, plaatsing) if functie else None


def registreer() -> None:
    """Add the section to the page."""
    secties.registreer_sectie("soort", 11, soort)
