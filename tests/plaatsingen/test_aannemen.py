"""From an accepted application (or an own place) to an offer, and what the student's yes or no does (R4.7, R4.8)."""

from datetime import date, timedelta

import pytest

from basis.errors import DomainError
from kern.models import Bericht
from plaatsingen.models import Kennismaking, Plaatsing
from plaatsingen.services import aanbodherinnering, aannemen, status
from tests.factories import NU, PlaatsingFactory, SollicitatieFactory, StageplaatsFactory, VacatureFactory
from tests.vacatures.sollicitatie_hulp import TIJD, maak_kalender, maak_kring, nog_een
from vacatures.enums import SollicitatieStatus
from vacatures.models import EigenPlek
from vacatures.services import sollicitatie as service
from vacatures.services import sollicitatie_leerbedrijf as bedrijf
from vacatures.services.sollicitatie_klok import volg
from vacatures.signals import eigen_plek_goedgekeurd

pytestmark = pytest.mark.django_db
S = SollicitatieStatus
LATER = NU + timedelta(days=1)


@pytest.fixture
def kring():
    maak_kalender()
    return maak_kring()


@pytest.fixture
def sollicitatie(kring):
    return SollicitatieFactory(vacature=kring.vacature, student=kring.student, regisseur=kring.docent)


def neem_aan(nu, kring, **tijd):
    return bedrijf.accepteer(sollicitatie=nu, **(TIJD | tijd), by=kring.opleider, at=NU)


def elders(kring, **velden):
    """Another application of the same student, at another house."""
    ander = maak_kring(regie=False)
    return SollicitatieFactory(vacature=ander.vacature, student=kring.student, **velden), ander


def stand(nu):
    nu.refresh_from_db()
    return nu.status


def soorten(user):
    return list(Bericht.objects.filter(ontvanger=user).order_by("pk").values_list("soort", flat=True))


def test_accepting_makes_an_offer_with_the_right_time(kring, sollicitatie):
    neem_aan(sollicitatie, kring)
    plaatsing = Plaatsing.objects.get()
    assert (plaatsing.status, plaatsing.sollicitatie) == ("aangeboden", sollicitatie)
    assert (plaatsing.begindatum, plaatsing.einddatum, plaatsing.dagen) == (*list(TIJD.values())[:2], "ma di")
    assert plaatsing.periodes == "3 4"
    wijziging = plaatsing.statuswijzigingen.get()
    assert (wijziging.by, wijziging.at) == (kring.opleider, NU)


@pytest.mark.parametrize(
    ("tijd", "woord"),
    [
        ({"einddatum": date(2027, 1, 1)}, "voor de eerste"),
        ({"dagen": ""}, "stagedag"),
        ({"dagen": "zo"}, "zondag"),
        ({"begindatum": date(2027, 8, 20), "einddatum": date(2027, 9, 20)}, "period"),
    ],
)
def test_time_that_can_not_be_undoes_all(kring, sollicitatie, tijd, woord):
    with pytest.raises(DomainError, match=woord):
        neem_aan(sollicitatie, kring, **tijd)
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF
    assert not Plaatsing.objects.exists()
    assert not Bericht.objects.exists()


def test_hard_rules_hold_for_an_accepted_student(kring, sollicitatie):
    kring.plaats.leerbedrijf.erkenningen.all().delete()
    with pytest.raises(DomainError, match="erkenning"):
        neem_aan(sollicitatie, kring)


def test_last_seat_goes_once_and_the_others_are_told_and_stand(kring, sollicitatie):
    ander = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring))
    neem_aan(sollicitatie, kring)
    with pytest.raises(DomainError, match="is vol"):
        neem_aan(ander, kring)
    assert stand(ander) == S.BIJ_LEERBEDRIJF
    assert soorten(ander.student.user) == ["sollicitatie_vol"]
    assert "bezet" in ander.stappen.get().tekst


