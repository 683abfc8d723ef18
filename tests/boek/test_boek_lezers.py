"""Nobody gets more on paper than on the screen: one canary per field, one column per reader (P7, R8.6)."""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse

from evaluaties.models import Bewijsstuk, Feedbackronde
from evaluaties.services.boekinhoud import verzamel
from evaluaties.services.boeklezer import BUREAU, SCHOOL, ZELF, lezer_van_evc, lezer_van_plaatsing, lezer_van_student
from plaatsingen.models import Statuswijziging
from tests.boek_hulp import log_in, maak_vol_dossier
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture
def vol(db):
    """A full book with a canary in each field that is not for everybody."""
    vol = maak_vol_dossier()
    stage = vol.stage
    vol.praktijkopleider = persoon("praktijkopleider", stage.stageplaats.afdeling.locatie.organisatie)
    eerste, tweede, *_ = stage.verslagen.order_by("plicht")
    for verslag, kanarie in ((eerste, "K-VERSLAG"), (tweede, "K-GEDEELD")):
        verslag.inleveringen.create(ontvangen_op=NU, inhoud={"situatie": kanarie}, sha256="a" * 64)
    tweede.delen_met_werkbegeleider = True
    tweede.save()
    tweede.feedback.update(tekst="K-FEEDBACK")
    Statuswijziging.objects.create(plaatsing=stage, naar="onderbroken", at=NU, reden="K-REDEN")
    stage.gesprekken.update(gaat_goed="K-GESPREK")
    resultaat = stage.evaluaties.get(moment="tussen").resultaten.get()
    resultaat.bezwaren.update(tekst="K-BEZWAAR")
    resultaat.evaluatie.resultaten.update(algemeen="K-OORDEEL")
    vol.student.leerdoelen.update(aanpak="K-DOEL", waarom="K-WAAROM")
    Feedbackronde.objects.update(titel="K-RONDE")
    stukken = list(Bewijsstuk.objects.order_by("pk"))
    for stuk, zicht in zip(stukken, ("school", "allen", "zelf"), strict=True):
        Bewijsstuk.objects.filter(pk=stuk.pk).update(titel=f"K-STUK-{zicht}", zicht=zicht)
    return vol


def kanaries(student, lezer) -> set[str]:
    tekst = json.dumps(verzamel(student, lezer), cls=DjangoJSONEncoder)
    alle = {
        "VERSLAG", "GEDEELD", "FEEDBACK", "REDEN", "GESPREK", "BEZWAAR", "OORDEEL", "DOEL", "RONDE", "WAAROM",
        "STUK-zelf", "STUK-school", "STUK-allen",
    }  # fmt: skip
    return {naam for naam in alle if f"K-{naam}" in tekst}


HOST = {"GESPREK", "OORDEEL", "RONDE"}
SCHOOLKANT = HOST | {
    "VERSLAG",
    "GEDEELD",
    "FEEDBACK",
    "REDEN",
    "BEZWAAR",
    "DOEL",
    "WAAROM",
    "STUK-school",
    "STUK-allen",
}


def test_every_reader_gets_what_is_theirs(vol):
    assert kanaries(vol.student, ZELF) == SCHOOLKANT | {"STUK-zelf"}
    assert kanaries(vol.student, SCHOOL) == SCHOOLKANT
    assert kanaries(vol.student, BUREAU) == set()
    assert kanaries(vol.student, lezer_van_plaatsing(vol.werkbegeleider, vol.stage)) == HOST | {"GEDEELD"}
    assert kanaries(vol.student, lezer_van_plaatsing(vol.praktijkopleider, vol.stage)) == HOST
    traject = vol.student.evctrajecten.get()
    assert kanaries(vol.student, lezer_van_evc(traject)) == {"STUK-allen", "STUK-school"}  # what was handed in with it


def test_while_the_stage_goes_on_the_host_sees_goals_and_what_the_student_shows(vol):
    vol.stage.status = "lopend"
    vol.stage.save()
    vol.student.refresh_from_db()
    assert kanaries(vol.student, lezer_van_plaatsing(vol.praktijkopleider, vol.stage)) == HOST | {"DOEL", "STUK-allen"}


