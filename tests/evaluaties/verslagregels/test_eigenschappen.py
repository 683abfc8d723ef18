"""Invariants I1-I9 of the specification on invented histories, and that the core can be stored and planned."""

import os
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluaties.verslagregels import (
    Besluit,
    Dossier,
    Gebeurtenis,
    Ladder,
    Oordeel,
    Staat,
    Type,
    Vrijstelling,
    Wat,
    eindstand,
    stand,
    sweep,
    verplichtingen,
    volgende_moment,
)
from kern import kalender
from tests.evaluaties.verslagregels import geschiedenissen as g

GEWOON = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# 13 properties of 60 histories each; LADDER_GESCHIEDENISSEN=1600 (`make test-chaos`) makes it more than 20,000.
DIEP = settings(GEWOON, max_examples=int(os.environ.get("LADDER_GESCHIEDENISSEN", "60")), derandomize=False)


def veeg(dossier, beleid, rooster, gebeurtenissen=()):
    """All events of a schedule; a sweep never runs at an earlier instant than the one before it."""
    gebeurtenissen, now = list(gebeurtenissen), None
    for moment in rooster:
        now = moment if now is None else max(now, moment)
        gebeurtenissen += sweep(dossier, beleid, gebeurtenissen, now)
    return gebeurtenissen


def elke_dag(uur=6):
    begin = kalender.begin_van_dag(g.BEGIN) + timedelta(hours=uur)
    return [begin + timedelta(days=n) for n in range(g.LENGTE + 60)] + [g.SLOT]


def missers(gebeurtenissen):
    return [(e.verplichting, e.rung, e.due) for e in gebeurtenissen if e.type is Type.MISS]


def staand(gebeurtenissen):
    return {(v.verplichting, v.due) for v in Ladder(gebeurtenissen).staand.values()}


# --- The properties, each a plain function of a history ---


def i1_zonder_correcties(dossier, beleid, rooster):
    assert missers(veeg(dossier, beleid, [*rooster, g.SLOT])) == missers(veeg(dossier, beleid, elke_dag()))


def i1_met_correcties(dossier, beleid, rooster):
    los, dagelijks = veeg(dossier, beleid, [*rooster, g.SLOT]), veeg(dossier, beleid, elke_dag())
    assert staand(los) == staand(dagelijks)
    for gebeurtenissen in (los, dagelijks):
        for rang, verzuim in enumerate(Ladder(gebeurtenissen).op_volgorde, start=1):
            assert verzuim.rung <= min(rang, 4)


def i2_tweede_sweep(dossier, beleid, rooster):
    gebeurtenissen, now = [], None
    for moment in rooster:
        now = moment if now is None else max(now, moment)
        gebeurtenissen += sweep(dossier, beleid, gebeurtenissen, now)
        assert sweep(dossier, beleid, gebeurtenissen, now) == []
    sleutels = [gebeurtenis.sleutel for gebeurtenis in gebeurtenissen]
    assert len(sleutels) == len(set(sleutels))


def i3_op_tijd_telt_nooit(dossier, beleid, rooster):
    for gebeurtenis in veeg(dossier, beleid, [*rooster, g.SLOT]):
        if gebeurtenis.type is Type.MISS:
            bekend = dossier.kennis(gebeurtenis.at)
            assert not bekend.verslag_binnen(gebeurtenis.verplichting, voor=beleid.check(gebeurtenis.due))
            assert gebeurtenis.at >= beleid.check(gebeurtenis.due)


def i4_treden_op_volgorde(dossier, beleid, rooster):
    gebeurtenissen = veeg(dossier, beleid, [*rooster, g.SLOT])
    treden = [rung for _, rung, _ in missers(gebeurtenissen)]
    assert treden == [min(n, 4) for n in range(1, len(treden) + 1)]
    volgorde = [verzuim.verplichting for verzuim in Ladder(gebeurtenissen).op_volgorde]
    assert [naam for naam, _, _ in missers(gebeurtenissen)] == volgorde


def i5_drie_dagen(dossier, beleid, rooster):
    for gebeurtenis in veeg(dossier, beleid, [*rooster, g.SLOT]):
        if gebeurtenis.type is Type.REMINDER and gebeurtenis.datum is not None:
            dag = kalender.lokale_dag(gebeurtenis.at)
            dagen = [dag + timedelta(days=n) for n in range(1, (gebeurtenis.datum - dag).days + 1)]
            assert len(dagen) >= 3
            assert sum(kalender.is_werkdag(d, beleid.extra_nonworking) for d in dagen) >= 2
            assert kalender.is_werkdag(gebeurtenis.datum, beleid.extra_nonworking)


