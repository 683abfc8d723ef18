"""Realised hours per leerbedrijf, programme and school year for the Stagefonds Zorg (R10.2).

Only confirmed hours are realised. A leerbedrijf takes part when it realised more than a fifth of one whole place in the
school year; what a whole place is stands in the dated table `Stagefondsnorm`. The figures are added up beforehand
(every night, or when somebody asks), so that the page is as fast for a region as for one house.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Sum

from kern.models import Schooljaar, User
from kern.services.audit import leg_vast
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Plaatsing, Stagedeel, Stagefondsnorm, Stagefondsregel, Urendag
from vacatures.enums import PlaatsSoort

TAAK = "stagefonds-rekenen"
# Kinds of stage that have nothing to do with the fund: no care by a care provider (R5.9: never mixed up).
TELT_NIET = (PlaatsSoort.ORIENTATIE, PlaatsSoort.KENNISMAKING, PlaatsSoort.INFORMELE_ZORG, PlaatsSoort.STAGEGEZIN)
EEN_VIJFDE = Decimal("0.2")
HONDERDSTE = Decimal("0.01")
ORG = "stageplaats__afdeling__locatie__organisatie_id"
BLOK = 1000


@dataclass(slots=True)
class Som:
    """Hours of students of one school and programme at one leerbedrijf."""

    bevestigd: Decimal = Decimal(0)
    ingevuld: Decimal = Decimal(0)
    studenten: int = 0
    klein: int = 0


def _per_student(schooljaar: Schooljaar, leerbedrijven: Collection[int] | None) -> Iterator[tuple[Any, ...]]:
    """Yield (student, programme, school, leerbedrijf, confirmed, filled in) for the days of a school year."""
    dagen = Urendag.objects.filter(
        datum__range=(schooljaar.begin, schooljaar.eind), soort=UrenSoort.AANWEZIG
    ).order_by()
    wie = ("plaatsing__student_id", "plaatsing__student__opleiding_id", "plaatsing__student__school_id")
    for deels, pad in ((True, "plaatsing__"), (False, "deel__")):
        rijen = dagen.filter(deel__isnull=deels).exclude(**{f"{pad}stageplaats__soort__in": TELT_NIET})
        if leerbedrijven is not None:
            # All hours of the students who were here: their share here is part of the figures.
            rijen = rijen.filter(plaatsing__student_id__in=_studenten_van(schooljaar, leerbedrijven))
        yield from (
            rijen.values_list(*wie, pad + ORG)
            .annotate(zeker=Sum("uren", filter=Q(bevestigd_op__isnull=False)), alles=Sum("uren"))
            .iterator(chunk_size=5000)
        )


def _studenten_van(schooljaar: Schooljaar, leerbedrijven: Collection[int]) -> set[int]:
    """Return who had a stage or a part of one at these houses in a school year."""
    lopend = {"begindatum__lte": schooljaar.eind, "einddatum__gte": schooljaar.begin}
    hier = Plaatsing.objects.filter(**lopend, **{f"{ORG}__in": leerbedrijven})
    delen = Stagedeel.objects.geldig().filter(**{f"{ORG}__in": leerbedrijven})
    ook = Plaatsing.objects.filter(**lopend, pk__in=delen.values("plaatsing"))
    return {*hier.values_list("student_id", flat=True), *ook.values_list("student_id", flat=True)}


def _tel(schooljaar: Schooljaar, leerbedrijven: Collection[int] | None) -> dict[tuple[int, int, int], Som]:
    per_student: dict[int, dict[tuple[int, int, int], list[Decimal]]] = defaultdict(
        lambda: defaultdict(lambda: [Decimal(0), Decimal(0)])
    )
    for student, opleiding, school, leerbedrijf, zeker, alles in _per_student(schooljaar, leerbedrijven):
        uren = per_student[student][leerbedrijf, opleiding, school]
        uren[0] += zeker or 0
        uren[1] += alles or 0
    sommen: dict[tuple[int, int, int], Som] = defaultdict(Som)
    for delen in per_student.values():
        totaal = sum((uren[0] for uren in delen.values()), Decimal(0))
        for sleutel, (zeker, alles) in delen.items():
            som = sommen[sleutel]
            som.bevestigd += zeker
            som.ingevuld += alles
            som.studenten += 1
            som.klein += bool(totaal) and zeker <= totaal * EEN_VIJFDE
    return sommen


@transaction.atomic
def bereken(
    *,
    schooljaar: Schooljaar,
    by: User | None,
    at: datetime,
    leerbedrijven: Collection[int] | None = None,
) -> int:
    """Add up the hours of a school year anew, of all leerbedrijven or of some; return how many rows there are."""
    Schooljaar.objects.select_for_update().get(pk=schooljaar.pk)
    sommen = _tel(schooljaar, leerbedrijven)
    oud = Stagefondsregel.objects.filter(schooljaar=schooljaar)
    if leerbedrijven is not None:
        oud = oud.filter(leerbedrijf_id__in=leerbedrijven)
        sommen = {sleutel: som for sleutel, som in sommen.items() if sleutel[0] in leerbedrijven}
    Stagefondsregel.objects.bulk_create(
        (
            Stagefondsregel(
                schooljaar=schooljaar,
                leerbedrijf_id=leerbedrijf,
                opleiding_id=opleiding,
                school_id=school,
                bevestigd=som.bevestigd,
                ingevuld=som.ingevuld,
                studenten=som.studenten,
                klein=som.klein,
                berekend_op=at,
            )
            for (leerbedrijf, opleiding, school), som in sorted(sommen.items())
        ),
        batch_size=BLOK,
        update_conflicts=True,
        unique_fields=["schooljaar", "leerbedrijf", "opleiding", "school"],
        update_fields=["bevestigd", "ingevuld", "studenten", "klein", "berekend_op"],
    )
    oud.exclude(berekend_op=at).delete()
    if by is not None:
        leg_vast(actie="stagefonds berekend", obj=schooljaar, by=by, at=at, na={"regels": len(sommen)})
    return len(sommen)


def bereken_lopende(*, at: datetime, op: date) -> int:
    """Add up the school years that are under way or ended less than a year ago; return how many rows."""
    jaren = Schooljaar.objects.filter(begin__lte=op, eind__gte=op.replace(year=op.year - 1, day=1))
    return sum(bereken(schooljaar=jaar, by=None, at=at) for jaar in jaren.order_by("begin"))


# --- reading ---


class Normen:
    """What a whole place is in a school year, by leerweg; read once."""

    def __init__(self, schooljaar: Schooljaar) -> None:
        dag = schooljaar.begin
        geldig = Stagefondsnorm.objects.filter(geldig_van__lte=dag).filter(
            Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=dag)
        )
        self._normen = {norm.leerweg: norm for norm in geldig.order_by("geldig_van")}

    def fte(self, leerweg: str, uren: Decimal) -> Decimal | None:
        """Return the whole places that hours make, unrounded; None when no norm holds."""
        norm = self._normen.get(leerweg)
        return uren / norm.uren if norm else None

    def deel(self, leerweg: str) -> Decimal:
        """Return the share of a whole place that must be passed."""
        norm = self._normen.get(leerweg)
        return norm.deel if norm else EEN_VIJFDE


def regels(*, user: User, schooljaar: Schooljaar, zoek: str = "", crebo: str = "") -> QuerySet[Any]:
    """Return the figures this person may see, per leerbedrijf and programme, by name of the leerbedrijf."""
    rijen = Stagefondsregel.objects.visible_to(user).filter(schooljaar=schooljaar)
    if zoek:
        rijen = rijen.filter(Q(leerbedrijf__naam__icontains=zoek) | Q(leerbedrijf__code__icontains=zoek))
    if crebo:
        rijen = rijen.filter(opleiding__code=crebo)
    return (
        rijen.values(
            "leerbedrijf_id",
            "leerbedrijf__naam",
            "leerbedrijf__code",
            "opleiding__code",
            "opleiding__naam",
            "opleiding__leerweg",
        )
        .annotate(
            uren=Sum("bevestigd"),
            wacht=Sum("ingevuld") - Sum("bevestigd"),
            aantal=Sum("studenten"),
            weinig=Sum("klein"),
            stand=Max("berekend_op"),
        )
        .order_by("leerbedrijf__naam", "leerbedrijf_id", "opleiding__code")
    )


def doet_mee(*, schooljaar: Schooljaar, normen: Normen, leerbedrijven: Collection[int] | None = None) -> set[int]:
    """Return the leerbedrijven that passed a fifth of one whole place, over all their programmes and schools."""
    alle = Stagefondsregel.objects.filter(schooljaar=schooljaar).order_by()
    if leerbedrijven is not None:
        alle = alle.filter(leerbedrijf_id__in=leerbedrijven)
    delen: dict[int, Decimal] = defaultdict(Decimal)
    for leerbedrijf, leerweg, uren in alle.values_list("leerbedrijf_id", "opleiding__leerweg").annotate(
        uren=Sum("bevestigd")
    ):
        fte = normen.fte(leerweg, uren)
        delen[leerbedrijf] += (fte / normen.deel(leerweg)) if fte is not None else 0
    return {leerbedrijf for leerbedrijf, deel in delen.items() if deel > 1}


def vul_aan(rijen: list[dict[str, Any]], *, schooljaar: Schooljaar) -> list[dict[str, Any]]:
    """Add to each row its `fte` (hundredths; None without norm) and whether the leerbedrijf takes part (`mee`)."""
    normen = Normen(schooljaar)
    mee = doet_mee(schooljaar=schooljaar, normen=normen, leerbedrijven={rij["leerbedrijf_id"] for rij in rijen})
    for rij in rijen:
        fte = normen.fte(rij["opleiding__leerweg"], rij["uren"])
        rij["fte"] = fte.quantize(HONDERDSTE) if fte is not None else None
        rij["mee"] = rij["leerbedrijf_id"] in mee
        rij["schooljaar"] = schooljaar.naam
    return rijen


def totalen(rijen: QuerySet[Any], *, schooljaar: Schooljaar) -> dict[str, Any]:
    """Return the hours, whole places and houses of all rows together."""
    normen = Normen(schooljaar)
    per_leerweg: dict[str, Decimal] = defaultdict(Decimal)
    huizen = set()
    for leerbedrijf, leerweg, uren in rijen.values_list("leerbedrijf_id", "opleiding__leerweg", "uren"):
        per_leerweg[leerweg] += uren
        huizen.add(leerbedrijf)
    ftes = [normen.fte(leerweg, uren) or Decimal(0) for leerweg, uren in per_leerweg.items()]
    mee = doet_mee(schooljaar=schooljaar, normen=normen) & huizen
    return {
        "uren": sum(per_leerweg.values(), Decimal(0)),
        "fte": sum(ftes, Decimal(0)).quantize(HONDERDSTE),
        "huizen": len(huizen),
        "klein": len(huizen) - len(mee),
    }
