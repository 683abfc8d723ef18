"""Where a placement stands in its weeks, and how many hours are planned in each: read set-based (R5.4, R5.5).

For hours: `plan_uren` gives the weeks of any placement, with a template or without; `stageweken.verwacht(weken, op)`
says how many hours were planned by a day, `Planweek.uren_per_dag` what a full day of a week begins with.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, F, Value

from kern.models import Schoolvakantie
from plaatsingen import stageweken
from plaatsingen.models import Onderbreking, Plaatsing, Vormblok, Vormfase
from plaatsingen.onthoud import de_enige, eenmaal, onthoudt
from plaatsingen.services.rijen import eigen_vakanties, pauzes
from plaatsingen.services.urenstand import vrije_dagen
from plaatsingen.stageweken import Blok, Planweek


def blokken_van(vorm_ids: Iterable[int]) -> dict[int, list[Blok]]:
    """Return the blocks of templates by id of the template."""
    per_vorm: dict[int, list[Blok]] = defaultdict(list)
    for rij in Vormblok.objects.filter(vorm_id__in=set(vorm_ids)).order_by("vorm_id", "van_week"):
        per_vorm[rij.vorm_id].append(Blok(rij.van_week, rij.tot_week, rij.uren_per_week, rij.dagdelen, rij.naam))
    return per_vorm


def blokken_bij(plaatsingen: Sequence[Plaatsing]) -> dict[int, list[Blok]]:
    """Return the blocks of the templates of these placements by id of the template; none asked without a template."""
    ids = {plaatsing.vorm_id for plaatsing in plaatsingen if plaatsing.vorm_id}
    enige = de_enige(plaatsingen)
    if not ids:
        return {}
    return {enige.vorm_id: _vormdelen(enige)[0]} if enige else blokken_van(ids)


def fasen_van(plaatsing: Plaatsing) -> list[Vormfase]:
    """Return the phases of the template of a placement, in order; with its blocks at once when the page only reads."""
    return _vormdelen(plaatsing)[1] if onthoudt(plaatsing) else list(plaatsing.vorm.fasen.all())


def _vormdelen(plaatsing: Plaatsing) -> tuple[list[Blok], list[Vormfase]]:
    """Return the blocks and the phases of a template; one query, read once for a page."""
    return eenmaal(plaatsing, "vormdelen", lambda: _lees_vormdelen(plaatsing.vorm_id))


def _lees_vormdelen(vorm_id: int) -> tuple[list[Blok], list[Vormfase]]:
    kolommen = ("van_week", "naam", "tot_week", "uren_per_week", "dagdelen", "deel_pk", "deel_uitleg", "deel_samen")
    blokken = Vormblok.objects.filter(vorm=vorm_id).order_by()
    blokken = blokken.annotate(deel_pk=Value(0), deel_uitleg=Value(""), deel_samen=Value(value=False))
    fasen = Vormfase.objects.filter(vorm=vorm_id).order_by()
    fasen = fasen.annotate(
        tot_week=Value(0),
        uren_per_week=Value(Decimal(0), output_field=DecimalField(max_digits=4, decimal_places=1)),
        dagdelen=Value(0),
        deel_pk=F("pk"),
        deel_uitleg=F("uitleg"),
        deel_samen=F("samen"),
    )
    plan, route = [], []
    for van, naam, tot, uren, dagdelen, pk, uitleg, samen in sorted(
        blokken.values_list(*kolommen).union(fasen.values_list(*kolommen), all=True)
    ):
        if pk:
            route.append(Vormfase(pk=pk, vorm_id=vorm_id, naam=naam, uitleg=uitleg, van_week=van, samen=samen))
        else:
            plan.append(Blok(van, tot, uren, dagdelen, naam))
    return plan, route


def vakantiedagen(begin: date, eind: date) -> frozenset[date]:
    """Return the days of the school holidays that touch this stretch of time."""
    rijen = Schoolvakantie.objects.filter(begin__lte=eind, eind__gte=begin)
    return vrije_dagen(rijen.values_list("begin", "eind"))


def _pauzedagen(plaatsingen: list[Plaatsing]) -> dict[int, set[date]]:
    """Days of pauses; one that is still open lasts until its expected end, or the end of the placement."""
    laatste = {plaatsing.pk: plaatsing.einddatum for plaatsing in plaatsingen}
    per_plaatsing: dict[int, set[date]] = defaultdict(set)
    enige = de_enige(plaatsingen)
    for rij in pauzes(enige) if enige else Onderbreking.objects.filter(plaatsing_id__in=laatste):
        einde = laatste[rij.plaatsing_id]
        tot = min(rij.tot or rij.verwacht_tot or einde, einde)
        dagen = range((tot - rij.van).days + 1)
        per_plaatsing[rij.plaatsing_id] |= {rij.van + timedelta(days=nummer) for nummer in dagen}
    return per_plaatsing


def plannen_van(plaatsingen: Iterable[Plaatsing]) -> dict[int, list[Planweek]]:
    """Return the stage weeks with planned hours of many placements, by id; three queries whatever their number."""
    rijen = list(plaatsingen)
    if not rijen:
        return {}
    enige = de_enige(rijen)
    vakanties = (
        vrije_dagen((begin, tot) for begin, tot, _ in eigen_vakanties(enige))
        if enige
        else vakantiedagen(min(rij.begindatum for rij in rijen), max(rij.einddatum for rij in rijen))
    )
    blokken = blokken_bij(rijen)
    vrij = _pauzedagen(rijen)
    return {
        rij.pk: stageweken.plan(
            rij.begindatum,
            rij.einddatum,
            rij.dagen,
            vakanties | vrij[rij.pk] if rij.pk in vrij else vakanties,
            rij.uren_norm,
            blokken.get(rij.vorm_id or 0, ()),
        )
        for rij in rijen
    }


def plan_uren(plaatsing: Plaatsing) -> list[Planweek]:
    """Return the stage weeks of a placement with the planned hours of each.

    With a template (`plaatsing.vorm`) by its blocks, else the norm evenly over the stage days. Weeks without a stage
    day (school holidays, pauses) aren't in the list.
    """
    return plannen_van([plaatsing])[plaatsing.pk]


def stageweek(plaatsing: Plaatsing, dag: date) -> int:
    """Return the number of the stage week in which a day lies, from 1; in a holiday that of the week before.

    Counts stage weeks (`plaatsingen.stageweken`), so school holidays and pauses don't count. 0 before the first week;
    after the last day it stays the last week.
    """
    return stageweken.weeknummer(plan_uren(plaatsing), dag)
