"""Nothing waits unseen: reminder, colleague, bureau; each dated and with a link, each once (R4.2)."""

from datetime import date, datetime, timedelta

import pytest

from kern.models import Bericht, Hartslag, Toegangslink
from tests.factories import AMSTERDAM, NU, SollicitatieFactory, persoon
from tests.vacatures.sollicitatie_hulp import maak_kring
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.services import sollicitatie_leerbedrijf as bedrijf
from vacatures.services import sollicitatie_regie as regie
from vacatures.services.sollicitatie_klok import volg, werkdagen_terug
from vacatures.services.sollicitatie_taken import sollicitatie_taken
from vacatures.tasks import volg_sollicitaties

pytestmark = pytest.mark.django_db
S = SollicitatieStatus
MAANDAG = datetime(2026, 10, 12, 10, tzinfo=AMSTERDAM)


def op(dag: int, uur: int = 9) -> datetime:
    return datetime(2026, 10, dag, uur, tzinfo=AMSTERDAM)


def gemaild(soort="sollicitatie_herinnering"):
    return sorted(Bericht.objects.filter(soort=soort).values_list("ontvanger__pk", flat=True))


@pytest.fixture
def kring():
    return maak_kring()


@pytest.mark.parametrize(
    ("dag", "aantal", "verwacht"),
    [(15, 3, 12), (16, 3, 13), (19, 3, 14), (18, 3, 13), (20, 6, 12)],  # 17 and 18 October are a weekend
)
def test_working_days_back(dag, aantal, verwacht):
    assert werkdagen_terug(date(2026, 10, dag), aantal) == date(2026, 10, verwacht)


