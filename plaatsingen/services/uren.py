"""Hours: the student logs a week, and where a placement stands (R5.4)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern import kalender
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import UrenSoort, UrenStand
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import rijen, urenstand
from plaatsingen.services.rooster import Rooster, rooster_van
from plaatsingen.services.urenakkoord import bevestig_week, heropen_week
from plaatsingen.services.urenrecht import vergrendel
from plaatsingen.stageweken import maandag_van
from vacatures.rules import BUITEN_RONDE

__all__ = [
    "Dag",
    "bevestig_week",
    "eerste_open_week",
    "heropen_week",
    "maandag_van",
    "open_weken",
    "stand",
    "stand_per_deel",
    "stand_uit",
    "vul_week_in",
    "weken",
]

WEEK = timedelta(days=7)
BIJ_STUDENT = frozenset({UrenStand.VRAAG, UrenStand.AFGEWEZEN})


@dataclass(frozen=True, slots=True)
class Dag:
    """What the student says of one day. `deel` is the id of a part at another host; the times may be unknown."""

    datum: date
    uren: Decimal
    soort: str
    opmerking: str = ""
    begin: time | None = None
    eind: time | None = None
    deel: int | None = None

    def als_rij(self) -> "Dag":
        """Return the day as it is kept: hours and times only of a day that was worked."""
        if self.soort == UrenSoort.AANWEZIG:
            return self
        return replace(self, uren=Decimal(0), begin=None, eind=None)


def _controleer_dag(rooster: Rooster, dag: Dag, maandag: date, vandaag: date) -> None:
    if not maandag <= dag.datum < maandag + WEEK:
        raise DomainError("Deze dag hoort niet bij deze week.")
    if not rooster.plaatsing.begindatum <= dag.datum <= rooster.plaatsing.einddatum:
        raise DomainError(f"Op {long_date(dag.datum)} heb je geen stage.")
    if dag.datum > vandaag:
        raise DomainError(f"{long_date(dag.datum).capitalize()} is nog niet geweest. Vul die dag later in.")
    if not 0 <= dag.uren <= 24:
        raise DomainError("Vul per dag 0 tot 24 uur in.")


def _zelfde(rij: Urendag, dag: Dag) -> bool:
    nu = (rij.uren, rij.soort, rij.opmerking, rij.deel_id)
    return nu == (dag.uren, dag.soort, dag.opmerking, dag.deel) and rij.stand not in BIJ_STUDENT


@transaction.atomic
def vul_week_in(*, plaatsing: Plaatsing, maandag: date, dagen: list[Dag], by: User, at: datetime) -> int:
    """Write what the student says of the days of one week; return how many days changed.

    A worked day with 0 hours is taken away. Days that were confirmed stay as they are: changing one is a DomainError.
    A day about which the leerbedrijf had a question goes back to it, also when nothing changed.
    """
    nu = vergrendel(plaatsing)
    if not rules.mag_uren_invullen(by, nu):
        raise GeenToegang("Uren vul je zelf in, vanaf de dag dat je stage begint.")
    rooster = rooster_van(nu)
    delen = {deel.pk for deel in rooster.delen}
    bestaand = {rij.datum: rij for rij in nu.urendagen.filter(datum__gte=maandag, datum__lt=maandag + WEEK)}
    voor: dict[str, str] = {}
    na: dict[str, str] = {}
    for ingevuld in dagen:
        dag = ingevuld.als_rij()
        _controleer_dag(rooster, dag, maandag, timezone.localdate(at))
        if dag.deel is not None and dag.deel not in delen:
            raise DomainError("Deze organisatie hoort niet bij je stage.")
        rij = bestaand.get(dag.datum)
        leeg = dag.soort == UrenSoort.AANWEZIG and not dag.uren
        if (rij is None and leeg) or (rij is not None and not leeg and _zelfde(rij, dag)):
            continue
        if rij is not None and rij.bevestigd_op is not None:
            raise DomainError(
                f"{long_date(dag.datum).capitalize()} is al bevestigd. "
                "Vraag je werkbegeleider om de week weer open te zetten."
            )
        if not leeg and dag.datum > rooster.laatste:
            raise DomainError(f"Op {long_date(dag.datum)} heb je geen stage. Maak deze dag leeg.")
        if not leeg and rooster.staat_stil(dag.datum):
            raise DomainError(
                f"Op {long_date(dag.datum)} stond je stage stil. Klopt dat niet? Vraag het je stagecoördinator."
            )
        sleutel = dag.datum.isoformat()
        if rij is not None:
            voor[sleutel] = f"{rij.soort} {rij.uren}"
        na[sleutel] = "" if leeg else f"{dag.soort} {dag.uren}"
        _schrijf(nu, rij, dag, rooster, at, leeg=leeg)
    if na:
        leg_vast(actie="uren ingevuld", obj=nu, by=by, at=at, voor=voor, na=na)
    return len(na)


def _schrijf(nu: Plaatsing, rij: Urendag | None, dag: Dag, rooster: Rooster, at: datetime, *, leeg: bool) -> None:
    if leeg:
        if rij is not None:
            rij.delete()
        return
    plan = rooster.op(dag.datum)
    velden: dict[str, Any] = {
        "uren": dag.uren,
        "soort": dag.soort,
        "gepland": plan.uren if plan else Decimal(0),
        "opmerking": dag.opmerking[:200],
        "begin": dag.begin,
        "eind": dag.eind,
        "deel_id": dag.deel,
        "ingevoerd_op": at,
        "stand": UrenStand.INGEVULD,
    }
    Urendag.objects.update_or_create(plaatsing=nu, datum=dag.datum, defaults=velden)


# --- reading ---


def stand(*, plaatsing: Plaatsing, op: date, rooster: Rooster | None = None) -> urenstand.Urenstand:
    """Return where a placement stands at the end of the day `op`; only worked hours count.

    What is expected by then follows the timetable, or the template of the programme. A stage that ended early expects
    nothing more after its last day, and has no pace.
    """
    rooster = rooster or rooster_van(plaatsing)
    dagen, gestopt = rijen.urendagen(plaatsing), rooster.laatste < plaatsing.einddatum
    op = min(op, rooster.laatste) if gestopt else op
    uren_op = rooster.weer_terug(op).uren_op
    uitkomst = stand_uit(plaatsing=plaatsing, dagen=dagen, op=op, uren_op=uren_op)
    return replace(uitkomst, bereikt_op=None, op_tijd=False) if gestopt else uitkomst


def stand_uit(
    *, plaatsing: Plaatsing, dagen: Iterable[Urendag], op: date, uren_op: urenstand.UrenOp
) -> urenstand.Urenstand:
    """Return the same from days that were read already; asks the database nothing."""
    dagen = list(dagen)
    gewerkt = [rij for rij in dagen if rij.soort == UrenSoort.AANWEZIG]
    meer = (rij.uren - rij.gepland for rij in gewerkt if rij.gepland is not None and rij.uren > rij.gepland)
    per_soort = Counter(rij.soort for rij in dagen)
    uitkomst = urenstand.bereken(
        norm=plaatsing.uren_norm,
        begin=plaatsing.begindatum,
        eind=plaatsing.einddatum,
        gemaakt=sum((rij.uren for rij in gewerkt), Decimal(0)),
        bevestigd=sum((rij.uren for rij in gewerkt if rij.bevestigd_op is not None), Decimal(0)),
        ziek_dagen=per_soort[UrenSoort.ZIEK],
        tot=op,
        uren_op=uren_op,
    )
    return replace(
        uitkomst,
        verlof_dagen=per_soort[UrenSoort.VERLOF],
        school_dagen=per_soort[UrenSoort.SCHOOL],
        extra=sum(meer, Decimal(0)),
    )


def stand_per_deel(plaatsing: Plaatsing, rooster: Rooster) -> list[dict[str, Any]]:
    """Return the hours made and confirmed at each host with its share of the norm; empty when there is one host."""
    if not rooster.delen:
        return []
    gewerkt = plaatsing.urendagen.filter(soort=UrenSoort.AANWEZIG).order_by()
    sommen = {
        rij["deel_id"]: rij
        for rij in gewerkt.values("deel_id").annotate(
            gemaakt=Sum("uren"), zeker=Sum("uren", filter=Q(bevestigd_op__isnull=False))
        )
    }
    norm = max(0, plaatsing.uren_norm - sum(deel.uren_norm for deel in rooster.delen))
    huizen = [(None, plaatsing.stageplaats, norm)]
    huizen += [(deel.pk, deel.stageplaats, deel.uren_norm) for deel in rooster.delen]
    return [
        {
            "naam": f"{plaats.leerbedrijf.naam}, {plaats.afdeling.naam}",
            "norm": hun_norm,
            "gemaakt": sommen.get(sleutel, {}).get("gemaakt") or Decimal(0),
            "bevestigd": sommen.get(sleutel, {}).get("zeker") or Decimal(0),
        }
        for sleutel, plaats, hun_norm in huizen
    ]


def weken(plaatsing: Plaatsing, zichtbaar: Q | None = None) -> list[dict]:
    """Return the weeks in which something was filled in, newest first: monday, days, hours, open and asked days.

    `zichtbaar` keeps to some days (`urenrecht.zichtbare_dagen`).
    """
    per_week: dict[date, dict] = {}
    for rij in plaatsing.urendagen.filter(zichtbaar or Q()).order_by("datum"):
        maandag = maandag_van(rij.datum)
        week = per_week.setdefault(
            maandag,
            {
                "maandag": maandag,
                "nummer": kalender.iso_week(maandag)[1],
                "uren": Decimal(0),
                "dagen": [],
                "open": 0,
                "vraag": 0,
            },
        )
        week["dagen"].append(rij)
        week["uren"] += rij.uren if rij.soort == UrenSoort.AANWEZIG else 0
        week["open"] += rij.bevestigd_op is None
        week["vraag"] += rij.bevestigd_op is None and rij.stand in BIJ_STUDENT
    return sorted(per_week.values(), key=lambda week: week["maandag"], reverse=True)


def open_weken(plaatsing: Plaatsing, rooster: Rooster, vandaag: date) -> list[date]:
    """Return the Mondays of the weeks that wait for the student, oldest first: not filled in, or with a question.

    A week waits from its last planned day on. One that the only leerbedrijf confirmed, also in part, doesn't.
    """
    dagen = [dag for dag in rijen.urendagen(plaatsing) if dag.datum <= vandaag]
    ingevuld = {dag.datum for dag in dagen}
    vragen = {maandag_van(dag.datum) for dag in dagen if dag.bevestigd_op is None and dag.stand in BIJ_STUDENT}
    niet_ingevuld = set(_niet_ingevuld(rooster, ingevuld, vandaag))
    if not rooster.delen:
        niet_ingevuld -= {maandag_van(dag.datum) for dag in dagen if dag.bevestigd_op is not None}
    return sorted(vragen | niet_ingevuld)


def eerste_open_week(plaatsing: Plaatsing, vandaag: date) -> date | None:
    """Return the Monday of the oldest week that waits for the student; None when there is none, or no hours at all."""
    if plaatsing.stageplaats.soort in BUITEN_RONDE:
        return None
    return next(iter(open_weken(plaatsing, rooster_van(plaatsing), vandaag)), None)


def _niet_ingevuld(rooster: Rooster, ingevuld: Collection[date], vandaag: date) -> list[date]:
    plaatsing = rooster.plaatsing
    gevonden = []
    maandag = maandag_van(plaatsing.begindatum)
    while maandag <= min(vandaag, plaatsing.einddatum):
        gepland = [dag.datum for dag in rooster.week(maandag) if dag.plan]
        if gepland and gepland[-1] <= vandaag and not set(gepland) <= set(ingevuld):
            gevonden.append(maandag)
        maandag += WEEK
    return gevonden
