"""Applications step by step: regie, answers, every illegal step, who may do what (R4.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from tests.factories import NU, OrganisatieFactory, SollicitatieFactory, persoon
from tests.vacatures.sollicitatie_hulp import TIJD, maak_kring, nog_een
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie, Stageplaats, Vacature
from vacatures.models.sollicitatie import OVERGANGEN
from vacatures.services import sollicitatie as service
from vacatures.services import sollicitatie_einde as einde
from vacatures.services import sollicitatie_leerbedrijf as bedrijf
from vacatures.services import sollicitatie_lezen as lezen
from vacatures.services import sollicitatie_regie as regie
from vacatures.services.sollicitatie_stap import eis_overgang

pytestmark = pytest.mark.django_db
S = SollicitatieStatus
MORGEN = NU + timedelta(days=1)


@pytest.fixture
def kring():
    return maak_kring()


def schrijf(kring, tekst="Ik wil hier leren.", versie=0):
    return service.bewaar_motivatie(
        student=kring.student, vacature=kring.vacature, motivatie=tekst, versie=versie, by=kring.student.user, at=NU
    )


def soorten(user):
    return list(Bericht.objects.filter(ontvanger=user).order_by("pk").values_list("soort", flat=True))


def test_application_under_regie_goes_by_the_school_to_the_house(kring):
    nu = service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    assert (nu.status, nu.regisseur, nu.wacht_sinds) == (S.BIJ_REGISSEUR, kring.docent, NU)
    assert not Sollicitatie.objects.visible_to(kring.opleider).exists()
    nu = regie.geef_terug(sollicitatie=nu, tekst="Schrijf ook over de bewoners.", by=kring.docent, at=NU)
    assert nu.status == S.TERUG
    nu = schrijf(kring, "Ik wil voor bewoners zorgen.", nu.versie)
    nu = service.verstuur(sollicitatie=nu, by=kring.student.user, at=MORGEN)
    nu = regie.stuur_door(sollicitatie=nu, tekst="Een fijne student.", by=kring.docent, at=MORGEN)
    assert (nu.status, nu.bereikte_leerbedrijf_op) == (S.BIJ_LEERBEDRIJF, MORGEN)
    assert Sollicitatie.objects.visible_to(kring.opleider).get() == nu
    nu = bedrijf.nodig_uit(
        sollicitatie=nu, wanneer=NU + timedelta(days=4), waar="Lindelaan 1", by=kring.opleider, at=MORGEN
    )
    assert nu.wacht_sinds == NU + timedelta(days=4)
    nu = bedrijf.accepteer(sollicitatie=nu, **TIJD, by=kring.opleider, at=NU + timedelta(days=5))
    assert nu.status == S.GEACCEPTEERD
    assert nu.plaatsing.status == "aangeboden"
    assert [stap.naar for stap in nu.stappen.all()] == [
        S.BIJ_REGISSEUR, S.TERUG, S.BIJ_REGISSEUR, S.BIJ_LEERBEDRIJF, S.UITGENODIGD, S.GEACCEPTEERD,
    ]  # fmt: skip
    assert [stap.alleen_school for stap in nu.stappen.all()] == [False, True, True, False, False, False]
    assert soorten(kring.student.user) == [
        "sollicitatie_terug", "sollicitatie_doorgestuurd", "sollicitatie_uitnodiging", "plaatsing_aangeboden",
    ]  # fmt: skip
    assert soorten(kring.docent) == ["sollicitatie_beoordelen", "sollicitatie_beoordelen", "sollicitatie_nieuws"]
    assert soorten(kring.opleider) == ["sollicitatie_ontvangen"]
    assert AuditRegel.objects.filter(object_id=str(nu.public_id)).count() == 6


def test_application_without_regie_goes_straight_to_the_house():
    kring = maak_kring(regie=False)
    nu = service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    assert (nu.status, nu.bereikte_leerbedrijf_op) == (S.BIJ_LEERBEDRIJF, NU)
    assert soorten(kring.docent) == []


def test_coordinators_are_asked_when_the_student_has_no_stagedocent(kring):
    kring.student.stagedocent = None
    kring.student.save()
    service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    assert soorten(kring.coordinator) == ["sollicitatie_beoordelen"]
    assert soorten(kring.docent) == []


@pytest.mark.parametrize("van", S.values)
@pytest.mark.parametrize("naar", S.values)
def test_only_the_steps_of_the_table_are_possible(van, naar):
    nu = Sollicitatie(status=van)
    if naar in OVERGANGEN[van]:
        eis_overgang(nu, naar)
    else:
        with pytest.raises(DomainError):
            eis_overgang(nu, naar)


def test_twice_the_same_step_is_once(kring):
    nu = service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    service.verstuur(sollicitatie=nu, by=kring.student.user, at=MORGEN)
    for _ in range(2):
        regie.stuur_door(sollicitatie=nu, by=kring.docent, at=MORGEN)
    for _ in range(2):
        nu = bedrijf.wijs_af(sollicitatie=nu, reden="dagen", by=kring.opleider, at=MORGEN)
    assert nu.stappen.count() == 3
    assert soorten(kring.student.user) == ["sollicitatie_doorgestuurd", "sollicitatie_afgewezen"]


@pytest.mark.parametrize("wie", ["student", "opleider", "vreemde"])
def test_only_the_school_forwards(kring, wie):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True)
    user = {"student": kring.student.user, "opleider": kring.opleider, "vreemde": persoon("coordinator")}[wie]
    with pytest.raises(GeenToegang):
        regie.stuur_door(sollicitatie=nu, by=user, at=NU)


@pytest.mark.parametrize("wie", ["student", "docent", "coordinator", "vreemde"])
def test_only_the_house_answers(kring, wie):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    user = {"student": kring.student.user, "vreemde": persoon("praktijkopleider")}.get(wie) or getattr(kring, wie)
    for doe, velden in ((bedrijf.accepteer, TIJD), (bedrijf.wijs_af, {"reden": "dagen"})):
        with pytest.raises(GeenToegang):
            doe(sollicitatie=nu, by=user, at=NU, **velden)


def test_nobody_answers_without_an_account_and_without_a_name(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    with pytest.raises(GeenToegang):
        bedrijf.wijs_af(sollicitatie=nu, reden="dagen", by=None, at=NU)


def test_only_the_student_withdraws_and_whoever_was_asked_is_told(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, regisseur=kring.docent)
    with pytest.raises(GeenToegang):
        service.trek_in(sollicitatie=nu, by=kring.docent, at=NU)
    nu = service.trek_in(sollicitatie=nu, by=kring.student.user, at=NU, tekst="Ik heb iets anders.")
    assert (nu.status, nu.wacht_sinds) == (S.INGETROKKEN, None)
    assert soorten(kring.opleider) == soorten(kring.docent) == ["sollicitatie_nieuws"]
    with pytest.raises(DomainError, match="ingetrokken"):
        bedrijf.accepteer(sollicitatie=nu, **TIJD, by=kring.opleider, at=NU)


@pytest.mark.parametrize("reden", ["", "te_oud", "afkomst"])
def test_declining_asks_for_a_known_reason(kring, reden):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    with pytest.raises(DomainError, match="reden"):
        bedrijf.wijs_af(sollicitatie=nu, reden=reden, by=kring.opleider, at=NU)


def test_another_reason_needs_words(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    with pytest.raises(DomainError, match="waarom"):
        bedrijf.wijs_af(sollicitatie=nu, reden="anders", by=kring.opleider, at=NU)
    bij_school = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring), bij_school=True)
    with pytest.raises(DomainError, match="waarom"):
        regie.wijs_af_als_school(sollicitatie=bij_school, reden="anders", by=kring.docent, at=NU)


def test_declined_by_the_school_never_reaches_the_house(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True)
    nu = regie.wijs_af_als_school(sollicitatie=nu, reden="niveau", by=kring.coordinator, at=NU)
    assert nu.status == S.AFGEWEZEN_SCHOOL
    assert not Sollicitatie.objects.visible_to(kring.opleider).exists()
    assert soorten(kring.student.user) == ["sollicitatie_niet_doorgestuurd"]


def test_draft_that_was_thrown_away_stays_of_the_student(kring):
    nu = schrijf(kring)
    service.trek_in(sollicitatie=nu, by=kring.student.user, at=NU)
    for wie in (kring.docent, kring.coordinator, kring.opleider, kring.bureau):
        assert not Sollicitatie.objects.visible_to(wie).exists()
    assert Sollicitatie.objects.visible_to(kring.student.user).count() == 1


def test_sending_needs_words_and_an_open_vacature_with_a_seat(kring):
    leeg = schrijf(kring, "")
    with pytest.raises(DomainError, match="waarom"):
        service.verstuur(sollicitatie=leeg, by=kring.student.user, at=NU)
    nu = schrijf(kring, "Ik wil graag.", leeg.versie)
    with pytest.raises(DomainError, match="niet meer solliciteren"):
        service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU + timedelta(days=90))
    kring.plaats.capaciteit = 0
    kring.plaats.save()
    with pytest.raises(DomainError, match="bezet"):
        service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU)


def test_nobody_applies_for_a_place_that_was_withdrawn_or_is_for_other_schools(kring):
    nu = schrijf(kring)
    kring.plaats.ingetrokken_op = NU.date()
    kring.plaats.save()
    with pytest.raises(DomainError, match="niet meer solliciteren"):
        service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU)
    kring.plaats.ingetrokken_op = None
    kring.plaats.save()
    kring.vacature.scholen.set([OrganisatieFactory(school=True)])
    with pytest.raises(DomainError, match="niet meer solliciteren"):
        service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU)


def test_house_does_not_read_that_it_came_back_with_advice(kring):
    nu = service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    nu = regie.geef_terug(sollicitatie=nu, tekst="Beter.", by=kring.docent, at=NU)
    nu = service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU)
    nu = regie.stuur_door(sollicitatie=nu, by=kring.docent, at=NU)
    van_huis = [(stap["titel"], stap["tekst"]) for stap in lezen.tijdlijn(nu, met_school=False)]
    assert van_huis == [("Verstuurd aan de school", ""), ("Bij het leerbedrijf", "")]


def test_regisseur_who_left_the_school_hears_nothing_of_students(kring):
    kring.docent.lidmaatschappen.all().delete()
    service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    assert (soorten(kring.docent), soorten(kring.coordinator)) == ([], ["sollicitatie_beoordelen"])


def test_talk_is_within_half_a_year(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    with pytest.raises(DomainError, match="half jaar"):
        bedrijf.nodig_uit(sollicitatie=nu, wanneer=NU + timedelta(days=400), waar="Hal", by=kring.opleider, at=NU)


def test_who_was_declined_by_the_house_does_not_ask_again(kring):
    SollicitatieFactory(vacature=kring.vacature, student=kring.student, status="afgewezen", afwijsreden="dagen")
    with pytest.raises(DomainError, match="al antwoord"):
        schrijf(kring)


def test_text_that_was_saved_elsewhere_is_not_lost(kring):
    eerst = schrijf(kring, "Een.")
    schrijf(kring, "Twee.", eerst.versie)
    with pytest.raises(service.Conflict) as fout:
        schrijf(kring, "Drie.", eerst.versie)
    assert fout.value.sollicitatie.motivatie == "Twee."
    assert Sollicitatie.objects.count() == 1


def test_sent_text_can_not_be_changed(kring):
    nu = service.verstuur(sollicitatie=schrijf(kring), by=kring.student.user, at=NU)
    with pytest.raises(DomainError, match="al verstuurd"):
        schrijf(kring, "Anders.", nu.versie)


def test_many_are_forwarded_each_on_its_own(kring):
    rijen = [SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring), bij_school=True) for _ in range(3)]
    service.trek_in(sollicitatie=rijen[1], by=rijen[1].student.user, at=NU)
    gedaan, fouten = regie.stuur_veel_door(sollicitaties=rijen, by=kring.docent, at=NU)
    assert gedaan == 2
    assert len(fouten) == 1
    assert "ingetrokken" in fouten[0]


def test_invitation_can_be_moved(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    for dagen in (3, 3, 5):
        nu = bedrijf.nodig_uit(
            sollicitatie=nu, wanneer=NU + timedelta(days=dagen), waar="Hal", by=kring.opleider, at=NU
        )
    assert nu.uitgenodigd_voor == NU + timedelta(days=5)
    assert nu.stappen.count() == 2
    with pytest.raises(DomainError, match="nog komt"):
        bedrijf.nodig_uit(sollicitatie=nu, wanneer=NU, waar="Hal", by=kring.opleider, at=NU)


def test_withdrawn_vacature_ends_its_applications_and_a_hidden_one_lets_them_stand_still(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    kring.vacature.status = "verborgen"
    kring.vacature.save()
    assert einde.beeindig_gesloten(at=NU) == 0
    with pytest.raises(DomainError, match="nagekeken"):
        bedrijf.accepteer(sollicitatie=nu, **TIJD, by=kring.opleider, at=NU)
    kring.vacature.status = "ingetrokken"
    kring.vacature.save()
    assert einde.beeindig_gesloten(at=NU) == 1
    assert einde.beeindig_gesloten(at=NU) == 0
    nu.refresh_from_db()
    assert nu.status == S.VERVALLEN
    assert soorten(kring.student.user) == ["sollicitatie_vervallen"]
    assert soorten(kring.opleider) == ["sollicitatie_nieuws"]


@pytest.mark.parametrize("status", ["gepubliceerd", "verlopen", "verborgen"])
def test_withdrawn_place_ends_its_applications_at_once_and_putting_it_back_revives_none(kring, client, status):
    bij_huis = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    concept = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring), concept=True)
    elders = SollicitatieFactory(student=nog_een(kring))
    Vacature.objects.filter(pk=kring.vacature.pk).update(status=status)
    client.force_login(kring.opleider)
    adres = reverse("vacatures:intrekken", args=[kring.plaats.public_id])
    assert "Open sollicitaties stoppen" in client.get(adres).content.decode()
    for _ in range(2):  # a double click
        assert client.post(adres).status_code == 302
    client.post(reverse("vacatures:terugzetten", args=[kring.plaats.public_id]))
    for rij in (bij_huis, concept, elders):
        rij.refresh_from_db()
    assert (bij_huis.status, concept.status, elders.status) == (S.VERVALLEN, S.VERVALLEN, S.BIJ_LEERBEDRIJF)
    assert bij_huis.stappen.get().tekst == einde.PLAATS_WEG
    assert soorten(kring.student.user) == ["sollicitatie_vervallen"]
    assert soorten(concept.student.user) == []


def test_clock_ends_what_was_held_when_the_place_was_withdrawn(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    Stageplaats.objects.filter(pk=kring.plaats.pk).update(ingetrokken_op=NU.date())
    assert [einde.beeindig_gesloten(at=NU) for _ in range(2)] == [1, 0]
    assert nu.stappen.get().tekst == einde.PLAATS_WEG


def test_after_the_last_day_drafts_end_and_what_was_sent_goes_on(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    concept = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring), concept=True)
    assert einde.beeindig_gesloten(at=NU + timedelta(days=90)) == 1
    for rij in (nu, concept):
        rij.refresh_from_db()
    assert (nu.status, concept.status) == (S.BIJ_LEERBEDRIJF, S.VERVALLEN)
    assert soorten(concept.student.user) == []