def test_two_houses_can_not_both_take_the_same_student(kring, sollicitatie):
    tweede, huis = elders(kring)
    neem_aan(sollicitatie, kring)
    with pytest.raises(DomainError, match="tijd") as fout:
        neem_aan(tweede, huis)
    assert kring.plaats.naam not in fout.value.message
    assert stand(tweede) == S.BIJ_LEERBEDRIJF


def test_yes_of_the_student_ends_the_others_of_that_time(kring, sollicitatie):
    zelfde_tijd, huis = elders(kring)
    concept, _ = elders(kring, concept=True)
    andere_tijd, _ = elders(kring)
    type(andere_tijd.vacature).objects.filter(pk=andere_tijd.vacature_id).update(
        begindatum=date(2026, 11, 2), einddatum=date(2027, 1, 29)
    )
    neem_aan(sollicitatie, kring)
    assert stand(zelfde_tijd) == S.BIJ_LEERBEDRIJF
    status.bevestig_plaatsing(plaatsing=Plaatsing.objects.get(), by=kring.student.user, at=LATER)
    assert stand(zelfde_tijd) == stand(concept) == S.VERVALLEN
    assert stand(andere_tijd) == S.BIJ_LEERBEDRIJF
    assert stand(sollicitatie) == S.GEACCEPTEERD
    assert soorten(huis.opleider) == ["sollicitatie_nieuws"]
    assert soorten(kring.student.user).count("sollicitatie_vervallen") == 1


def test_no_of_the_student_frees_the_seat_and_the_others_stand(kring, sollicitatie):
    tweede, huis = elders(kring)
    ander = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring))
    neem_aan(sollicitatie, kring)
    status.weiger_plaatsing(plaatsing=Plaatsing.objects.get(), by=kring.student.user, at=LATER, reden="Te ver.")
    assert stand(tweede) == stand(ander) == S.BIJ_LEERBEDRIJF
    assert "neemt de plek niet aan" in sollicitatie.stappen.last().tekst
    nieuws = Bericht.objects.get(ontvanger=kring.opleider, soort="sollicitatie_nieuws")
    assert "weer vrij" in nieuws.tekst
    assert "nog één andere" in nieuws.tekst
    neem_aan(ander, kring)
    neem_aan(tweede, huis)
    assert Plaatsing.objects.filter(status="aangeboden").count() == 2


def test_student_may_apply_again_after_an_offer_that_came_to_nothing(kring, sollicitatie):
    neem_aan(sollicitatie, kring)
    status.annuleer_plaatsing(plaatsing=Plaatsing.objects.get(), by=kring.coordinator, at=LATER, reden="Fout.")
    assert "ingetrokken" in sollicitatie.stappen.last().tekst
    nieuw = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    neem_aan(nieuw, kring)
    assert Plaatsing.objects.filter(status="aangeboden").get().sollicitatie == nieuw


def test_who_has_a_stage_then_can_not_send(kring):
    PlaatsingFactory(
        student=kring.student, begindatum=date(2027, 1, 4), einddatum=date(2027, 7, 9), status="geaccepteerd"
    )
    concept = SollicitatieFactory(vacature=kring.vacature, student=kring.student, concept=True)
    with pytest.raises(DomainError, match="al een stageplaats"):
        service.verstuur(sollicitatie=concept, by=kring.student.user, at=NU)


def test_proposal_that_nobody_may_see_does_not_stop_sending(kring):
    PlaatsingFactory(
        student=kring.student, begindatum=date(2027, 1, 4), einddatum=date(2027, 7, 9), status="voorgesteld"
    )
    concept = SollicitatieFactory(vacature=kring.vacature, student=kring.student, concept=True)
    assert service.verstuur(sollicitatie=concept, by=kring.student.user, at=NU).status == S.BIJ_REGISSEUR


