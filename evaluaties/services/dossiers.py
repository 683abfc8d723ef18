"""Rows to the pure core and back: the facts, events and policy of placements, loaded for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services.beleidsboek import beleid_voor
from kern.kalender import lokale_dag
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing, Statuswijziging
from plaatsingen.onthoud import de_enige, eenmaal
from plaatsingen.services.rijen import wijzigingen


def met_registratie(plaatsingen: QuerySet[Plaatsing]) -> QuerySet[Plaatsing]:
    """Annotate `geregistreerd_op`: since when the portal knew that reports are owed (I7: no deadline before it).

    And school and programme of the student, which decide the policy.
    """
    eerste_start = (
        Statuswijziging.objects.filter(plaatsing=OuterRef("pk"), naar=PlaatsingStatus.LOPEND)
        .order_by("at")
        .values("at")[:1]
    )
    moment = Coalesce(Subquery(eerste_start), "bevestigd_op", "aangemaakt_op", output_field=DateTimeField())
    return plaatsingen.annotate(
        geregistreerd_op=moment,
        beleid_school=F("student__school_id"),
        beleid_opleiding=F("student__opleiding_id"),
    )


def registreer(plaatsing: Plaatsing) -> None:
    """Set on one placement what `met_registratie` annotates, from changes of state that its page reads anyway."""
    begon = (rij.at for rij in wijzigingen(plaatsing) if rij.naar == PlaatsingStatus.LOPEND)
    plaatsing.geregistreerd_op = next(begon, None) or plaatsing.bevestigd_op or plaatsing.aangemaakt_op
    plaatsing.beleid_school = plaatsing.student.school_id
    plaatsing.beleid_opleiding = plaatsing.student.opleiding_id


def feiten_van(plaatsing: Plaatsing) -> list[Verslagfeit]:
    """Return the facts of one placement in the order of adding; read once for a page."""
    rijen = Verslagfeit.objects.filter(plaatsing=plaatsing).select_related("by").order_by("recorded_at", "pk")
    return eenmaal(plaatsing, "verslagfeiten", lambda: list(rijen))


def events_van(plaatsing: Plaatsing) -> list[LadderEvent]:
    """Return the events of one placement in the order in which they were stored; read once for a page."""
    rijen = LadderEvent.objects.filter(plaatsing=plaatsing).order_by("volgnummer")
    return eenmaal(plaatsing, "ladderevents", lambda: list(rijen))


def naar_feit(rij: Verslagfeit) -> regels.Feit:  # noqa: PLR0911 - one per kind of fact
    """Read one row as a fact of the core."""
    bekend = {"recorded_at": rij.recorded_at}
    match rij.soort:
        case FeitSoort.SUBMISSION:
            return regels.Inlevering(verplichting=rij.plicht, received_at=rij.received_at, **bekend)
        case FeitSoort.REPLACEMENT:
            ontvangen = rij.received_at or rij.recorded_at
            return regels.OpdrachtIngeleverd(verplichting=rij.plicht, received_at=ontvangen, **bekend)
        case FeitSoort.MEETING:
            return regels.Gesprek(soort=regels.Soort(rij.waarde), id=rij.ref, datum=rij.datum, **bekend)
        case FeitSoort.EXCUSE:
            return regels.Vrijstelling(verplichting=rij.plicht, **bekend)
        case FeitSoort.EXTENSION:
            return regels.Uitstel(verplichting=rij.plicht, due=rij.datum, **bekend)
        case FeitSoort.PAUSE:
            return regels.Pauze(id=rij.ref, van=rij.datum, tot=rij.tot, **bekend)
        case FeitSoort.END_CHANGED:
            return regels.EindeGewijzigd(einde=rij.datum, **bekend)
        case FeitSoort.DECISION:
            door = str(rij.by.public_id) if rij.by else ""
            return regels.Besluit(oordeel=regels.Oordeel(rij.waarde), door=door, **bekend)
        case FeitSoort.CLOSED:
            return regels.Gesloten(**bekend)
    raise ValueError(rij.soort)


def naar_gebeurtenis(rij: LadderEvent) -> regels.Gebeurtenis:
    """Read one row as an event of the core."""
    return regels.Gebeurtenis.met_payload(
        type=rij.soort,
        at=rij.at,
        verplichting=rij.plicht,
        due=rij.due,
        generation=rij.generatie,
        volgnummer=rij.nummer,
        payload=rij.gegevens,
    )


def naar_rij(plaatsing: Plaatsing, gebeurtenis: regels.Gebeurtenis, volgnummer: int) -> LadderEvent:
    """Make the row of an event; `volgnummer` is its place in the order of the placement."""
    return LadderEvent(
        plaatsing=plaatsing,
        plicht=gebeurtenis.verplichting,
        due=gebeurtenis.due,
        generatie=gebeurtenis.generation,
        soort=gebeurtenis.type.value,
        nummer=gebeurtenis.volgnummer,
        volgnummer=volgnummer,
        at=gebeurtenis.at,
        gegevens=gebeurtenis.payload,
    )


def dossier_van(plaatsing: Plaatsing, feiten: Iterable[Verslagfeit]) -> regels.Dossier:
    """Make the dossier of a placement that `met_registratie` annotated; `feiten` in the order of adding.

    The last day as first agreed stands in the first fact that changed it: the placement has the last day of now.
    """
    feiten = list(feiten)
    eerder = (rij.tot for rij in feiten if rij.soort == FeitSoort.END_CHANGED and rij.tot)
    einde: date = next(eerder, plaatsing.einddatum)
    laat = lokale_dag(plaatsing.geregistreerd_op) > plaatsing.begindatum
    return regels.Dossier(
        start=plaatsing.begindatum,
        einde=einde,
        feiten=tuple(naar_feit(rij) for rij in feiten),
        recorded_at=plaatsing.geregistreerd_op if laat else None,
    )


def dossiers(plaatsingen: Sequence[Plaatsing]) -> dict[int, regels.Dossier]:
    """Return the dossiers by id of the placement, in one query."""
    enige = de_enige(plaatsingen)
    if enige is not None:
        return {enige.pk: dossier_van(enige, feiten_van(enige))}
    per_plaatsing: dict[int, list[Verslagfeit]] = defaultdict(list)
    rijen = Verslagfeit.objects.filter(plaatsing__in=[p.pk for p in plaatsingen]).select_related("by")
    for rij in rijen.order_by("recorded_at", "pk"):
        per_plaatsing[rij.plaatsing_id].append(rij)
    return {p.pk: dossier_van(p, per_plaatsing[p.pk]) for p in plaatsingen}


def gebeurtenissen(plaatsingen: Sequence[Plaatsing]) -> dict[int, list[regels.Gebeurtenis]]:
    """Return the events so far by id of the placement, in the order in which they were stored; one query."""
    enige = de_enige(plaatsingen)
    if enige is not None:
        return {enige.pk: [naar_gebeurtenis(rij) for rij in events_van(enige)]}
    per_plaatsing: dict[int, list[regels.Gebeurtenis]] = defaultdict(list)
    rijen = LadderEvent.objects.filter(plaatsing__in=[p.pk for p in plaatsingen])
    for rij in rijen.order_by("plaatsing_id", "volgnummer"):
        per_plaatsing[rij.plaatsing_id].append(naar_gebeurtenis(rij))
    return per_plaatsing


def standen(
    plaatsingen: Sequence[Plaatsing], at: datetime, beleid: regels.Rekenwijze | None = None
) -> dict[int, regels.PlaatsingStand]:
    """Show how placements (annotated by `met_registratie`) stand at an instant; four queries for any number.

    `beleid` None = each by its own policy.
    """
    beleiden = beleid_voor(plaatsingen) if beleid is None else dict.fromkeys((p.pk for p in plaatsingen), beleid)
    alle, eerder = dossiers(plaatsingen), gebeurtenissen(plaatsingen)
    return {p.pk: regels.stand(alle[p.pk], beleiden[p.pk], eerder.get(p.pk, []), at) for p in plaatsingen}