def test_stagebegeleider_gets_what_the_student_takes_along_only_while_the_stage_goes_on(vol):
    vol.stage.stagebegeleider = persoon("stagebegeleider", OrganisatieFactory(bureau=True))
    vol.stage.save()
    lezer = lezer_van_plaatsing(vol.stage.stagebegeleider, vol.stage)
    mee = {"DOEL", "WAAROM", "STUK-school", "STUK-allen"}
    assert kanaries(vol.student, lezer) == SCHOOLKANT - mee
    vol.stage.status = "lopend"
    vol.stage.save()
    assert kanaries(vol.student, lezer) == SCHOOLKANT
    assert "evc" not in verzamel(vol.student, lezer)


def test_round_that_is_not_shared_stays_with_the_student(vol):
    Feedbackronde.objects.update(gedeeld=False)
    assert "RONDE" in kanaries(vol.student, ZELF)
    assert "RONDE" not in kanaries(vol.student, SCHOOL) | kanaries(
        vol.student, lezer_van_plaatsing(vol.werkbegeleider, vol.stage)
    )


def test_anonymous_round_with_few_answers_shows_nothing(vol):
    ronde = Feedbackronde.objects.get()
    ronde.antwoorden.all()[2].delete()
    ronde.antwoorden.all()[2].delete()
    ronde.antwoorden.all()[1].delete()
    (deel,) = verzamel(vol.student)["stages"][0]["feedback360"]
    assert (deel["aantal"], deel["regels"], deel["teksten"]) == (None, [], [])


def test_stage_elsewhere_is_not_in_the_book_of_a_host_or_a_supervisor(vol):
    ander = PlaatsingFactory(student=vol.student, begindatum=NU.date() - timedelta(days=900), status="afgerond")
    vol.stage.stagebegeleider = persoon("stagebegeleider", OrganisatieFactory(bureau=True))
    vol.stage.save()
    for wie in (vol.werkbegeleider, vol.praktijkopleider, vol.stage.stagebegeleider):
        lezer = lezer_van_plaatsing(wie, vol.stage)
        assert [stage["begin"] for stage in verzamel(vol.student, lezer)["stages"]] == [vol.stage.begindatum]
    assert len(verzamel(vol.student, SCHOOL)["stages"]) == 2
    assert lezer_van_plaatsing(vol.werkbegeleider, ander) is None


def test_beheerder_and_region_are_no_readers(vol):
    for wie in (persoon("beheerder"), persoon("coordinator", OrganisatieFactory(bureau=True))):
        assert lezer_van_student(wie, vol.student) is BUREAU
    assert lezer_van_student(vol.coordinator, vol.student) is SCHOOL
    assert lezer_van_student(persoon("coordinator"), vol.student) is None


def test_pages_of_one_stage_are_for_who_supervises_it(vol):
    adres = reverse("boek:plaatsing", args=[vol.stage.public_id])
    assert adres in log_in(vol.werkbegeleider).get(reverse("plaatsingen:detail", args=[vol.stage.public_id])).text
    for wie in (vol.werkbegeleider, vol.praktijkopleider, vol.coordinator):
        pagina = log_in(wie).get(adres)
        assert pagina.status_code == 200
        assert "Boek maken" in pagina.text
    assert log_in(vol.student.user).get(adres).url == reverse("boek:lijst")
    for wie in (persoon("werkbegeleider"), persoon("praktijkopleider"), persoon("coordinator")):
        assert log_in(wie).get(adres).status_code == 404


def test_page_of_an_evc_procedure_is_for_its_assessor(vol):
    traject = vol.student.evctrajecten.get()
    adres = reverse("boek:evc", args=[traject.public_id])
    assert "concept" not in verzamel(vol.student, lezer_van_evc(traject))
    assert log_in(traject.assessor).get(adres).status_code == 200
    detail = reverse("evc:detail", args=[traject.public_id])
    assert adres in log_in(traject.assessor).get(detail).text
    assert adres not in log_in(vol.student.user).get(detail).text
    assert log_in(vol.student.user).get(adres).status_code == 403
    assert log_in(vol.werkbegeleider).get(adres).status_code == 404
