"""How many students a werkbegeleider has, and which mentors have room, where somebody is chosen (R7.6)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NU, PlaatsingFactory, persoon
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
    antwoord = coordinator.post(pad, {"werkbegeleider": druk.pk}, follow=True)
    assert f"{druk.naam} begeleidt nu 5 studenten" in antwoord.content.decode()
    antwoord = coordinator.post(pad, {"werkbegeleider": vrij.pk}, follow=True)
    assert "Overleg of dat kan" not in antwoord.content.decode()


def test_wie_plaatst_ziet_welke_mentor_ruimte_heeft():
    stage = PlaatsingFactory(status="geannuleerd")
    plaats = stage.stageplaats
    mentor = MentorFactory(afdeling=plaats.afdeling, hoogstens=1)
    coordinator = als(persoon("coordinator", stage.student.school))
    pad = reverse("plaatsingen:nieuw_afspraken", args=[stage.student.public_id, plaats.public_id])
    assert f"{mentor.user.naam} (nog 1)" in coordinator.get(pad).content.decode()
    mentor.koppelingen.create(naam="Nieuw", van=NU.date())
    assert "De mentoren op deze afdeling zitten vol." in coordinator.get(pad).content.decode()