def test_sweep_ends_what_was_held_and_not_what_came_later(kring):
    gebleven, _ = elders(kring)
    later, _ = elders(kring, begonnen_op=LATER + timedelta(days=1))
    PlaatsingFactory(
        student=kring.student, begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2), status="geaccepteerd",
        bevestigd_op=LATER,
    )  # fmt: skip
    volg(at=LATER + timedelta(hours=1))
    assert stand(gebleven) == S.VERVALLEN
    assert stand(later) == S.BIJ_LEERBEDRIJF
    assert aannemen.ruim_sollicitaties_op(at=LATER + timedelta(hours=2)) == 0


def test_own_place_becomes_an_offer_once(kring):
    plek = EigenPlek.objects.create(
        student=kring.student, organisatie_naam="Huis", plaats="Groningen", contact_naam="A", contact_email="a@b.test",
        begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2), dagen="di ma", stageplaats=kring.plaats,
        gemaakt_op=NU, status="goedgekeurd",
    )  # fmt: skip
    for _ in range(2):
        eigen_plek_goedgekeurd.send(EigenPlek, eigen_plek=plek, by=kring.docent, at=NU)
    plaatsing = Plaatsing.objects.get()
    assert (plaatsing.eigen_plek, plaatsing.status, plaatsing.dagen) == (plek, "aangeboden", "ma di")
    assert soorten(kring.student.user) == ["plaatsing_aangeboden"]


def test_silent_student_is_reminded_of_the_offer_twice_and_never_after_an_answer_or_with_a_visit(kring, sollicitatie):
    neem_aan(sollicitatie, kring)  # Monday 12 October
    dagen = [NU + timedelta(days=dag) for dag in (2, 3, 3, 7, 8, 30)]
    assert [aanbodherinnering.herinner(at=dag) for dag in dagen] == [0, 1, 0, 0, 1, 0]
    assert soorten(kring.student.user).count("aanbod_herinnering") == 2
    assert sollicitatie.stappen.filter(tekst__startswith="Herinnering gestuurd aan").count() == 2
    wacht = {"student": nog_een(kring), "status": "aangeboden", "aangemaakt_op": NU}
    met_bezoek = PlaatsingFactory(**wacht, sollicitatie=SollicitatieFactory(student=wacht["student"]))
    Kennismaking.objects.create(plaatsing=met_bezoek, gepland_op=LATER, waar="Hier", versie=1, gewijzigd_op=NU)
    PlaatsingFactory(**wacht)  # of a matching round, which reminds by itself
    assert aanbodherinnering.herinner(at=NU + timedelta(days=30)) == 0


def test_offers_reminded_long_ago_do_not_keep_the_next_from_a_reminder(kring, sollicitatie, monkeypatch):
    monkeypatch.setattr(aanbodherinnering, "PER_KEER", 1)
    neem_aan(sollicitatie, kring)
    ander = nog_een(kring)
    PlaatsingFactory(
        student=ander, status="aangeboden", sollicitatie=SollicitatieFactory(student=ander), aangemaakt_op=LATER
    )
    dag = LATER + timedelta(days=30)
    assert [aanbodherinnering.herinner(at=dag) for _ in range(3)] == [1, 1, 0]
    assert soorten(ander.user).count("aanbod_herinnering") == 1


def test_withdrawn_stageplaats_takes_nobody(kring, sollicitatie):
    kring.plaats.ingetrokken_op = NU.date()
    kring.plaats.save()
    with pytest.raises(DomainError, match="ingetrokken"):
        neem_aan(sollicitatie, kring)


def test_vacature_without_dates_takes_those_of_the_house(kring):
    vacature = VacatureFactory(
        stageplaats=StageplaatsFactory(afdeling=kring.plaats.afdeling), begindatum=None, einddatum=None, dagen="",
        contact=kring.opleider,
    )  # fmt: skip
    nu = SollicitatieFactory(vacature=vacature, student=kring.student)
    neem_aan(nu, kring, begindatum=date(2026, 11, 2), einddatum=date(2027, 1, 22))
    assert set(Plaatsing.objects.get().periodes.split()) <= {"1", "2"}