def i6_nooit_eerder(dossier, beleid, rooster):
    aangekondigd = {}
    for gebeurtenis in veeg(dossier, beleid, [*rooster, g.SLOT]):
        wat = {Type.REMINDER: Wat.HERSTEL, Type.REPLACEMENT_ASSIGNED: Wat.OPDRACHT}.get(
            gebeurtenis.type, gebeurtenis.wat
        )
        if wat is not None and gebeurtenis.datum is not None:
            plek = (gebeurtenis.verplichting, gebeurtenis.generation, wat)
            assert gebeurtenis.datum >= aangekondigd.get(plek, gebeurtenis.datum)
            aangekondigd[plek] = gebeurtenis.datum
    tijden = sorted({feit.recorded_at for feit in dossier.feiten})
    for eerder, later in pairwise(verplichtingen(dossier, beleid, at) for at in tijden):
        for naam, plicht in eerder.items():
            if plicht.due is not None and naam in later and later[naam].due is not None:
                assert later[naam].due >= plicht.due


def i7_geen_datum_in_het_verleden(dossier, beleid, rooster):
    """The due date of a miss was known, at the latest, on that day itself (extensions aside: a person sets those)."""
    tijden = sorted({dossier.geregistreerd, *(feit.recorded_at for feit in dossier.feiten)})
    for gebeurtenis in veeg(dossier, beleid, [*rooster, g.SLOT]):
        if gebeurtenis.type is not Type.MISS:
            continue
        sinds = None
        for at in (at for at in tijden if at <= gebeurtenis.at):
            plicht = verplichtingen(dossier, beleid, at).get(gebeurtenis.verplichting)
            if plicht is None or plicht.due != gebeurtenis.due:
                sinds = None
            elif sinds is None:
                sinds = at
        if sinds is not None:
            assert kalender.lokale_dag(sinds) <= gebeurtenis.due


def i8_alleen_een_mens(dossier, beleid, rooster):
    gebeurtenissen = veeg(dossier, beleid, [*rooster, g.SLOT])
    if eindstand(dossier, gebeurtenissen, g.SLOT)["state"] == Staat.ONVOLDOENDE:
        voorstel = [e for e in gebeurtenissen if e.type is Type.INSUFFICIENT_PROPOSED][-1]
        bevestigd = [
            feit.recorded_at
            for feit in dossier.feiten
            if isinstance(feit, Besluit) and feit.oordeel is Oordeel.BEVESTIGD
        ]
        assert any(moment >= voorstel.at for moment in bevestigd)
        na = gebeurtenissen[gebeurtenissen.index(voorstel) + 1 :]
        eerste = min(moment for moment in bevestigd if moment >= voorstel.at)
        assert all(e.type is Type.REVIEW_REQUIRED for e in na if e.at >= eerste)


def i9_vrijstelling_is_alsof(dossier, beleid, rooster, naam, moment):
    """A report excused late leaves the same misses as one that was excused from the start."""
    laat = Vrijstelling(recorded_at=moment, verplichting=naam)
    vroeg = Vrijstelling(recorded_at=kalender.begin_van_dag(g.BEGIN), verplichting=naam)
    uitkomsten = [
        staand(
            veeg(Dossier(dossier.start, dossier.einde, (*dossier.feiten, feit), dossier.recorded_at), beleid, schema)
        )
        for feit, schema in ((laat, [*rooster, g.SLOT]), (vroeg, [g.SLOT]))
    ]
    assert uitkomsten[0] == uitkomsten[1]


def herladen_is_gelijk(dossier, beleid, rooster):
    """Events survive storing and loading: the ladder goes on as if they had never left memory."""
    gebeurtenissen = veeg(dossier, beleid, rooster)
    geladen = [
        Gebeurtenis.met_payload(
            type=str(e.type),
            at=e.at,
            verplichting=e.verplichting,
            due=e.due,
            generation=e.generation,
            volgnummer=e.volgnummer,
            payload=e.payload,
        )
        for e in gebeurtenissen
    ]
    assert geladen == gebeurtenissen


