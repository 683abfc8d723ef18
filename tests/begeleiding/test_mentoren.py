"""Mentors: who appoints them, the number and hours that are guarded, and whose names one sees."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Mentor, Mentorkoppeling
from begeleiding.services.mentoren import koppel, vrije_mentoren
from tests.begeleiding.test_poule import BOOS, adres, als
from tests.factories import NU, AfdelingFactory, OrganisatieFactory, PlaatsingFactory, StageplaatsFactory, persoon
from tests.factories.poule import MentorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def mentor():
    return MentorFactory()


@pytest.fixture
def opleider(mentor):
    return persoon("praktijkopleider", mentor.afdeling.locatie.organisatie)


def stage(mentor, **extra):
    return PlaatsingFactory(stageplaats=StageplaatsFactory(afdeling=mentor.afdeling), **extra)


def koppel_(mentor, by, *, plaatsing=None, naam="", uren=2, van=date(2026, 10, 12), tot=None):
    return koppel(
        mentor=mentor, plaatsing=plaatsing, naam=naam, uren_per_week=Decimal(uren), van=van, tot=tot, by=by, at=NU
    )


def test_praktijkopleider_appoints_an_employee_of_the_own_house(mentor, opleider):
    huis = mentor.afdeling.locatie.organisatie
    collega = persoon("werkbegeleider", huis)
    data = {
        "persoon": str(collega.public_id), "afdeling": mentor.afdeling.code, "boventallige_uren": "6",
        "hoogstens": "3", "van": "2026-10-12",
    }  # fmt: skip
    for _ in range(2):  # twice is once
        assert als(opleider).post(adres("mentor_nieuw"), data).status_code == 302
    assert Mentor.objects.filter(user=collega).count() == 1
    vreemd = data | {"persoon": str(persoon("werkbegeleider").public_id)}
    assert als(opleider).post(adres("mentor_nieuw"), vreemd).status_code == 422
    elders = data | {"afdeling": AfdelingFactory().code}
    assert als(opleider).post(adres("mentor_nieuw"), elders).status_code == 422
    assert als(persoon("werkbegeleider", huis)).get(adres("mentor_nieuw")).status_code == 403


def test_bureau_appoints_the_first_mentor_of_a_house():
    afdeling = AfdelingFactory()
    huis = afdeling.locatie.organisatie
    collega, vreemd = persoon("werkbegeleider", huis), persoon("werkbegeleider")
    bureau = als(persoon("coordinator", OrganisatieFactory(bureau=True)))
    kies = bureau.get(adres("mentor_nieuw"), {"q": huis.naam[:9].upper()})
    assert f"?huis={huis.code}" in kies.content.decode()
    pad = f"{adres('mentor_nieuw')}?huis={huis.code}"
    form = bureau.get(pad).context["form"]
    assert [naam for code, naam in form.fields["persoon"].choices if code] == [collega.naam]
    data = {
        "persoon": str(collega.public_id), "afdeling": afdeling.code, "boventallige_uren": "6", "hoogstens": "3",
        "van": "2026-10-12",
    }  # fmt: skip
    assert bureau.post(pad, data | {"persoon": str(vreemd.public_id)}).status_code == 422
    assert bureau.post(pad, data).status_code == 302
    assert Mentor.objects.get().user == collega
    assert bureau.get(f"{adres('mentor_nieuw')}?huis=bestaat-niet").status_code == 404
    # The address of a house gives a praktijkopleider of another one nothing; a school appoints nobody.
    opleider = als(persoon("praktijkopleider"))
    keuzes = opleider.get(pad).context["form"].fields["persoon"].choices
    assert collega.naam not in [naam for _, naam in keuzes]
    assert als(persoon("coordinator")).get(pad).status_code == 403


def test_number_and_hours_are_guarded_also_in_weeks_to_come(mentor, opleider):
    koppel_(mentor, opleider, naam="Nieuw", uren=6, van=date(2026, 11, 1), tot=date(2026, 11, 30))
    koppel_(mentor, opleider, plaatsing=stage(mentor), uren=2)
    with pytest.raises(DomainError, match="begeleidt er in die tijd al 2"):
        koppel_(mentor, opleider, naam="Derde", uren=1)
    koppel_(mentor, opleider, naam="Derde", uren=6, tot=date(2026, 10, 31))
    Mentor.objects.update(hoogstens=9)
    with pytest.raises(DomainError, match="nog 0 boventallige uren"):
        koppel_(mentor, opleider, naam="Vierde", uren=1, tot=date(2026, 11, 5))
    assert Mentorkoppeling.objects.count() == 3


def test_same_link_twice_is_once_and_a_stage_that_stopped_makes_room(mentor, opleider):
    plaatsing = stage(mentor)
    assert koppel_(mentor, opleider, plaatsing=plaatsing) == koppel_(mentor, opleider, plaatsing=plaatsing)
    koppel_(mentor, opleider, naam="Nieuw")
    assert not vrije_mentoren(mentor.afdeling, op=NU.date())
    plaatsing.status = "gestopt"
    plaatsing.save()
    (stand,) = vrije_mentoren(mentor.afdeling, op=NU.date())
    assert (stand.aantal, stand.plekken, stand.uren_vrij) == (1, 1, 6)


def test_student_of_another_house_and_another_house_are_refused(mentor, opleider):
    with pytest.raises(DomainError, match="ander leerbedrijf"):
        koppel_(mentor, opleider, plaatsing=PlaatsingFactory())
    with pytest.raises(DomainError, match="Kies een student"):
        koppel_(mentor, opleider)
    with pytest.raises(GeenToegang):
        koppel_(mentor, persoon("praktijkopleider"), naam="Nieuw")
    with pytest.raises(DomainError, match="niet de hele tijd"):
        koppel_(mentor, opleider, naam="Nieuw", van=date(2026, 7, 1))


def test_link_through_the_page_runs_as_long_as_the_stage_and_ends(mentor, opleider):
    plaatsing, client = stage(mentor), als(opleider)
    pad = adres("mentor", mentor.public_id)
    assert plaatsing.student.naam in client.get(pad).content.decode()
    data = {"plaatsing": str(plaatsing.public_id), "uren_per_week": "1"}
    assert client.post(adres("mentor_koppelen", mentor.public_id), data).status_code == 302
    (koppeling,) = Mentorkoppeling.objects.all()
    assert (koppeling.van, koppeling.tot) == (plaatsing.begindatum, plaatsing.einddatum)
    stop = adres("mentor_stoppen", mentor.public_id, koppeling.public_id)
    assert client.get(stop).status_code == 200
    assert client.post(stop).status_code == 302
    koppeling.refresh_from_db()
    assert koppeling.tot == date(2026, 10, 11)


def test_names_stay_in_the_house_and_students_with_their_school(mentor, opleider):
    eigen, vreemd = stage(mentor), stage(mentor)
    Mentor.objects.update(hoogstens=5)
    koppel_(mentor, opleider, plaatsing=eigen)
    koppel_(mentor, opleider, plaatsing=vreemd)
    koppel_(mentor, opleider, naam="KANARIE-MEDEWERKER", uren=1)
    pad = adres("mentor", mentor.public_id)
    van_huis = als(opleider).get(pad).content.decode()
    assert all(naam in van_huis for naam in (eigen.student.naam, vreemd.student.naam, "KANARIE-MEDEWERKER"))
    school = als(persoon("coordinator", eigen.student.school)).get(pad).content.decode()
    assert eigen.student.naam in school
    assert not any(naam in school for naam in (vreemd.student.naam, "KANARIE-MEDEWERKER"))
    for vreemde in (persoon("praktijkopleider"), persoon("werkbegeleider")):
        assert als(vreemde).get(pad).status_code == 404
        assert als(vreemde).post(adres("mentor_koppelen", mentor.public_id)).status_code == 404
    assert als(mentor.user).post(adres("mentor_koppelen", mentor.public_id)).status_code == 403


def test_less_than_in_use_is_refused(mentor, opleider):
    koppel_(mentor, opleider, naam="Nieuw", uren=5)
    data = {"boventallige_uren": "4", "hoogstens": "2", "van": "2026-08-01"}
    antwoord = als(opleider).post(adres("mentor_wijzigen", mentor.public_id), data)
    assert "gaat al 5 uur op" in antwoord.content.decode()
    assert als(opleider).post(adres("mentor_wijzigen", mentor.public_id), data | {"boventallige_uren": "5"}).url


def test_list_asks_as_much_with_many_as_with_one_and_downloads_no_formula(mentor, opleider):
    tellingen = []
    for aantal in (1, 5):
        for nummer in range(aantal):
            rij = MentorFactory(afdeling=mentor.afdeling)
            koppel_(rij, opleider, naam=f"Nieuw {nummer}")
        with CaptureQueriesContext(connection) as vragen:
            assert als(opleider).get(adres("mentoren")).status_code == 200
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30
    mentor.afdeling.naam = BOOS
    mentor.afdeling.save()
    tekst = als(opleider).get(adres("mentoren") + "?formaat=csv").content.decode()
    assert "'=HYPERLINK" in tekst
    assert ',"=HYPERLINK' not in tekst
