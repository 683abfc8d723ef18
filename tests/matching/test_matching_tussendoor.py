"""What colleagues, students and the clock do in between: nothing is published unseen, nobody hears what isn't so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, Bericht, Lidmaatschap
from kern.services.taken import voer_uit
from matching.enums import Reden
from matching.models import Berekening, Ronde, Voorstel
from matching.services import reacties
from matching.services.berekenen import start_berekening
from matching.services.bevriezen import bevries, ontdooi
from matching.services.bezwaar import beantwoord_bezwaar, maak_bezwaar
from matching.services.kiezen import kies_berekening, zet_klaar
from matching.services.publiceren import publiceer_geplande, publiceer_ronde
from matching.services.uitslag_student import waarom_niet
from matching.services.voorkeuren import voeg_voorkeur_toe
from matching.vandaag import todos
from matching.views import stappen
from plaatsingen.models import Plaatsing
from tests.factories import NU, PlaatsingFactory, StageplaatsFactory, StudentFactory, VoorkeurFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde

pytestmark = pytest.mark.django_db


def reken(ronde, door):
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    voer_uit(taak_id=taak.pk, at=NU)
    return Berekening.objects.get(taak=taak)


def publiceren(ronde):
    return reverse("matching:publiceren", args=[ronde.public_id])


@pytest.fixture
def groot(monkeypatch, client_van):
    """A round that a worker publishes, and two coordinators of its school."""
    monkeypatch.setattr(stappen, "DIRECT_TOT", 0)
    ronde, (student,), _ = maak_ronde()
    een, twee = (persoon("coordinator", student.school) for _ in range(2))
    reken(ronde, een)
    ronde.refresh_from_db()
    return ronde, een, twee, client_van


def test_outcome_that_a_colleague_replaced_is_not_published_unseen(groot):
    ronde, een, twee, client_van = groot
    reken(ronde, twee)
    tekst = client_van(een).post(publiceren(ronde), {"versie": ronde.versie}, follow=True).text
    assert "Een collega heeft deze ronde intussen veranderd" in tekst
    assert not Achtergrondtaak.objects.filter(soort="matching_publiceren").exists()


def test_worker_publishes_what_was_looked_at_or_nothing(groot):
    ronde, een, _, client_van = groot
    client_van(een).post(publiceren(ronde), {"versie": ronde.versie})
    taak = Achtergrondtaak.objects.get(soort="matching_publiceren")
    Ronde.objects.update(versie=ronde.versie + 1)  # a move on the board
    assert voer_uit(taak_id=taak.pk, at=NU) == "mislukt"
    assert not Plaatsing.objects.exists()
    assert not Bericht.objects.exists()
    ronde.refresh_from_db()
    client_van(een).post(publiceren(ronde), {"versie": ronde.versie})
    assert voer_uit(taak_id=Achtergrondtaak.objects.latest("pk").pk, at=NU) == "klaar"
    assert Plaatsing.objects.count() == 1


def test_colleague_who_publishes_too_is_told_so(groot):
    ronde, een, twee, client_van = groot
    client_van(een).post(publiceren(ronde), {"versie": ronde.versie})
    antwoord = client_van(twee).post(publiceren(ronde), {"versie": ronde.versie}, follow=True)
    assert (antwoord.status_code, "Een collega is deze ronde al aan het publiceren" in antwoord.text) == (200, True)
    assert Achtergrondtaak.objects.filter(soort="matching_publiceren").count() == 1


def test_variant_of_a_thawed_round_is_not_chosen():
    ronde, _, _ = maak_ronde()
    door = persoon("beheerder")
    variant = reken(ronde, door)
    ontdooi(ronde=ronde, by=door, at=NU)
    with pytest.raises(DomainError, match="gegevens van eerder"):
        kies_berekening(ronde=ronde, berekening=variant, by=door, at=NU)
    assert Ronde.objects.get().status == "voorbereiding"


def test_who_was_placed_since_the_freeze_does_not_hear_that_there_is_no_place():
    ronde, (een, twee, drie), (plaats,) = maak_ronde(studenten=3)
    bereken_met_hand(ronde, [(een, plaats)], [twee, drie])
    PlaatsingFactory(
        student=twee,
        stageplaats=erkend(StageplaatsFactory()),
        status="geaccepteerd",
        begindatum=ronde.begindatum,
        einddatum=ronde.einddatum,
    )
    publiceer_ronde(ronde=ronde, by=persoon("beheerder"), at=NU)
    assert [bericht.ontvanger for bericht in Bericht.objects.filter(soort="ronde_niet_geplaatst")] == [drie.user]


def test_leerbedrijf_does_not_hear_of_an_objection(client_van):
    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    door, huis = persoon("coordinator", student.school), persoon("praktijkopleider", plaats.leerbedrijf)
    publiceer_ronde(ronde=ronde, by=door, at=NU)
    bezwaar = maak_bezwaar(voorstel=Voorstel.objects.get(), tekst="Te ver.", by=student.user, at=NU)
    beantwoord_bezwaar(bezwaar=bezwaar, toewijzen=True, antwoord="Goed.", by=door, at=NU)
    bladzij = client_van(huis).get(reverse("plaatsingen:detail", args=[Plaatsing.objects.get().public_id]))
    assert (bladzij.status_code, "bezwaar" in bladzij.text.lower()) == (200, False)
    assert not [mail for mail in Bericht.objects.filter(ontvanger=huis) if "bezwaar" in mail.tekst.lower()]


def test_failed_publication_is_told_to_who_still_runs_the_round():
    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    weg, nu = (persoon("coordinator", student.school) for _ in range(2))
    zet_klaar(ronde=ronde, publiceren_op=NU + timedelta(days=1), by=weg, at=NU)
    type(plaats).objects.update(ingetrokken_op=NU.date())
    Lidmaatschap.objects.filter(user=weg).delete()
    publiceer_geplande(at=NU + timedelta(days=1))
    mail = Bericht.objects.get()
    assert mail.ontvanger == nu
    assert "Bevries de ronde opnieuw" in mail.tekst


# --- students ---


def test_round_that_nobody_finished_does_not_lock_the_lists_for_ever():
    ronde, (student,), (plaats,) = maak_ronde()
    bevries(ronde=ronde, by=persoon("beheerder"), at=NU)
    with pytest.raises(DomainError, match="wordt nu verdeeld"):
        voeg_voorkeur_toe(student=student, stageplaats=plaats, by=student.user, at=NU)
    Ronde.objects.update(einddatum=NU.date() - timedelta(days=1), begindatum=NU.date() - timedelta(days=30))
    assert voeg_voorkeur_toe(student=student, stageplaats=plaats, by=student.user, at=NU).rang == 1


def test_home_does_not_ask_for_wishes_that_can_no_longer_be_given():
    ronde, (student,), _ = maak_ronde()
    assert [rij["knop"] for rij in todos(student.user, NU)] == ["Voorkeuren doorgeven"]
    bevries(ronde=ronde, by=persoon("beheerder"), at=NU)
    assert not todos(student.user, NU)


def test_reminding_asks_as_much_for_many_as_for_one():
    ronde, (een,), (plaats,) = maak_ronde()
    type(plaats).objects.update(capaciteit=9)
    erbij = [StudentFactory(school=een.school, dagen="ma di") for _ in range(4)]
    bereken_met_hand(ronde, [(student, plaats) for student in (een, *erbij)])
    publiceer_ronde(ronde=ronde, by=persoon("beheerder"), at=NU)
    straks = Ronde.objects.get().reactie_tot - timedelta(hours=1)
    Plaatsing.objects.exclude(student=een).update(status="geaccepteerd")
    with CaptureQueriesContext(connection) as met_een:
        assert reacties.herinner(at=straks)["herinnerd"] == 1
    Plaatsing.objects.exclude(student=een).update(status="aangeboden")
    with CaptureQueriesContext(connection) as met_vier:
        assert reacties.herinner(at=straks)["herinnerd"] == 4
    assert len(met_vier) == len(met_een)
    assert reacties.herinner(at=straks)["herinnerd"] == 0


def test_student_reads_why_it_is_not_the_first_choice_without_words_of_coordinators(client_van):
    ronde, (een, twee), (gewild, _) = maak_ronde(studenten=2, plaatsen=2)
    for student in (een, twee):
        VoorkeurFactory(student=student, stageplaats=gewild)
    door = persoon("beheerder")
    reken(ronde, door)
    voorstel = Voorstel.objects.exclude(stageplaats=gewild).get()
    assert voorstel.waarom["aan_student"].startswith("Je eerste keus was ")
    assert voorstel.student.naam not in voorstel.waarom["aan_student"]
    Voorstel.objects.update(toelichting="Met de hand vastgezet: lastige moeder.")
    publiceer_ronde(ronde=ronde, by=door, at=NU)
    bezwaar = maak_bezwaar(voorstel=voorstel, tekst="Te ver.", by=voorstel.student.user, at=NU)
    client = client_van(voorstel.student.user)
    for adres in (reverse("matching:bezwaar", args=[bezwaar.public_id]), reverse("matching:voorkeuren")):
        tekst = client.get(adres).text
        assert (voorstel.waarom["aan_student"].split(".")[0] in tekst, "moeder" in tekst) == (True, False)


def test_student_does_not_read_what_was_on_the_board_before(client_van):
    ronde, (student,), _ = maak_ronde()
    bereken_met_hand(ronde, [], [student])
    Voorstel.objects.update(reden="met_hand", toelichting="Een coördinator heeft de eerdere plaats weggehaald.")
    publiceer_ronde(ronde=ronde, by=persoon("beheerder"), at=NU)
    tekst = client_van(student.user).get(reverse("matching:voorkeuren")).text
    assert ("Nog geen plaats in" in tekst, "weggehaald" in tekst) == (True, False)


@pytest.mark.parametrize("reden", Reden.values)
def test_student_without_a_place_reads_plain_words_not_the_details_of_the_coordinators(reden):
    zin = waarom_niet(Voorstel(reden=reden, toelichting="21 studenten vragen samen om dezelfde 12 plekken."))
    assert "21 studenten" not in zin
    assert zin.endswith(".")
