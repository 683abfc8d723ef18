"""The whole life of a round over HTTP, and who sees what on the way (R4.3)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kern.models import Achtergrondtaak, AuditRegel, Bericht
from kern.services.taken import voer_uit
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services.publiceren import publiceer_geplande
from plaatsingen.models import Plaatsing
from tests.factories import NU, OrganisatieFactory, SchooljaarFactory, StudentFactory, VoorkeurFactory, persoon
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


def url(naam, ronde, *extra):
    return reverse(f"matching:{naam}", args=[ronde.public_id, *extra])


class Wereld:
    """One school with two students, one place, and everybody who must not see too much."""

    def __init__(self, client):
        ronde, (self.een, self.twee), (self.plaats,) = maak_ronde(studenten=2)
        self.school, self.jaar = self.een.school, ronde.schooljaar
        self.een.voorrang = 2  # else the tie-break chooses, by student number
        self.een.save(update_fields=["voorrang"])
        ronde.delete()
        self.client = client
        self.coordinator = persoon("coordinator", self.school)
        self.opleider = persoon("praktijkopleider", self.plaats.leerbedrijf)
        self.vreemd = persoon("coordinator", OrganisatieFactory(school=True))

    def als(self, user):
        self.client.force_login(user)
        return self.client

    def namen_bij(self, user):
        """Every page where a proposal could show, read by this person; gives the texts together."""
        ronde = Ronde.objects.get()
        client = self.als(user)
        paden = [reverse("plaatsingen:lijst"), "/", reverse("matching:voorkeuren"), url("reacties", ronde)]
        paden += [url(naam, ronde) for naam in ("ronde", "varianten", "publiceren", "verschil", "bezwaar_maken")]
        return " ".join(antwoord.text for pad in paden if (antwoord := client.get(pad)).status_code == 200)


@pytest.fixture
def wereld(client):
    return Wereld(client)


def test_life_of_a_round_from_preparation_to_closing(wereld, time_machine):
    VoorkeurFactory(student=wereld.een, stageplaats=wereld.plaats)
    client = wereld.als(wereld.coordinator)
    gegevens = {
        "naam": "Voorjaar", "schooljaar": wereld.jaar.pk, "periodes": ["3", "4"], "scholen": [wereld.school.pk],
        "begindatum": "2027-02-01", "einddatum": "2027-07-02", "reactie_dagen": "5",
    }  # fmt: skip
    for _ in range(2):
        client.post(reverse("matching:nieuw"), gegevens)
    ronde = Ronde.objects.get()
    assert "2 studenten zoeken een plaats" in client.get(url("ronde", ronde)).text
    client.post(url("bevriezen", ronde), {"versie": ronde.versie})
    client.post(url("berekenen", ronde))
    taak = Achtergrondtaak.objects.get()
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    tekst = client.get(url("ronde", ronde)).text
    assert all(woord in tekst for woord in ("Bevroren", "Berekend", "Voorstel publiceren", wereld.een.naam))

    # Nobody sees it before publication.
    geheim = Voorstel.objects.get(student=wereld.een).toelichting
    assert geheim in tekst
    assert geheim not in wereld.namen_bij(wereld.een.user)
    assert not Plaatsing.objects.exists()
    for user in (wereld.opleider, wereld.vreemd):
        gezien = wereld.namen_bij(user)
        assert wereld.een.naam not in gezien
        assert wereld.twee.naam not in gezien

    client = wereld.als(wereld.coordinator)
    ronde.refresh_from_db()
    moment = {"klaarzetten": "ja", "publiceren_op": "2026-10-16T09:00", "versie": ronde.versie}
    assert client.post(url("publiceren", ronde), moment | {"publiceren_op": "2020-01-01T09:00"}).status_code == 422
    assert client.post(url("publiceren", ronde), moment).url == url("ronde", ronde)
    ronde.refresh_from_db()
    assert ronde.status == "klaargezet"
    assert "Terughalen" in client.get(url("ronde", ronde)).text
    client.post(url("terughalen", ronde))
    ronde.refresh_from_db()
    assert ronde.status == "berekend"
    client.post(url("publiceren", ronde), moment | {"versie": ronde.versie})
    ronde.refresh_from_db()
    time_machine.move_to(ronde.publiceren_op)
    assert publiceer_geplande(at=ronde.publiceren_op) == 1

    plaatsing = Plaatsing.objects.get()
    geplaatst, niet = plaatsing.student, wereld.twee if plaatsing.student == wereld.een else wereld.een
    assert geplaatst == wereld.een
    gezien = wereld.namen_bij(wereld.opleider)
    assert geplaatst.naam in gezien
    assert niet.naam not in gezien
    assert wereld.een.naam not in wereld.namen_bij(wereld.vreemd)

    # The student objects; the coordinator refuses; the student says yes.
    client = wereld.als(geplaatst.user)
    pagina = client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).text
    assert "Bezwaar maken" in pagina
    assert client.post(url("bezwaar_maken", ronde), {"tekst": ""}).status_code == 422
    for _ in range(2):
        client.post(url("bezwaar_maken", ronde), {"tekst": "Het is te ver fietsen."})
    bezwaar = Bezwaar.objects.get()
    adres = reverse("matching:bezwaar", args=[bezwaar.public_id])
    assert "Bezwaar intrekken" in client.get(adres).text
    for user in (niet.user, wereld.opleider, wereld.vreemd):
        assert wereld.als(user).get(adres).status_code == 404
    client = wereld.als(wereld.coordinator)
    assert "te ver fietsen" in client.get(adres).text
    assert bezwaar.voorstel.student.naam in client.get(url("reacties", ronde)).text
    assert client.post(adres, {"besluit": "afwijzen", "antwoord": ""}).status_code == 422
    assert client.post(url("sluiten", ronde), {"reden": "Klaar."}).status_code == 422
    for _ in range(2):
        client.post(adres, {"besluit": "afwijzen", "antwoord": "Met de bus is het goed te doen."})
    assert Bericht.objects.filter(soort="bezwaar_beantwoord").count() == 1
    client = wereld.als(geplaatst.user)
    assert "Met de bus" in client.get(adres).text
    client.post(reverse("plaatsingen:status", args=[plaatsing.public_id, "bevestigen"]))
    plaatsing.refresh_from_db()
    assert plaatsing.status == "geaccepteerd"

    client = wereld.als(wereld.coordinator)
    assert "bevestigd" in client.get(url("reacties", ronde), {"formaat": "csv"}).text
    ronde.refresh_from_db()
    for _ in range(2):
        client.post(url("sluiten", ronde), {"versie": ronde.versie})
    ronde.refresh_from_db()
    assert ronde.status == "gesloten"
    tekst = client.get(url("ronde", ronde)).text
    assert "1 bevestigd" in tekst
    assert "Ronde sluiten" not in tekst
    for _ in range(2):
        client.post(url("vervolg", ronde))
    vervolg = Ronde.objects.get(vorige=ronde)
    tekst = client.get(url("ronde", vervolg)).text
    assert "1 student zoekt een plaats" in tekst
    assert AuditRegel.objects.filter(actie="ronde gesloten").count() == 1


def test_school_in_a_shared_round_answers_own_objections_only(wereld):
    ronde, (een,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(een, plaats)])
    ronde.scholen.add(wereld.school)
    Ronde.objects.filter(pk=ronde.pk).update(
        status="gepubliceerd", gepubliceerd_op=NU, gekozen=ronde.berekeningen.get()
    )
    tekst = wereld.als(wereld.coordinator).get(url("reacties", ronde)).text
    assert een.naam not in tekst
    for naam in ("varianten", "verschil", "publiceren", "terughalen", "sluiten", "ontdooien"):
        assert wereld.client.get(url(naam, ronde)).status_code == 403
    for naam in ("bevriezen", "vervolg", "berekenen"):
        assert wereld.client.post(url(naam, ronde)).status_code == 403


@pytest.mark.parametrize(
    "naam", ["varianten", "verschil", "bevriezen", "ontdooien", "terughalen", "sluiten", "vervolg", "bezwaar_maken"]
)
def test_strangers_get_404(client, naam):
    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    for user in (persoon("coordinator"), StudentFactory().user, persoon("praktijkopleider", plaats.leerbedrijf)):
        client.force_login(user)
        assert client.post(url(naam, ronde)).status_code in {404, 405}
        assert client.get(url(naam, ronde)).status_code in {404, 405}


def test_student_cannot_object_before_publication(client):
    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    client.force_login(student.user)
    assert client.get(url("bezwaar_maken", ronde)).status_code == 404


@pytest.mark.parametrize(
    ("sleutel", "wie"),
    [("studenten", "een"), ("zonder-voorkeur", "een"), ("zonder-vog", "een"), ("plaatsen", "plaats")],
)
def test_lists_behind_the_checklist(client, sleutel, wie):
    ronde, (een,), (plaats,) = maak_ronde()
    client.force_login(persoon("coordinator", een.school))
    naam = een.naam if wie == "een" else plaats.naam
    assert naam in client.get(url("deelnemers", ronde, sleutel)).text
    assert naam in client.get(url("deelnemers", ronde, sleutel), {"formaat": "csv"}).text
    assert client.get(url("deelnemers", ronde, "bestaat-niet")).status_code == 404


def test_every_list_of_the_checklist_opens(client):
    from matching.views.ronde import TITELS  # noqa: PLC0415

    ronde, (een,), _ = maak_ronde()
    client.force_login(persoon("coordinator", een.school))
    for sleutel in TITELS:
        assert client.get(url("deelnemers", ronde, sleutel)).status_code == 200


def test_second_editor_keeps_own_text_and_hears_it(client):
    ronde, (een,), _ = maak_ronde()
    client.force_login(persoon("coordinator", een.school))
    SchooljaarFactory()
    gegevens = {
        "naam": "Mijn naam", "schooljaar": ronde.schooljaar_id, "periodes": ["3", "4"], "scholen": [een.school_id],
        "begindatum": "2027-02-01", "einddatum": "2027-07-02", "versie": ronde.versie,
    }  # fmt: skip
    assert client.post(url("wijzigen", ronde), gegevens).status_code == 302
    antwoord = client.post(url("wijzigen", ronde), gegevens | {"naam": "Andere naam"})
    assert "Een collega heeft deze ronde intussen veranderd" in antwoord.text
    assert "Andere naam" in antwoord.text


def test_answers_page_asks_as_much_for_many_as_for_one(client):
    ronde, (een,), (plaats,) = maak_ronde()
    berekening = bereken_met_hand(ronde, [(een, plaats)])
    Ronde.objects.filter(pk=ronde.pk).update(status="gepubliceerd", gepubliceerd_op=NU, gekozen=berekening)
    client.force_login(persoon("coordinator", een.school))
    client.get(url("reacties", ronde))
    with CaptureQueriesContext(connection) as weinig:
        client.get(url("reacties", ronde))
    for _ in range(6):
        student = StudentFactory(school=een.school)
        berekening.voorstellen.create(student=student, reden="tekort")
        berekening.voorstellen.create(student=StudentFactory(school=een.school), stageplaats=plaats)
    with CaptureQueriesContext(connection) as veel:
        assert student.naam in client.get(url("reacties", ronde)).text
    assert len(veel) == len(weinig) <= 20