def niets_voor_het_volgende_moment(dossier, beleid, rooster, moment):
    """Sweeping only at the planned moments gives what sweeping day and night gives."""
    gebeurtenissen = veeg(dossier, beleid, [moment])
    volgend = volgende_moment(dossier, beleid, gebeurtenissen, moment)
    for eerder in (m for m in rooster if m > moment and (volgend is None or m < volgend)):
        assert sweep(dossier, beleid, gebeurtenissen, eerder) == []
    stappen, now = [], min([kalender.begin_van_dag(g.BEGIN), *(feit.recorded_at for feit in dossier.feiten)])
    for _ in range(400):
        stappen += sweep(dossier, beleid, stappen, now)
        now = volgende_moment(dossier, beleid, stappen, now)
        if now is None:
            break
    assert now is None
    assert missers(stappen) == missers(veeg(dossier, beleid, _alle_momenten(dossier, beleid)))


def _alle_momenten(dossier, beleid):
    checks = [kalender.lokaal_moment(g.BEGIN + timedelta(days=n), beleid.check_time) for n in range(g.LENGTE + 130)]
    return sorted({*checks, *(feit.recorded_at for feit in dossier.feiten), g.SLOT})


def stand_past_bij_de_ladder(dossier, beleid, rooster, moment):
    gebeurtenissen = veeg(dossier, beleid, rooster)
    beeld = stand(dossier, beleid, gebeurtenissen, moment)
    assert beeld.aantal == sum(verslag.rung is not None for verslag in beeld.verslagen)
    data = [verslag.due for verslag in beeld.verslagen if verslag.due is not None]
    assert data == sorted(data)


GEVALLEN = [
    (i1_zonder_correcties, {"correcties": False}, False),
    (i1_met_correcties, {}, False),
    (i2_tweede_sweep, {}, True),
    (i3_op_tijd_telt_nooit, {}, True),
    (i4_treden_op_volgorde, {"correcties": False}, False),
    (i5_drie_dagen, {}, True),
    (i6_nooit_eerder, {"korter": False, "einde": False}, False),
    (i7_geen_datum_in_het_verleden, {"uitstel": False}, False),
    (i8_alleen_een_mens, {}, True),
    (i9_vrijstelling_is_alsof, {}, False),
    (herladen_is_gelijk, {}, True),
    (niets_voor_het_volgende_moment, {}, False),
    (stand_past_bij_de_ladder, {}, True),
]
EXTRA = {
    i9_vrijstelling_is_alsof: (g.namen, g.momenten),
    niets_voor_het_volgende_moment: (g.momenten,),
    stand_past_bij_de_ladder: (g.momenten,),
}
alle_gevallen = pytest.mark.parametrize(
    ("eigenschap", "soort", "besluiten"), GEVALLEN, ids=[geval[0].__name__ for geval in GEVALLEN]
)


def controleer(data, eigenschap, soort, besluiten):
    dossier = data.draw(g.dossiers(**soort))
    if besluiten:
        extra = data.draw(st.lists(g.besluiten | g.sluitingen, max_size=3))
        dossier = Dossier(dossier.start, dossier.einde, (*dossier.feiten, *extra), dossier.recorded_at)
    overig = [data.draw(strategie) for strategie in EXTRA.get(eigenschap, ())]
    eigenschap(dossier, data.draw(g.beleid), data.draw(g.roosters), *overig)


@alle_gevallen
@GEWOON
@given(data=st.data())
def test_property_holds(data, eigenschap, soort, besluiten):
    controleer(data, eigenschap, soort, besluiten)


@pytest.mark.slow
@alle_gevallen
@DIEP
@given(data=st.data())
def test_property_holds_over_many_histories(data, eigenschap, soort, besluiten):
    controleer(data, eigenschap, soort, besluiten)


@pytest.mark.slow
def test_histories_reach_the_whole_table():
    """The invented histories are worth something only if every kind of event occurs in them."""
    gezien = set()

    @settings(GEWOON, max_examples=1600)
    @given(data=st.data())
    def kijk(data):
        dossier = data.draw(g.dossiers())
        extra = data.draw(st.lists(g.besluiten, max_size=2))
        dossier = Dossier(dossier.start, dossier.einde, (*dossier.feiten, *extra), dossier.recorded_at)
        gezien.update(e.type for e in veeg(dossier, data.draw(g.beleid), [*data.draw(g.roosters), g.SLOT]))

    kijk()
    assert gezien >= set(Type)