def test_house_is_reminded_then_a_colleague_then_the_bureau(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    assert volg(at=op(14, 23))["herinnerd"] == 0
    assert volg(at=op(15))["herinnerd"] == 1
    assert volg(at=op(15, 10))["herinnerd"] == 0
    assert gemaild() == [kring.opleider.pk]
    assert volg(at=op(20))["herinnerd"] == 1
    assert gemaild() == sorted([kring.opleider.pk, kring.opleider.pk, kring.ander.pk])
    assert volg(at=op(23))["herinnerd"] == 1
    assert kring.bureau.pk in gemaild()
    assert volg(at=op(30))["herinnerd"] == 0
    teksten = list(nu.stappen.values_list("tekst", flat=True))
    assert len(teksten) == 3
    assert kring.opleider.naam in teksten[0]
    assert kring.ander.naam in teksten[1]
    assert all(bericht.pad.endswith(f"{nu.public_id}/") for bericht in Bericht.objects.all())


def test_school_is_reminded_then_the_coordinators(kring):
    nu = SollicitatieFactory(
        vacature=kring.vacature, student=kring.student, bij_school=True, regisseur=kring.docent, wacht_sinds=MAANDAG
    )
    volg(at=op(15))
    assert gemaild() == [kring.docent.pk]
    volg(at=op(20))
    assert gemaild() == sorted([kring.docent.pk, kring.docent.pk, kring.coordinator.pk])
    assert set(nu.stappen.values_list("alleen_school", flat=True)) == {True}


def test_student_with_advice_is_reminded_and_then_the_regisseur_knows(kring):
    SollicitatieFactory(
        vacature=kring.vacature, student=kring.student, status=S.TERUG, regisseur=kring.docent, wacht_sinds=MAANDAG,
        bereikte_leerbedrijf_op=None,
    )  # fmt: skip
    volg(at=op(15))
    assert gemaild() == [kring.student.user_id]
    volg(at=op(20))
    assert gemaild() == sorted([kring.student.user_id, kring.student.user_id, kring.docent.pk])
    volg(at=op(30))
    assert len(gemaild()) == 3


def test_missed_days_send_one_reminder_the_furthest(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    assert volg(at=op(30))["herinnerd"] == 1
    assert volg(at=op(30, 11))["herinnerd"] == 0
    nu.refresh_from_db()
    assert nu.herinneringen == 3
    assert gemaild() == sorted([kring.opleider.pk, kring.ander.pk, kring.bureau.pk])


def test_after_an_invitation_the_clock_begins_after_the_talk(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    bedrijf.nodig_uit(sollicitatie=nu, wanneer=op(21, 14), waar="Hal", by=kring.opleider, at=MAANDAG)
    assert volg(at=op(23))["herinnerd"] == 0
    assert volg(at=op(26))["herinnerd"] == 1


def test_house_alone_escalates_to_the_bureau_at_once(kring):
    kring.ander.lidmaatschappen.all().delete()
    SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    volg(at=op(20))
    assert gemaild() == sorted([kring.opleider.pk, kring.bureau.pk])


def test_without_an_account_each_reminder_is_a_new_link():
    kring = maak_kring(contact=None)
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    volg(at=op(15))
    assert Toegangslink.objects.filter(object_id=nu.public_id).count() == 1
    bericht = Bericht.objects.get(soort="sollicitatie_link")
    assert (bericht.aan, bericht.gevoelig) == (kring.vacature.contact_email, True)
    volg(at=op(20))
    assert Toegangslink.objects.filter(object_id=nu.public_id).count() == 2
    assert gemaild() == sorted([kring.opleider.pk, kring.ander.pk])


def test_house_where_nobody_is_known_is_a_matter_of_the_bureau(kring):
    for user in (kring.opleider, kring.ander):
        user.lidmaatschappen.all().delete()
    type(kring.vacature).objects.filter(pk=kring.vacature.pk).update(contact=None, contact_email="")
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, wacht_sinds=MAANDAG)
    regie.stuur_door(sollicitatie=nu, by=kring.coordinator, at=MAANDAG)
    assert gemaild() == [kring.bureau.pk]
    volg(at=op(15))
    assert gemaild() == [kring.bureau.pk] * 2


def test_hidden_vacature_is_not_asked_after(kring):
    SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    kring.vacature.status = "verborgen"
    kring.vacature.save()
    assert volg(at=op(30))["herinnerd"] == 0


def test_reminder_lapses_when_it_was_answered_meanwhile(kring):
    from kern.services.berichten import verstuur_wachtende  # noqa: PLC0415 - only this test sends

    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, wacht_sinds=MAANDAG)
    volg(at=op(15))
    bedrijf.wijs_af(sollicitatie=nu, reden="dagen", by=kring.opleider, at=op(15))
    verstuur_wachtende(at=op(15, 10))
    assert Bericht.objects.get(soort="sollicitatie_herinnering").status == "vervallen"


def test_task_leaves_a_heartbeat(db):
    volg_sollicitaties()
    assert Hartslag.objects.get(naam="sollicitaties").uitkomst == {"herinnerd": 0, "gesloten": 0}


def test_home_page_says_who_is_to_act(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, regisseur=kring.docent)
    for user in (kring.docent, kring.coordinator):
        (rij,) = sollicitatie_taken(user, NU)
        assert "1 sollicitatie wacht op doorsturen" in rij["titel"]
    assert sollicitatie_taken(kring.opleider, NU) == sollicitatie_taken(kring.student.user, NU) == []
    Sollicitatie.objects.filter(pk=nu.pk).update(status=S.BIJ_LEERBEDRIJF, bereikte_leerbedrijf_op=NU)
    (rij,) = sollicitatie_taken(kring.opleider, NU)
    assert "wacht op uw antwoord" in rij["titel"]
    assert sollicitatie_taken(kring.docent, NU) == sollicitatie_taken(persoon("praktijkopleider"), NU) == []
    Sollicitatie.objects.filter(pk=nu.pk).update(status=S.TERUG)
    assert "advies" in sollicitatie_taken(kring.student.user, NU)[0]["titel"]
    uitnodiging = {"status": S.UITGENODIGD, "uitgenodigd_voor": NU + timedelta(days=2), "uitgenodigd_waar": "Hal"}
    Sollicitatie.objects.filter(pk=nu.pk).update(**uitnodiging)
    assert sollicitatie_taken(kring.student.user, NU)[0]["voor"] == date(2026, 10, 14)
    Sollicitatie.objects.filter(pk=nu.pk).update(herinneringen=3)
    assert "niet komt" in sollicitatie_taken(kring.bureau, NU)[0]["titel"]
