"""What the pages of places read beside the places themselves: contacts, recognition, what fits a student."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from kern.enums import Rol
from kern.models import Erkenning, Lidmaatschap, Opleiding, Opleidingscluster, Student, User
from vacatures.bezetting import Bezetting, bezetting_van
from vacatures.models import Stageplaats, StageplaatsQuerySet
from vacatures.rules import ZONDER_ERKENNING, erkenning_stand, waarom_niet


def lang_geleden() -> timedelta:
    """Return after how long a place is asked after; the same term as for figures (R3.1)."""
    return timedelta(weeks=settings.AANBOD_BEVESTIGEN_WEKEN)


@dataclass(frozen=True, slots=True)
class Erkend:
    """Recognition of the leerbedrijf for one programme of the place."""

    opleiding: Opleiding
    woord: str
    soort: str
    van: date | None
    tot: date | None


def met_bezetting(plaatsen: Iterable[Stageplaats], *, periode: str = "", dag: str = "") -> list[Stageplaats]:
    """Return the places, each with `bezetting`: how full it is (in that period, on that day)."""
    plaatsen = list(plaatsen)
    bezet = bezetting_van(plaatsen, periode=periode, dag=dag)
    for plaats in plaatsen:
        plaats.bezetting = bezet[plaats.pk]
    return plaatsen


def met_vrije_plek(plaatsen: StageplaatsQuerySet, *, periode: str = "", dag: str = "") -> StageplaatsQuerySet:
    """Return only the places with a free seat at some moment."""
    kaal = list(plaatsen.only("pk", "capaciteit", "periodes", "dagen").select_related(None).order_by())
    bezet = bezetting_van(kaal, periode=periode, dag=dag)
    return plaatsen.filter(pk__in=[pk for pk, stand in bezet.items() if stand.heeft_plek])


def lang_niet_bevestigd(plaatsen: StageplaatsQuerySet, *, op: date) -> StageplaatsQuerySet:
    """Return the offered places of which nobody said for some weeks (a setting) that they are still right."""
    nooit, oud = plaatsen.filter(bevestigd_op__isnull=True), plaatsen.filter(bevestigd_op__lt=op - lang_geleden())
    return (nooit | oud).filter(ingetrokken_op__isnull=True)


def is_lang_niet_bevestigd(plaats: Stageplaats, op: date) -> bool:
    """Whether this place is to be asked after."""
    return plaats.ingetrokken_op is None and (plaats.bevestigd_op is None or plaats.bevestigd_op < op - lang_geleden())


def erkenningen_van(plaats: Stageplaats, clusters: Sequence[Opleidingscluster], *, op: date) -> list[Erkend]:
    """Return the state of recognition for each programme in the clusters of the place; empty where none is needed."""
    if plaats.soort in ZONDER_ERKENNING:
        return []
    letters = {letter for cluster in clusters for letter in cluster.letters.split()}
    rijen = Erkenning.objects.filter(organisatie=plaats.leerbedrijf).order_by("geldig_van")
    per_opleiding: dict[int, list[Erkenning]] = {}
    for rij in rijen:
        per_opleiding.setdefault(rij.opleiding_id, []).append(rij)
    uit = []
    for opleiding in Opleiding.objects.filter(letters__in=letters):
        eigen = per_opleiding.get(opleiding.pk, [])
        geldig = [rij for rij in eigen if rij.geldig_van <= op and (rij.geldig_tot is None or rij.geldig_tot >= op)]
        beste = (geldig or eigen or [None])[-1]
        van, tot = (beste.geldig_van, beste.geldig_tot) if beste else (None, None)
        uit.append(Erkend(opleiding, *erkenning_stand(van, tot, op), van, tot))
    return uit


def contacten_van(plaats: Stageplaats, *, op: date) -> list[tuple[User, str]]:
    """Return whom to ask: the werkbegeleider of the place, then the praktijkopleiders of the house."""
    leden = (
        Lidmaatschap.objects.geldig_op(op)
        .filter(rol=Rol.PRAKTIJKOPLEIDER, organisatie=plaats.leerbedrijf, user__is_active=True)
        .select_related("user")
        .order_by("user__achternaam", "user_id")
    )
    mensen = {lid.user_id: (lid.user, "praktijkopleider") for lid in leden}
    eerst = [(plaats.begeleider, "werkbegeleider")] if plaats.begeleider else []
    return eerst + [rij for pk, rij in mensen.items() if pk != plaats.begeleider_id][:5]


def student_van(user: User) -> Student | None:
    """Return the student that this person is, if any."""
    return Student.objects.filter(user=user).select_related("cluster").first() if user.heeft_rol("student") else None


def past(student: Student, plaats: Stageplaats, *, op: date) -> list[str]:
    """Return why the place doesn't fit the student; empty when it does. Uses the prefetched clusters."""
    return waarom_niet(student, plaats, {cluster.pk for cluster in plaats.clusters.all()}, op)


def weekbeeld(plaats: Stageplaats, bezetting: Bezetting) -> tuple[list[str], list[dict]]:
    """Return the columns (days) and rows (periods) of the heat map: heads and capacity per moment."""
    dagen = plaats.dagen.split()
    rijen = [
        {
            "label": "zomer" if periode == "z" else f"periode {periode}",
            "cellen": [_cel(bezetting, (periode, dag)) for dag in dagen],
        }
        for periode in plaats.periodes.split()
    ]
    return dagen, rijen


def _cel(bezetting: Bezetting, moment: tuple[str, str]) -> tuple[int, int] | None:
    grens = bezetting.grens(moment)
    return (bezetting.hoofden[moment], grens) if grens or bezetting.hoofden[moment] else None
