"""Publication on the agreed moment: ready, taken back, on time, late, twice; and what students then answer."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from matching import tasks
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services import geheugen, reacties
from matching.services.bezwaar import beantwoord_bezwaar, maak_bezwaar, trek_bezwaar_in
from matching.services.kiezen import haal_terug, zet_klaar
from matching.services.publiceren import publiceer_geplande, publiceer_ronde
from matching.services.ronde import bewaar_ronde, zet_pin
from matching.services.sluiten import maak_vervolg, sluit_ronde
from matching.vandaag import todos
from plaatsingen.models import Plaatsing
from plaatsingen.services.status import bevestig_plaatsing, weiger_plaatsing
from tests.factories import NU, persoon
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = pytest.mark.django_db
STRAKS = NU + timedelta(days=2)


@pytest.fixture
def klaar():
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    bereken_met_hand(ronde, [(een, plaats)], [twee])
    door = persoon("coordinator", een.school)
    return {"ronde": ronde, "een": een, "twee": twee, "plaats": plaats, "door": door}


@pytest.fixture
def uit(klaar):
    publiceer_ronde(ronde=klaar["ronde"], by=klaar["door"], at=NU)
    ronde = Ronde.objects.get()
    voorstellen = {voorstel.student_id: voorstel for voorstel in Voorstel.objects.all()}
    return klaar | {
        "ronde": ronde,
        "voorstel": voorstellen[klaar["een"].pk],
        "zonder": voorstellen[klaar["twee"].pk],
        "plaatsing": Plaatsing.objects.get(),
    }


def zet(klaar, **extra):
    velden = {"ronde": klaar["ronde"], "publiceren_op": STRAKS, "by": klaar["door"], "at": NU}
    return zet_klaar(**velden | extra)


# --- the agreed moment ---


def test_ready_round_is_published_on_its_moment_once(klaar):
    ronde = zet(klaar)
    assert (ronde.status, ronde.gekozen, ronde.klaargezet_door) == (
        "klaargezet", klaar["ronde"].berekeningen.get(), klaar["door"],
    )  # fmt: skip
    assert publiceer_geplande(at=STRAKS - timedelta(seconds=1)) == 0
    assert not Plaatsing.objects.exists()
    assert not Bericht.objects.exists()
    assert publiceer_geplande(at=STRAKS + timedelta(hours=7)) == 1
    assert publiceer_geplande(at=STRAKS + timedelta(hours=8)) == 0
    ronde.refresh_from_db()
    assert (ronde.status, ronde.gepubliceerd_door) == ("gepubliceerd", None)
    assert Plaatsing.objects.count() == 1
    assert Bericht.objects.filter(soort="plaatsing_aangeboden").count() == 1


def test_beat_task_follows_rounds(klaar, time_machine):
    zet(klaar)
    time_machine.move_to(STRAKS)
    tasks.volg_rondes()
    assert Ronde.objects.get().status == "gepubliceerd"


def test_ready_round_can_be_taken_back_and_is_closed_for_changes(klaar):
    ronde = zet(klaar)
    with pytest.raises(DomainError, match="Haal dat eerst terug"):
        zet_pin(ronde=ronde, student=klaar["een"], stageplaats=klaar["plaats"], soort="vast", reden="x",
                by=klaar["door"], at=NU)  # fmt: skip
    for _ in range(2):
        assert haal_terug(ronde=ronde, by=klaar["door"], at=NU).status == "berekend"
    assert publiceer_geplande(at=STRAKS) == 0
    assert AuditRegel.objects.filter(actie="klaarzetten teruggehaald").count() == 1


def test_moment_may_be_changed_but_not_to_the_past_or_unseen(klaar):
    ronde = zet(klaar)
    assert zet(klaar, publiceren_op=STRAKS + timedelta(days=1)).publiceren_op == STRAKS + timedelta(days=1)
    with pytest.raises(DomainError, match="moment dat nog komt"):
        zet(klaar, publiceren_op=NU)
    with pytest.raises(DomainError, match="collega"):
        zet(klaar, versie=ronde.versie)


def test_round_that_is_not_up_to_date_is_not_set_ready(klaar):
    Ronde.objects.update(status="bevroren")
    with pytest.raises(DomainError, match="opnieuw"):
        zet(klaar)


def test_round_that_cannot_be_published_stays_and_tells_who_set_it_ready(klaar):
    zet(klaar)
    type(klaar["plaats"]).objects.update(ingetrokken_op=NU.date())
    for _ in range(3):
        assert publiceer_geplande(at=STRAKS) == 0
    ronde = Ronde.objects.get()
    assert (ronde.status, ronde.publiceren_op) == ("berekend", None)
    assert not Plaatsing.objects.exists()
    bericht = Bericht.objects.get()
    assert (bericht.ontvanger, bericht.soort) == (klaar["door"], "ronde_publiceren_mislukt")
    assert "ingetrokken" in bericht.tekst
    assert bericht.pad == reverse("matching:ronde", args=[ronde.public_id])
    assert klaar["een"].user.achternaam not in bericht.onderwerp


def test_term_counts_working_days(uit):
    # NU is a Monday; seven working days later is the Wednesday of the next week.
    begin, eind = uit["ronde"].gepubliceerd_op, uit["ronde"].reactie_tot
    assert (eind - begin).days in {8, 9, 10}
    assert eind.astimezone(UTC).minute == 59


# --- answers and reminders ---


def test_reminders_go_halfway_and_the_day_before_once_and_only_to_who_said_nothing(uit):
    ronde = uit["ronde"]
    helft = ronde.gepubliceerd_op + (ronde.reactie_tot - ronde.gepubliceerd_op) / 2
    assert reacties.herinner(at=helft - timedelta(minutes=1))["herinnerd"] == 0
    assert reacties.herinner(at=helft)["herinnerd"] == 1
    assert reacties.herinner(at=helft + timedelta(hours=1))["herinnerd"] == 0
    laatste = ronde.reactie_tot - timedelta(hours=30)
    assert [reacties.herinner(at=laatste)["herinnerd"] for _ in range(2)] == [1, 0]
    berichten = Bericht.objects.filter(soort="ronde_reactie").order_by("pk")
    assert [bericht.ontvanger for bericht in berichten] == [uit["een"].user] * 2
    assert "bijna niet meer" in berichten[1].onderwerp


def test_who_answered_or_objected_is_not_reminded(uit):
    maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    assert reacties.herinner(at=uit["ronde"].reactie_tot - timedelta(hours=2))["herinnerd"] == 0


def test_silence_is_no_yes_and_the_coordinator_hears_it_once(uit):
    for _ in range(2):
        assert reacties.herinner(at=uit["ronde"].reactie_tot)["voorbij"] == 1
    assert Bericht.objects.filter(soort="ronde_reacties_voorbij").count() == 1
    uit["plaatsing"].refresh_from_db()
    assert uit["plaatsing"].status == "aangeboden"
    stand = reacties.telling(reacties.voorstellen_van(uit["ronde"]))
    assert (stand["geen_antwoord"], stand["zonder_plaats"]) == (1, 1)


# --- objections ---


def test_objection_holds_the_seat_and_tells_the_coordinator(uit):
    velden = {"voorstel": uit["voorstel"], "tekst": "Te ver fietsen.", "by": uit["een"].user, "at": NU}
    assert maak_bezwaar(**velden) == maak_bezwaar(**velden)
    bericht = Bericht.objects.get(soort="bezwaar_ontvangen")
    assert bericht.ontvanger == uit["door"]
    assert "Te ver" not in bericht.tekst
    uit["plaatsing"].refresh_from_db()
    assert uit["plaatsing"].status == "aangeboden"


@pytest.mark.parametrize("wat", ["ander", "leeg", "te laat", "al ja", "beantwoord"])
def test_objection_is_refused(uit, wat):
    velden = {"voorstel": uit["voorstel"], "tekst": "Te ver.", "by": uit["een"].user, "at": NU}
    fout = DomainError
    if wat == "ander":
        velden["by"], fout = uit["twee"].user, GeenToegang
    elif wat == "leeg":
        velden["tekst"] = " "
    elif wat == "te laat":
        velden["at"] = uit["ronde"].reactie_tot
    elif wat == "al ja":
        bevestig_plaatsing(plaatsing=uit["plaatsing"], by=uit["een"].user, at=NU)
    else:
        antwoord(uit, maak_bezwaar(**velden), toewijzen=False)
    with pytest.raises(fout):
        maak_bezwaar(**velden)


def antwoord(uit, bezwaar, *, toewijzen, by=None, tekst="We zoeken iets anders."):
    return beantwoord_bezwaar(bezwaar=bezwaar, toewijzen=toewijzen, antwoord=tekst, by=by or uit["door"], at=NU)


def test_granted_objection_frees_the_seat_and_the_student_goes_first_next_time(uit):
    bezwaar = maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    for _ in range(2):
        assert antwoord(uit, bezwaar, toewijzen=True).status == "toegewezen"
    uit["plaatsing"].refresh_from_db()
    assert uit["plaatsing"].status == "geannuleerd"
    aan_student = Bericht.objects.filter(ontvanger=uit["een"].user).exclude(soort="plaatsing_aangeboden")
    assert [bericht.soort for bericht in aan_student] == ["bezwaar_beantwoord"]
    ids = {"school_ids": [uit["een"].school_id]}
    assert uit["een"].pk in geheugen.over_geweest(**ids, schooljaar_id=uit["ronde"].schooljaar_id)
    vervolg = maak_vervolg(ronde=uit["ronde"], by=uit["door"], at=NU)
    assert geheugen.lees(**ids, behalve=vervolg) == {uit["een"].pk: 5, uit["twee"].pk: 5}
    with pytest.raises(DomainError, match="al toegewezen"):
        antwoord(uit, bezwaar, toewijzen=False)


def test_refused_objection_leaves_the_offer_to_the_student(uit):
    bezwaar = maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    with pytest.raises(DomainError, match="Schrijf een antwoord"):
        antwoord(uit, bezwaar, toewijzen=False, tekst=" ")
    with pytest.raises(GeenToegang):
        antwoord(uit, bezwaar, toewijzen=False, by=persoon("coordinator"))
    antwoord(uit, bezwaar, toewijzen=False)
    bevestig_plaatsing(plaatsing=uit["plaatsing"], by=uit["een"].user, at=NU)
    bezwaar.refresh_from_db()
    assert bezwaar.status == "afgewezen"


@pytest.mark.parametrize("hoe", ["ja", "nee", "zelf"])
def test_open_objection_ends_with_an_answer_of_the_student(uit, hoe):
    bezwaar = maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    door = {"by": uit["een"].user, "at": NU}
    if hoe == "ja":
        bevestig_plaatsing(plaatsing=uit["plaatsing"], **door)
    elif hoe == "nee":
        weiger_plaatsing(plaatsing=uit["plaatsing"], reden="Toch niet.", **door)
    else:
        trek_bezwaar_in(bezwaar=bezwaar, **door)
    bezwaar.refresh_from_db()
    assert bezwaar.status == "ingetrokken"


def test_student_without_a_place_may_object_too(uit):
    bezwaar = maak_bezwaar(voorstel=uit["zonder"], tekst="Ik had wel een plaats.", by=uit["twee"].user, at=NU)
    assert antwoord(uit, bezwaar, toewijzen=True).status == "toegewezen"


# --- closing and going on ---


def test_round_closes_when_everybody_answered_and_keeps_its_figures(uit):
    bevestig_plaatsing(plaatsing=uit["plaatsing"], by=uit["een"].user, at=NU)
    for _ in range(2):
        ronde = sluit_ronde(ronde=uit["ronde"], reden="", by=uit["door"], at=NU)
    assert (ronde.status, ronde.gesloten_op, ronde.gesloten_door) == ("gesloten", NU, uit["door"])
    slot = ronde.berekeningen.get().samenvatting["slot"]
    assert (slot["aangeboden"], slot["bevestigd"], slot["zonder_plaats"], slot["geen_antwoord"]) == (1, 1, 1, 0)
    with pytest.raises(DomainError, match="voorbij"):
        maak_bezwaar(voorstel=uit["zonder"], tekst="Nog iets.", by=uit["twee"].user, at=NU)


def test_round_closes_by_hand_with_a_reason_only_and_not_over_an_open_objection(uit):
    velden = {"ronde": uit["ronde"], "by": uit["door"], "at": NU}
    with pytest.raises(DomainError, match="geen antwoord"):
        sluit_ronde(**velden, reden=" ")
    bezwaar = maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    with pytest.raises(DomainError, match="Beantwoord eerst"):
        sluit_ronde(**velden, reden="Klaar.")
    trek_bezwaar_in(bezwaar=bezwaar, by=uit["een"].user, at=NU)
    assert sluit_ronde(**velden, reden="Student is ziek.").status == "gesloten"


def test_unpublished_round_is_not_closed_or_followed(klaar):
    velden = {"ronde": klaar["ronde"], "by": klaar["door"], "at": NU}
    with pytest.raises(DomainError, match="gepubliceerde ronde"):
        sluit_ronde(**velden, reden="x")
    with pytest.raises(DomainError, match="gepubliceerd"):
        maak_vervolg(**velden)


def test_following_round_leaves_published_placements_alone(uit):
    vervolg = maak_vervolg(ronde=uit["ronde"], by=uit["door"], at=NU)
    assert maak_vervolg(ronde=uit["ronde"], by=uit["door"], at=NU) == vervolg
    assert (vervolg.vorige, vervolg.eerlijkheid) == (uit["ronde"], True)
    assert vervolg.naam == f"{uit['ronde'].naam}, vervolg"
    bereken_met_hand(vervolg, [], [uit["twee"]])
    publiceer_ronde(ronde=vervolg, by=None, at=NU)
    assert Plaatsing.objects.get() == uit["plaatsing"]
    assert maak_vervolg(ronde=vervolg, by=uit["door"], at=NU).naam == f"{uit['ronde'].naam}, vervolg 2"


def test_two_clicks_make_one_round():
    door = persoon("beheerder")
    ronde, _, _ = maak_ronde()
    velden = {
        "ronde": None, "naam": "Nieuw", "schooljaar": ronde.schooljaar, "periodes": ["3"],
        "scholen": list(ronde.scholen.all()), "begindatum": ronde.begindatum, "einddatum": ronde.einddatum, "by": door,
    }  # fmt: skip
    eerste = bewaar_ronde(**velden, at=NU)
    assert bewaar_ronde(**velden, at=NU + timedelta(seconds=3)) == eerste
    assert bewaar_ronde(**velden, at=NU + timedelta(minutes=5)) != eerste


# --- what stands on the home page ---


def test_home_tells_coordinator_and_student(uit):
    assert not [rij for rij in todos(uit["door"], NU) if "bezwaar" in rij["titel"].lower()]
    maak_bezwaar(voorstel=uit["voorstel"], tekst="Te ver.", by=uit["een"].user, at=NU)
    rij = next(rij for rij in todos(uit["door"], NU) if "bezwaar" in rij["titel"].lower())
    assert rij["url"] == reverse("matching:reacties", args=[uit["ronde"].public_id])
    voorbij = uit["ronde"].reactie_tot + timedelta(minutes=1)
    Bezwaar.objects.all().delete()
    assert any("geen antwoord" in rij["titel"] for rij in todos(uit["door"], voorbij))
