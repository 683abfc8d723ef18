"""How many students a werkbegeleider has, and which mentors have room, where somebody is chosen (R7.6)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kern.models import AuditRegel
from plaatsingen.models import Stagedeel
from plaatsingen.services.begeleiderlast import REDEN_GEGEVEN
from plaatsingen.services.maken import schrijf
from plaatsingen.services.slot import Aanvraag
from plaatsingen.vandaag import todos
from tests.factories import NU, ErkenningFactory, PlaatsingFactory, StageplaatsFactory, StudentFactory, persoon
from tests.factories.poule import MentorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_wie_kiest_ziet_hoeveel_studenten_iemand_heeft():
    stage = PlaatsingFactory()
    huis = stage.stageplaats.leerbedrijf
    druk, vrij = persoon("werkbegeleider", huis), persoon("werkbegeleider", huis)
    PlaatsingFactory.create_batch(3, werkbegeleider=druk)
    PlaatsingFactory(tweede_begeleider=druk)
    PlaatsingFactory(werkbegeleider=vrij, status="afgerond")
    coordinator = als(persoon("coordinator", stage.student.school))
    pad = reverse("plaatsingen:begeleider", args=[stage.public_id])
    pagina = coordinator.get(pad).content.decode()
    assert f"{druk.naam} (al 4 studenten: veel)" in pagina
    assert f"{vrij.naam} (nog geen studenten)" in pagina
    antwoord = coordinator.post(pad, {"werkbegeleider": vrij.pk}, follow=True)
    assert "Overleg of dat kan" not in antwoord.content.decode()


def test_wie_vol_zit_krijgt_alleen_met_een_reden_nog_een_student():
    stage = PlaatsingFactory()
    huis = stage.stageplaats.leerbedrijf
    druk, tweede = persoon("werkbegeleider", huis), persoon("werkbegeleider", huis)
    PlaatsingFactory.create_batch(2, werkbegeleider=druk)
    PlaatsingFactory(tweede_begeleider=druk)
    PlaatsingFactory(werkbegeleider=druk, begindatum=date(2027, 2, 1), einddatum=date(2027, 6, 30))  # not at that time
    elders = Stagedeel(plaatsing=PlaatsingFactory(), stageplaats=StageplaatsFactory(), dagen="wo", uren_norm=80)
    elders.werkbegeleider, elders.toegevoegd_op = druk, NU
    elders.save()
    wie = persoon("coordinator", stage.student.school)
    pad, data = reverse("plaatsingen:begeleider", args=[stage.public_id]), {"werkbegeleider": druk.pk, "toch": " "}
    for veld in ("werkbegeleider", "tweede_begeleider"):
        antwoord = als(wie).post(pad, {veld: druk.pk})
        assert "begeleidt in die tijd al 4 studenten" in antwoord.context["form"].errors["toch"][0]
    assert "Meer dan 4 tegelijk" in als(wie).post(pad, data).content.decode()  # spaces are no reason
    stage.refresh_from_db()
    assert (stage.werkbegeleider, stage.tweede_begeleider) == (None, None)
    antwoord = als(wie).post(pad, data | {"toch": "Twee studenten stoppen volgende week."}, follow=True)
    assert f"{druk.naam} begeleidt nu 6 studenten" in antwoord.content.decode()
    regel = AuditRegel.objects.get(actie="werkbegeleider met veel studenten gekozen")
    assert (regel.by, regel.reden) == (wie, "Twee studenten stoppen volgende week.")
    # Who has the student already is no new load: changing the other one asks nothing.
    assert als(wie).post(pad, data | {"toch": "", "tweede_begeleider": tweede.pk}).status_code == 302


def test_plaatsen_bij_een_volle_begeleider_vraagt_een_reden():
    huis = ErkenningFactory().organisatie
    plaats = StageplaatsFactory(capaciteit=9, afdeling__locatie__organisatie=huis)
    plaats.begeleider = persoon("werkbegeleider", plaats.leerbedrijf)
    plaats.save()
    tijd = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2)}
    PlaatsingFactory.create_batch(4, stageplaats=plaats, werkbegeleider=plaats.begeleider, periodes="3 4", **tijd)
    student = StudentFactory(periodes="3 4", dagen="ma di")
    wie = persoon("coordinator", student.school)
    pad = reverse("plaatsingen:nieuw_afspraken", args=[student.public_id, plaats.public_id])
    data = tijd | {"periodes": ["3", "4"], "dagen": ["ma", "di"]}
    antwoord = als(wie).post(pad, data)
    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["toch"]
    assert not student.plaatsingen.exists()
    assert als(wie).post(pad, data | {"toch": "De praktijkopleider helpt mee."}).status_code == 302
    stage = student.plaatsingen.get()
    assert stage.werkbegeleider == plaats.begeleider
    assert AuditRegel.objects.filter(reden="De praktijkopleider helpt mee.").count() == 1


@pytest.mark.parametrize("hoe", ["ander", "reden"])
def test_wie_er_zonder_vraag_een_te_veel_kreeg_staat_er_tot_iemand_kiest_of_zegt_waarom(hoe):
    plaats = StageplaatsFactory(capaciteit=9)
    huis = plaats.leerbedrijf
    plaats.begeleider = druk = persoon("werkbegeleider", huis)
    plaats.save()
    tijd = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2)}
    PlaatsingFactory.create_batch(3, stageplaats=plaats, werkbegeleider=druk, **tijd)
    PlaatsingFactory(tweede_begeleider=druk, **tijd)  # of another house
    PlaatsingFactory(werkbegeleider=druk, begindatum=date(2026, 9, 1), einddatum=date(2026, 12, 18))  # not then
    student = StudentFactory()
    school, opleider = persoon("coordinator", student.school), persoon("praktijkopleider", huis)
    aanvraag = Aanvraag(student.pk, *tijd.values(), "3 4", "ma di")
    stage = schrijf([(student, plaats, aanvraag)], status="geaccepteerd", by=None, at=NU, reden="ronde")[0]
    pad = reverse("plaatsingen:begeleider", args=[stage.public_id])
    pagina = reverse("plaatsingen:detail", args=[stage.public_id])
    zin = f"{druk.naam} heeft in die weken al 4 andere studenten"
    for wie in (school, opleider):
        assert [rij["url"] for rij in todos(wie, NU) if rij["titel"] == zin] == [pad]
        assert zin in als(wie).get(pagina).content.decode()
    for vreemd in (persoon("coordinator"), persoon("praktijkopleider"), student.user):
        assert zin not in [rij["titel"] for rij in todos(vreemd, NU)]
    assert zin not in als(student.user).get(pagina).content.decode()
    nieuw = {"werkbegeleider": persoon("werkbegeleider", huis).pk}
    if hoe == "reden":
        nieuw = {"werkbegeleider": druk.pk, "toch": "De praktijkopleider helpt mee."}
    assert als(opleider).post(pad, nieuw).status_code == 302
    assert AuditRegel.objects.filter(actie=REDEN_GEGEVEN).count() == (hoe == "reden")
    for wie in (school, opleider):
        assert not [rij for rij in todos(wie, NU) if "in die weken al" in rij["titel"]]
        assert zin not in als(wie).get(pagina).content.decode()


def test_wie_plaatst_ziet_welke_mentor_ruimte_heeft():
    stage = PlaatsingFactory(status="geannuleerd")
    plaats = stage.stageplaats
    mentor = MentorFactory(afdeling=plaats.afdeling, hoogstens=1)
    coordinator = als(persoon("coordinator", stage.student.school))
    pad = reverse("plaatsingen:nieuw_afspraken", args=[stage.student.public_id, plaats.public_id])
    assert f"{mentor.user.naam} (nog 1)" in coordinator.get(pad).content.decode()
    mentor.koppelingen.create(naam="Nieuw", van=NU.date())
    assert "De mentoren op deze afdeling zitten vol." in coordinator.get(pad).content.decode()
