"""Hypothesis strategies: invented placements with facts, and sweep schedules over them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from evaluaties.verslagregels import (
    Beleid,
    Besluit,
    Dossier,
    EindeGewijzigd,
    Gesloten,
    Gesprek,
    Inlevering,
    Oordeel,
    OpdrachtIngeleverd,
    Pauze,
    Soort,
    Uitstel,
    Vrijstelling,
)

BEGIN = date(2026, 9, 1)
LENGTE = 230  # days in which everything happens: over both clock changes and the turn of the year
SLOT = datetime(2027, 9, 1, tzinfo=UTC)  # by now every check of every history has come
NAMEN = [
    *(f"monthly:{jaar}-{maand:02}" for jaar, maand in ((2026, 9), (2026, 10), (2026, 11), (2026, 12), (2027, 1))),
    "kennismaking:1",
    "kennismaking:2",
    "tussenevaluatie:1",
]
BELEIDEN = [Beleid(), Beleid(), Beleid(extra_nonworking=frozenset({date(2026, 10, 1), date(2026, 12, 24)}))]

dagen = st.integers(0, LENGTE).map(lambda n: BEGIN + timedelta(days=n))
# Around the checks of the first two months, where announced dates run.
hete_dagen = st.sampled_from(
    [date(2026, maand, dag) for maand, begin in ((10, 2), (11, 3)) for dag in (*range(begin, begin + 4), begin + 9)]
)
# The edges of a day and of the check, and an ordinary afternoon.
uren = st.sampled_from(
    [timedelta(0), timedelta(hours=4, minutes=59), timedelta(hours=5), timedelta(hours=6), timedelta(hours=14)]
)
momenten = st.builds(lambda dag, uur: datetime.combine(dag, datetime.min.time(), tzinfo=UTC) + uur, dagen, uren)
namen = st.sampled_from(NAMEN)
vertragingen = st.one_of(st.just(timedelta(0)), st.integers(0, 30).map(lambda n: timedelta(days=n)))

inleveringen = st.builds(
    lambda naam, op: Inlevering(recorded_at=op, verplichting=naam, received_at=op), namen, momenten
)
per_mail = st.builds(
    lambda naam, op, later: Inlevering(recorded_at=op + later, verplichting=naam, received_at=op),
    namen,
    momenten,
    vertragingen,
)
opdrachten = st.builds(
    lambda naam, op: OpdrachtIngeleverd(recorded_at=op, verplichting=naam, received_at=op), namen, momenten
)
gesprekken = st.builds(
    lambda naam, op, verschil: Gesprek(
        recorded_at=op,
        soort=Soort(naam.partition(":")[0]),
        id=naam.partition(":")[2],
        datum=op.date() + timedelta(days=verschil),
    ),
    st.sampled_from(NAMEN[5:]),
    momenten,
    st.integers(-20, 10),
)
vrijstellingen = st.builds(lambda naam, op: Vrijstelling(recorded_at=op, verplichting=naam), namen, momenten)
uitstellen = st.builds(
    lambda naam, op, dagen: Uitstel(recorded_at=op, verplichting=naam, due=op.date() + timedelta(days=dagen)),
    namen,
    momenten,
    st.integers(-5, 30),
)
eindes = st.builds(lambda op, dag: EindeGewijzigd(recorded_at=op, einde=dag), momenten, dagen)
besluiten = st.builds(lambda op, oordeel: Besluit(recorded_at=op, oordeel=oordeel), momenten, st.sampled_from(Oordeel))
sluitingen = st.builds(lambda op: Gesloten(recorded_at=op), momenten)


@st.composite
def pauzes(draw, *, ook_korter: bool) -> list[Pauze]:
    """A pause and its later versions; without `ook_korter` only ever longer, and never known late."""
    naam = draw(st.sampled_from("pq"))
    op = draw(momenten | hete_dagen.map(lambda dag: datetime(dag.year, dag.month, dag.day, 12, tzinfo=UTC)))
    van = op.date() + timedelta(days=draw(st.integers(-20, 3) if ook_korter else st.integers(1, 5)))
    tot = draw(st.none() | st.integers(0, 40).map(lambda n: van + timedelta(days=n)))
    versies = [Pauze(recorded_at=op, id=naam, van=van, tot=tot)]
    for _ in range(draw(st.integers(0, 2))):
        op += timedelta(days=draw(st.integers(0, 20)), hours=1)
        if ook_korter:
            van += timedelta(days=draw(st.sampled_from([0, 0, -3, 3])))
            tot = draw(st.none() | st.integers(-2, 40).map(lambda n, v=van: v + timedelta(days=n)))
        elif tot is not None:
            tot += timedelta(days=draw(st.integers(0, 10)))
        versies.append(Pauze(recorded_at=op, id=naam, van=van, tot=tot))
    return versies


@st.composite
def dossiers(
    draw, *, correcties: bool = True, korter: bool = True, uitstel: bool = True, einde: bool = True
) -> Dossier:
    """A placement with at most a dozen facts; without `correcties` nothing is ever taken back."""
    soorten = [inleveringen, inleveringen, opdrachten, gesprekken, gesprekken]
    if correcties:
        soorten += [per_mail, vrijstellingen]
        soorten += [uitstellen] if uitstel else []
        soorten += [eindes] if einde else []
    feiten = draw(st.lists(st.one_of(soorten), max_size=10))
    if correcties:
        for versies in draw(st.lists(pauzes(ook_korter=korter), max_size=2, unique_by=lambda v: v[0].id)):
            feiten += versies
    if draw(st.booleans()):  # three meetings in September, so that the fourth miss comes early
        begin = datetime.combine(BEGIN, datetime.min.time(), tzinfo=UTC)
        for nummer, naam in enumerate(NAMEN[5:], start=6):
            soort, _, id_ = naam.partition(":")
            op = begin + timedelta(days=nummer)
            feiten.append(Gesprek(recorded_at=op, soort=Soort(soort), id=id_, datum=op.date()))
    if not correcties:  # a second registration of one meeting is a correction too
        gesprek = {feit.verplichting: feit for feit in feiten if isinstance(feit, Gesprek)}
        feiten = [feit for feit in feiten if not isinstance(feit, Gesprek) or gesprek[feit.verplichting] is feit]
    start = BEGIN + timedelta(days=draw(st.integers(0, 20)))
    laat = draw(st.none() | st.none() | st.integers(0, 60).map(lambda n: start + timedelta(days=n)))
    return Dossier(
        start=start,
        einde=start + timedelta(days=draw(st.sampled_from([150, 90, 45, 20]) | st.integers(0, 160))),
        feiten=tuple(feiten),
        recorded_at=laat and datetime.combine(laat, datetime.min.time(), tzinfo=UTC) + timedelta(hours=10),
    )


roosters = st.lists(momenten, max_size=12)  # in any order: sweeps may be late, missing, double or go back
beleid = st.sampled_from(BELEIDEN)
