"""Making, copying and changing templates, and choosing one for a placement (R5.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import Periode
from plaatsingen.models import Plaatsing, Stagevorm
from plaatsingen.services.vormbeheer import (
    Fase,
    Vormgegevens,
    gegevens_van,
    laat_vervallen,
    maak_vorm,
    wijzig_vorm,
)
from plaatsingen.services.vormkeuze import kies_vorm, te_kiezen, tijd_van
from plaatsingen.stageweken import Blok
from tests.factories import (
    NU,
    ErkenningFactory,
    OpleidingFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
KORT = {
    "naam": "Kort",
    "uren": 48,
    "weken": 4,
    "dagen": "wo do",
    "blokken": [Blok(1, 2, Decimal(8), 2, "Begin"), Blok(3, 4, Decimal(16), 4, "Einde")],
    "fasen": [Fase("Kijken", 1), Fase("Doen", 3, samen=True)],
}


@pytest.fixture
def beheerder():
    return persoon("beheerder")


def _maak(beheerder, **anders) -> Stagevorm:
    return maak_vorm(gegevens=Vormgegevens(**KORT | anders), by=beheerder, at=NU)


def test_a_template_is_made_by_configuration(beheerder):
    vorm = _maak(beheerder, opleidingen=[OpleidingFactory()])
    assert vorm.code == "kort"
    assert [blok.naam for blok in vorm.blokken.all()] == ["Begin", "Einde"]
    assert _maak(beheerder).code == "kort-2"


@pytest.mark.parametrize(
    ("anders", "woord"),
    [
        ({"uren": 50}, "samen 48 uur"),
        ({"weken": 5}, "duurt 5 weken"),
        ({"weken": 0}, "1 tot en met"),
        ({"dagen": ""}, "minstens een stagedag"),
        ({"dagen": "ma xx"}, "bestaat niet"),
        ({"fasen": [Fase("Te laat", 5)]}, "buiten de 4 weken"),
        ({"fasen": [Fase("Een", 1), Fase("Twee", 1)]}, "dezelfde week"),
    ],
)
def test_what_does_not_add_up_is_refused(beheerder, anders, woord):
    with pytest.raises(DomainError, match=woord):
        _maak(beheerder, **anders)


def test_only_the_region_keeps_templates(beheerder):
    for wie in (persoon("coordinator"), persoon("stagedocent"), persoon("student")):
        with pytest.raises(GeenToegang):
            _maak(wie)
    vorm = _maak(beheerder)
    with pytest.raises(GeenToegang):
        wijzig_vorm(vorm=vorm, gegevens=Vormgegevens(**KORT), by=persoon("coordinator"), at=NU)
    with pytest.raises(GeenToegang):
        laat_vervallen(vorm=vorm, terug=False, by=persoon("coordinator"), at=NU)


def test_a_template_in_use_keeps_its_weeks_but_not_its_name(beheerder):
    vorm = _maak(beheerder)
    PlaatsingFactory(vorm=vorm)
    anders = Vormgegevens(**KORT | {"naam": "Anders", "uitleg": "Nieuw"})
    assert wijzig_vorm(vorm=vorm, gegevens=anders, by=beheerder, at=NU).naam == "Anders"
    ruimer = Vormgegevens(**KORT | {"uren": 64, "blokken": [Blok(1, 4, Decimal(16))]})
    with pytest.raises(DomainError, match="Maak een kopie"):
        wijzig_vorm(vorm=vorm, gegevens=ruimer, by=beheerder, at=NU)
    kopie = maak_vorm(gegevens=ruimer, kopie_van=vorm, by=beheerder, at=NU)
    assert gegevens_van(kopie).uren == 64
    assert gegevens_van(vorm).uren == 48


def test_a_retired_template_is_not_chosen_any_more(beheerder):
    opleiding = OpleidingFactory()
    flex = Stagevorm.objects.get(code="flexstage")
    assert flex in te_kiezen(opleiding=opleiding, op=NU.date())
    assert flex not in te_kiezen(opleiding=OpleidingFactory(code="34560"), op=NU.date())
    laat_vervallen(vorm=flex, terug=False, by=beheerder, at=NU)
    assert flex not in te_kiezen(opleiding=opleiding, op=NU.date())
    laat_vervallen(vorm=flex, terug=True, by=beheerder, at=NU)
    assert flex in te_kiezen(opleiding=opleiding, op=NU.date())


@pytest.fixture
def voorstel():
    """A proposed placement on Wednesdays and Thursdays at a recognised place, and the coordinator of the school."""
    jaar = SchooljaarFactory()
    for code, begin, eind in (("1", (2026, 8, 24), (2026, 11, 8)), ("2", (2026, 11, 9), (2027, 1, 31))):
        Periode.objects.create(schooljaar=jaar, code=code, begin=date(*begin), eind=date(*eind))
    plaats = StageplaatsFactory(schooljaar=jaar, periodes="1 2 3 4", dagen="ma di wo do vr")
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    plaatsing = PlaatsingFactory(stageplaats=plaats, status="voorgesteld", periodes="1 2", dagen="ma di")
    return plaatsing, persoon("coordinator", plaatsing.student.school)


def test_choosing_a_template_sets_hours_days_and_last_day(voorstel, beheerder):
    plaatsing, coordinator = voorstel
    vorm = _maak(beheerder)
    tijd = tijd_van(vorm, plaatsing.begindatum)
    nu = kies_vorm(plaatsing=plaatsing, vorm=vorm, by=coordinator, at=NU)
    assert (nu.uren_norm, nu.dagen, nu.einddatum, nu.periodes) == (48, "wo do", tijd.einddatum, "1")
    assert tijd.einddatum == date(2026, 9, 24)
    terug = kies_vorm(plaatsing=nu, vorm=None, by=coordinator, at=NU)
    assert (terug.vorm, terug.einddatum) == (None, tijd.einddatum)


def test_a_template_needs_a_seat_on_its_days(voorstel, beheerder):
    plaatsing, coordinator = voorstel
    vorm = _maak(beheerder)
    PlaatsingFactory(stageplaats=plaatsing.stageplaats, dagen="wo do", periodes="1 2")
    with pytest.raises(DomainError, match="past niet op deze plek"):
        kies_vorm(plaatsing=plaatsing, vorm=vorm, by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    assert plaatsing.vorm is None


def test_others_do_not_choose_a_template(voorstel, beheerder):
    plaatsing, _ = voorstel
    for wie in (persoon("coordinator"), plaatsing.student.user, persoon("praktijkopleider")):
        with pytest.raises(GeenToegang):
            kies_vorm(plaatsing=plaatsing, vorm=_maak(beheerder), by=wie, at=NU)


def test_after_a_step_the_template_stays(voorstel, beheerder):
    plaatsing, coordinator = voorstel
    flex = Stagevorm.objects.get(code="flexstage")
    plaatsing.vorm = flex
    plaatsing.save()
    plaatsing.fasestappen.create(fase=flex.fasen.filter(samen=True).first(), gevraagd_op=NU)
    with pytest.raises(DomainError, match="al een stap"):
        kies_vorm(plaatsing=plaatsing, vorm=_maak(beheerder), by=coordinator, at=NU)


def test_a_placement_by_hand_follows_the_template(voorstel, beheerder, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NU)
    plaatsing, coordinator = voorstel
    vorm = _maak(beheerder)
    student = StudentFactory(school=plaatsing.student.school)
    plaats = StageplaatsFactory(schooljaar=plaatsing.stageplaats.schooljaar, afdeling=plaatsing.stageplaats.afdeling)
    client.force_login(coordinator)
    adres = reverse("plaatsingen:nieuw_plek", args=[student.public_id])
    zoek = {"vorm": vorm.code, "begindatum": "2026-10-14", "periodes": ["1", "2"], "dagen": ["ma"], "einddatum": ""}
    pagina = client.get(adres, zoek).content.decode()
    assert f"vorm={vorm.code}" in pagina
    afspraken = reverse("plaatsingen:nieuw_afspraken", args=[student.public_id, plaats.public_id])
    assert client.get(afspraken, zoek).status_code == 200
    antwoord = client.post(afspraken, {"vorm": vorm.code, "begindatum": "2026-10-14", "reden": ""})
    assert antwoord.status_code == 302
    nieuw = Plaatsing.objects.get(student=student)
    assert (nieuw.vorm, nieuw.uren_norm, nieuw.dagen, nieuw.einddatum) == (vorm, 48, "wo do", date(2026, 11, 5))


def _velden(**anders):
    velden = {
        "naam": "Scherm", "uitleg": "", "uren": "16", "weken": "2", "dagen": ["ma"],
        "blok-TOTAL_FORMS": "3", "blok-INITIAL_FORMS": "0", "fase-TOTAL_FORMS": "2", "fase-INITIAL_FORMS": "0",
        "blok-0-van_week": "1", "blok-0-tot_week": "2", "blok-0-uren": "8", "blok-0-dagdelen": "2",
        "fase-0-naam": "Begin", "fase-0-van_week": "1",
    }  # fmt: skip
    return velden | anders


def test_the_screen_previews_before_it_saves(beheerder, client):
    client.force_login(beheerder)
    url = reverse("plaatsingen:stagevorm_nieuw")
    antwoord = client.post(url, _velden(voorbeeld="1"))
    assert "Zo zien de weken eruit" in antwoord.content.decode()
    assert not Stagevorm.objects.filter(naam="Scherm").exists()
    fout = client.post(url, _velden(bewaren="1", uren="20"))
    assert fout.status_code == 422
    assert "samen 16 uur" in fout.content.decode()
    half = client.post(url, _velden(bewaren="1", **{"blok-1-van_week": "3"}))
    assert half.status_code == 422
    assert client.post(url, _velden(bewaren="1")).status_code == 302
    vorm = Stagevorm.objects.get(naam="Scherm")
    detail = reverse("plaatsingen:stagevorm", args=[vorm.code])
    assert "Begin" in client.get(detail).content.decode()
    kopie = client.get(url, {"van": vorm.code}).content.decode()
    assert "Kopie van Scherm" in kopie
    wijzigen = reverse("plaatsingen:stagevorm_wijzigen", args=[vorm.code])
    assert client.post(wijzigen, _velden(bewaren="1", naam="Scherm twee")).status_code == 302
    assert client.post(reverse("plaatsingen:stagevorm_vervallen", args=[vorm.code])).status_code == 302
    assert "Scherm twee" in client.get(reverse("plaatsingen:stagevormen")).content.decode()
    client.force_login(persoon("student"))
    assert client.get(detail).status_code == 403
    assert client.get(url).status_code == 403
