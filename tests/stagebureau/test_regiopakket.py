"""The pack for the regional meeting: what is in it for whom, and making it as background work."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from kern.models import Achtergrondtaak
from kern.services.taken import mag_bestand_downloaden, voer_uit
from matching.models import Berekening
from stagebureau.demo.voorbeeld_2009 import laad
from stagebureau.regiopakket import laatste_knelpunten, teken_pakket, verzamel
from tests.factories import NU, OrganisatieFactory, RondeFactory, SchooljaarFactory, persoon
from tests.vraagaanbod.plan_hulp import bureau

pytestmark = pytest.mark.django_db
ADRES = "/cijfers/pakket/"


def tekst_van(pdf):
    return "\n".join(pagina.extract_text() for pagina in PdfReader(io.BytesIO(pdf)).pages)


def berekening(jaar, *, scholen=(), gepubliceerd=False, naam="Plek bij Linde"):
    ronde = RondeFactory(
        schooljaar=jaar,
        scholen=list(scholen),
        status="gepubliceerd" if gepubliceerd else "berekend",
        gepubliceerd_op=NU if gepubliceerd else None,
    )
    punt = {"soort": "plaats", "naam": naam, "studenten_tegengehouden": 4, "winst": 1}
    return Berekening.objects.create(ronde=ronde, gestart_op=NU, klaar_op=NU, knelpunten=[punt])


def test_bottlenecks_are_those_the_reader_may_see():
    jaar, eigen = SchooljaarFactory(), persoon("coordinator")
    school = eigen.lidmaatschappen.get().organisatie
    assert laatste_knelpunten(eigen, jaar) == (None, [])
    alleen_eigen = berekening(jaar, scholen=[school])
    berekening(jaar, scholen=[school, OrganisatieFactory(school=True)])
    berekening(jaar, scholen=[OrganisatieFactory(school=True)], gepubliceerd=True)
    assert laatste_knelpunten(eigen, jaar)[0] == alleen_eigen
    samen = berekening(jaar, scholen=[school, OrganisatieFactory(school=True)], gepubliceerd=True)
    assert laatste_knelpunten(eigen, jaar)[0] == samen
    variant = Berekening.objects.create(ronde=samen.ronde, gestart_op=NU, klaar_op=NU, naam="Andere instellingen")
    samen.ronde.gekozen = samen
    samen.ronde.save()
    assert variant.pk > samen.pk
    assert laatste_knelpunten(eigen, jaar)[0] == samen
    laatste = berekening(jaar, scholen=[OrganisatieFactory(school=True)])
    assert laatste_knelpunten(bureau(), jaar)[0] == laatste


@pytest.mark.slow
def test_pack_is_made_in_the_background(client):
    jaar, user = laad(by=None, at=NU), bureau()
    berekening(jaar)
    client.force_login(user)
    assert "Pakket maken" in client.get(f"{ADRES}?schooljaar={jaar.naam}").content.decode()
    antwoord = client.post(f"{ADRES}?schooljaar={jaar.naam}")
    taak = Achtergrondtaak.objects.get()
    assert antwoord.status_code == 302
    assert voer_uit(taak_id=taak.pk, at=timezone.now()) == "klaar"
    taak.refresh_from_db()
    with taak.bestand.pad.open("rb") as bestand:
        pdf = bestand.read()
    tekst = " ".join(tekst_van(pdf).split())
    for deel in (
        "Tekort: 673 plekken",
        "Zonder maatregelen was het tekort 1.241",
        "72 stagegezinnen",
        "Plek bij Linde",
    ):
        assert deel in tekst
    assert taak.bestand.naam.startswith("regio-overleg-2009-2010-")
    assert mag_bestand_downloaden(taak=taak, user=user)
    assert not mag_bestand_downloaden(taak=taak, user=persoon("coordinator"))


@pytest.mark.slow
def test_empty_pack_says_so_and_is_made_all_the_same():
    jaar = SchooljaarFactory()
    inhoud = verzamel(bureau(), jaar, jaar.begin)
    assert teken_pakket(inhoud, at=NU).startswith(b"%PDF")


def test_only_who_takes_part_in_the_meeting_makes_one(client):
    SchooljaarFactory()
    for rol, code in (("stagedocent", 403), ("student", 403), ("coordinator", 200), ("beheerder", 200)):
        client.force_login(persoon(rol))
        assert client.get(ADRES).status_code == code
