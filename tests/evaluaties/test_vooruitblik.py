"""What is shown beforehand is what the next sweep does (R6.7)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluaties.enums import Regeling
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services import feiten, regelen, veegronde
from evaluaties.services.dossiers import gebeurtenissen
from evaluaties.services.regelen import Voornemen
from kern.models import Bericht
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
MAANDEN = ((10, 2026), (11, 2026), (12, 2026), (1, 2027))
SEPTEMBER, OKTOBER, NOVEMBER, DECEMBER = (f"monthly:2026-{maand:02}" for maand in (9, 10, 11, 12))


def op(maand, dag, uur=7, jaar=2026):
    return datetime(jaar, maand, dag, uur, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


@pytest.fixture
def vierde(kring):
    for maand, jaar in MAANDEN:
        veegronde.veeg(at=op(maand, 6, jaar=jaar))
    return kring


def vooraf(kring, at, **velden):
    voornemen = Voornemen(reden="Omdat.", **velden)
    return regelen.vooraf(plaatsing=kring.plaatsing, voornemen=voornemen, by=kring.coordinator, at=at)


def beloofd_en_gedaan(kring, at, **velden):
    """Look, record, sweep: (promised events, emitted events, promised mails, queued mails)."""
    blik = vooraf(kring, at, **velden)
    eerder = set(LadderEvent.objects.values_list("pk", flat=True))
    post = set(Bericht.objects.values_list("pk", flat=True))
    regelen.regel(plaatsing=kring.plaatsing, voornemen=Voornemen(reden="Omdat.", **velden), by=kring.coordinator, at=at)
    veegronde.veeg(at=at)
    nieuw = gebeurtenissen([kring.plaatsing])[kring.plaatsing.pk][len(eerder) :]
    soorten = Bericht.objects.filter(ontvanger=kring.student).exclude(pk__in=post).values_list("soort", flat=True)
    return list(blik.gebeurtenissen), nieuw, blik.berichten, soorten


# What happened before, and what is arranged at the sixth of January 2027.
GEVALLEN = {
    "vrij-1": {"wat": Regeling.VRIJSTELLEN, "plicht": SEPTEMBER},
    "vrij-2": {"wat": Regeling.VRIJSTELLEN, "plicht": OKTOBER},
    "vrij-4": {"wat": Regeling.VRIJSTELLEN, "plicht": DECEMBER},
    "mail-op-tijd": {"wat": Regeling.PER_MAIL, "plicht": NOVEMBER, "received_at": op(12, 1, 20)},
    "mail-te-laat": {"wat": Regeling.PER_MAIL, "plicht": NOVEMBER, "received_at": op(12, 3, 20)},
    "uitstel-voorbij": {"wat": Regeling.UITSTEL, "plicht": OKTOBER, "datum": date(2026, 11, 20)},
    "uitstel-komend": {"wat": Regeling.UITSTEL, "plicht": DECEMBER, "datum": date(2027, 1, 20)},
    "pauze-dicht": {"wat": Regeling.PAUZE, "datum": date(2026, 12, 25), "tot": date(2027, 1, 15)},
    "pauze-open": {"wat": Regeling.PAUZE, "datum": date(2026, 11, 1), "tot": None},
    "opdracht": {"wat": Regeling.OPDRACHT, "plicht": NOVEMBER, "received_at": op(12, 10, 12)},
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_preview_is_what_the_next_sweep_emits_and_mails(vierde, geval):
    beloofd, gedaan, berichten, soorten = beloofd_en_gedaan(vierde, op(1, 6, 9, 2027), **GEVALLEN[geval])
    assert beloofd == gedaan
    assert sorted({b.sjabloon for b in berichten}) == sorted(set(soorten))


def test_preview_writes_nothing(vierde):
    voor = (Verslagfeit.objects.count(), LadderEvent.objects.count(), Bericht.objects.count())
    for velden in GEVALLEN.values():
        vooraf(vierde, op(1, 6, 9, 2027), **velden)
    assert voor == (Verslagfeit.objects.count(), LadderEvent.objects.count(), Bericht.objects.count())


def test_preview_says_what_changes_down_the_ladder(vierde):
    zinnen = vooraf(vierde, op(1, 6, 9, 2027), **GEVALLEN["vrij-2"]).zinnen
    tekst = " ".join(zinnen)
    assert "Reflectieverslag over oktober 2026 telt niet meer als vergeten (was de tweede keer)." in zinnen
    assert "Reflectieverslag over november 2026 wordt de tweede keer in plaats van de derde keer." in zinnen
    assert "Het voorstel 'stage onvoldoende' wordt ingetrokken." in zinnen
    assert "De student krijgt een herinnering voor het reflectieverslag over december 2026" in tekst


def test_preview_tells_a_replacement_that_goes_and_a_date_that_moves(kring):
    veegronde.veeg(at=op(10, 2))
    veegronde.veeg(at=op(11, 3))
    zinnen = vooraf(kring, op(11, 3, 9), wat=Regeling.VRIJSTELLEN, plicht=OKTOBER).zinnen
    assert "De vervangende opdracht bij het reflectieverslag over oktober 2026 vervalt." in zinnen
    zinnen = vooraf(kring, op(11, 3, 9), wat=Regeling.UITSTEL, plicht=NOVEMBER, datum=date(2026, 12, 8)).zinnen
    assert zinnen == (
        "Reflectieverslag over november 2026 is nodig op dinsdag 8 december 2026 (was dinsdag 1 december 2026).",
    )


def test_preview_keeps_what_comes_anyway_apart(kring):
    veegronde.veeg(at=op(10, 2))
    blik = vooraf(kring, op(11, 3, 9), wat=Regeling.UITSTEL, plicht=NOVEMBER, datum=date(2026, 12, 8))
    assert "Reflectieverslag over oktober 2026 telt als de tweede keer vergeten." in blik.al_onderweg
    assert len(blik.zinnen) == 1


def test_preview_tells_of_a_miss_that_is_prevented(kring):
    blik = vooraf(kring, op(10, 2, 9), wat=Regeling.VRIJSTELLEN, plicht=SEPTEMBER)
    assert "Reflectieverslag over september 2026 wordt niet als vergeten geteld." in blik.zinnen
    assert not blik.gebeurtenissen


def test_preview_of_another_text_has_another_mark(vierde):
    een, twee = (vooraf(vierde, op(1, 6, 9, 2027), **GEVALLEN[naam]).kenmerk for naam in ("vrij-1", "vrij-2"))
    assert een != twee


DAGEN = st.integers(0, 140)


@st.composite
def voornemens(draw):
    dag = date(2026, 9, 1) + timedelta(days=draw(DAGEN))
    plicht = draw(st.sampled_from([SEPTEMBER, OKTOBER, NOVEMBER, DECEMBER]))
    wat = draw(st.sampled_from([w for w in Regeling if w != Regeling.HERVATTEN]))
    velden = {"wat": wat, "plicht": "" if wat == Regeling.PAUZE else plicht}
    if wat in (Regeling.UITSTEL, Regeling.PAUZE):
        velden["datum"] = dag
    if wat == Regeling.PAUZE:
        velden["tot"] = draw(st.none() | st.integers(0, 40).map(lambda n: dag + timedelta(days=n)))
    if wat in (Regeling.PER_MAIL, Regeling.OPDRACHT):
        velden["received_at"] = datetime(
            dag.year, dag.month, dag.day, draw(st.sampled_from([6, 7, 20])), tzinfo=AMSTERDAM
        )
    return velden


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_preview_is_true_over_many_histories(django_db_blocker, django_db_setup, data):
    """Several things arranged one after another at random moments between sweeps: each preview comes true."""
    with django_db_blocker.unblock(), transaction.atomic():
        kring = maak_kring(aangemaakt_op=BEGIN)
        at = op(9, 20)
        for _ in range(data.draw(st.integers(1, 4))):
            at += timedelta(days=data.draw(st.integers(1, 45)), hours=data.draw(st.integers(0, 12)))
            if data.draw(st.booleans()):
                veegronde.veeg(at=at)
            velden = data.draw(voornemens())
            try:
                beloofd, gedaan, *_ = beloofd_en_gedaan(kring, at, **velden)
            except feiten.DomainError:
                continue
            assert beloofd == gedaan
        transaction.set_rollback(True)
