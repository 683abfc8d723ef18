"""From the talk to what is fixed: joint result, signatures, onvoldoende, reopening, objections (R8.1)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Gesprek
from begeleiding.signals import gesprek_vastgelegd
from evaluaties.models import Bezwaar, Evaluatieformulier, Evaluatieresultaat
from evaluaties.services import bezwaar as bezwaren
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat as resultaten
from evaluaties.services import resultaat_tekenen as tekenen
from evaluaties.services import werkplek
from evaluaties.services.boekinhoud import verzamel
from evaluaties.services.resultaat_lezen import Inhoud, begininhoud, bereken_hash, geldend, lopend
from kern.models import AuditRegel, Bericht
from tests.evaluaties.test_evaluaties import antwoorden, open_, vul_in
from tests.factories import AMSTERDAM, GesprekFactory, persoon

NU = datetime(2026, 11, 2, 14, 0, tzinfo=AMSTERDAM)
REDEN = "Dit is een goede reden."


@pytest.fixture
def evaluatie(kring):
    """A mid-term that both filled in."""
    return ingevuld(kring)


@pytest.fixture
def eind(kring):
    """A final one that both filled in."""
    return ingevuld(kring, "eind")


def ingevuld(kring, moment="tussen"):
    evaluatie = open_(kring, moment)
    for user in (kring.student, kring.werkbegeleider):
        vul_in(evaluatie, user)
    evaluatie.refresh_from_db()
    return evaluatie


def inhoud(evaluatie, **kwargs):
    return Inhoud(
        antwoorden=antwoorden(evaluatie), algemeen="Samen tevreden.", afspraken="Elke week oefenen.", **kwargs
    )


def schrijf(evaluatie, by, **kwargs):
    return resultaten.bewaar_resultaat(
        evaluatie=evaluatie, inhoud=inhoud(evaluatie, **kwargs), bewerking=0, by=by, at=NU
    )


def bied_aan(evaluatie, by, **kwargs):
    resultaat = schrijf(evaluatie, by, **kwargs)
    return resultaten.bied_aan(evaluatie=evaluatie, bewerking=resultaat.bewerking, by=by, at=NU)


def teken(evaluatie, user, rol, **kwargs):
    nu = lopend(evaluatie)
    return tekenen.teken(evaluatie=evaluatie, rol=rol, hash_=nu.hash, by=user, at=NU, **kwargs)


def teken_allen(evaluatie, kring):
    for user, rol in (
        (kring.student, "student"),
        (kring.werkbegeleider, "werkbegeleider"),
        (kring.stagedocent, "school"),
    ):
        handtekening = teken(evaluatie, user, rol)
    evaluatie.refresh_from_db()
    return handtekening


def maak_vast(evaluatie, kring, **kwargs):
    bied_aan(evaluatie, kring.werkbegeleider, **kwargs)
    teken_allen(evaluatie, kring)
    return geldend(evaluatie)


# --- The talk ---


def test_talk_opens_what_is_in_and_late_comers_may_still_hand_in(kring, als):
    evaluatie = open_(kring)
    vul_in(evaluatie, kring.student)
    detail = reverse("evaluaties:detail", args=[evaluatie.public_id])
    assert "KANARIE" not in als(kring.werkbegeleider).get(detail).text
    als(kring.werkbegeleider).post(reverse("evaluaties:gesprek", args=[evaluatie.public_id]))
    assert "KANARIE" in als(kring.werkbegeleider).get(detail).text
    later = services.bewaar_invulling(
        evaluatie=evaluatie, antwoorden=antwoorden(evaluatie), algemeen="", versie=0, by=kring.werkbegeleider, at=NU
    )
    services.dien_in(evaluatie=evaluatie, versie=later.versie, by=kring.werkbegeleider, at=NU.replace(year=2100))
    assert "na het begin van het gesprek" in als(kring.student).get(detail).text


def test_draft_of_the_other_side_stays_hidden_when_the_talk_begins(kring, als):
    evaluatie = open_(kring)
    services.bewaar_invulling(
        evaluatie=evaluatie, antwoorden=antwoorden(evaluatie), algemeen="", versie=0, by=kring.student, at=NU
    )
    services.begin_gesprek(evaluatie=evaluatie, by=kring.werkbegeleider, at=NU)
    assert "KANARIE" not in als(kring.stagedocent).get(reverse("evaluaties:detail", args=[evaluatie.public_id])).text


@pytest.mark.parametrize(("wie", "opent"), [("werkbegeleider", True), ("praktijkopleider", False)])
def test_logging_the_evaluation_talk_opens_what_is_in(kring, wie, opent):
    evaluatie, later = open_(kring), open_(kring, "eind")
    vul_in(evaluatie, kring.student)
    gesprek = GesprekFactory(plaatsing=kring.plaatsing, soort="tussenevaluatie", vastgelegd_door=getattr(kring, wie))
    gesprek_vastgelegd.send(sender=Gesprek, gesprek=gesprek, by=getattr(kring, wie), at=NU)
    for rij, verwacht in ((evaluatie, opent), (later, False)):
        rij.refresh_from_db()
        assert (rij.status == "gesprek") is verwacht


@pytest.mark.parametrize("wie", ["student", "praktijkopleider"])
def test_who_does_not_lead_writes_no_result(kring, als, evaluatie, wie):
    with pytest.raises(GeenToegang):
        services.begin_gesprek(evaluatie=evaluatie, by=getattr(kring, wie), at=NU)
    with pytest.raises(GeenToegang):
        schrijf(evaluatie, getattr(kring, wie))
    assert als(getattr(kring, wie)).get(reverse("evaluaties:resultaat", args=[evaluatie.public_id])).status_code == 403


def test_result_begins_with_what_both_agree_on(kring):
    evaluatie = open_(kring, "eind")
    eerste, tweede = (deel["code"] for deel in evaluatie.formulier.onderdelen[:2])
    vul_in(evaluatie, kring.student, toelichting="Student.")
    anders = antwoorden(evaluatie, toelichting="Werkbegeleider.") | {eerste: {"score": "goed", "toelichting": "Top."}}
    rij = services.bewaar_invulling(
        evaluatie=evaluatie, antwoorden=anders, algemeen="", versie=0, by=kring.werkbegeleider, at=NU
    )
    services.dien_in(evaluatie=evaluatie, versie=rij.versie, by=kring.werkbegeleider, at=NU)
    begin = begininhoud(evaluatie).antwoorden
    assert begin[eerste] == {"score": "", "toelichting": ""}
    assert begin[tweede] == {"score": "voldoende", "toelichting": "Werkbegeleider."}


def test_two_writers_keep_both_texts(kring, als, evaluatie):
    schrijf(evaluatie, kring.stagedocent)
    data = {"versie": 0, "algemeen": "Anders.", "afspraken": "", "actie": "bewaren"}
    for code, antwoord in antwoorden(evaluatie).items():
        data |= {f"score_{code}": antwoord["score"], f"toelichting_{code}": ""}
    antwoord = als(kring.werkbegeleider).post(reverse("evaluaties:resultaat", args=[evaluatie.public_id]), data)
    assert antwoord.status_code == 409
    assert "Samen tevreden." in antwoord.text
    assert "Anders." in antwoord.text
    bewaren = reverse("evaluaties:resultaat_bewaren", args=[evaluatie.public_id])
    assert als(kring.werkbegeleider).post(bewaren, data).status_code == 409
    assert als(kring.werkbegeleider).post(bewaren, data | {"versie": 1}).json()["versie"] == 2


# --- The final score ---


def test_final_score_needs_its_reasons(kring, eind):
    with pytest.raises(services.Onvolledig) as fout:
        bied_aan(eind, kring.werkbegeleider)
    assert set(fout.value.velden) == {"eindscore", "onderbouwing"}
    assert not Evaluatieresultaat.objects.get().aangeboden_op


def test_onvoldoende_waits_for_a_named_person_of_the_school(kring, eind):
    zwak = {"eindscore": "onvoldoende", "onderbouwing": "Veilig werken lukt nog niet."}
    assert bied_aan(eind, kring.werkbegeleider, **zwak).aangeboden_op is None
    assert {b.ontvanger for b in Bericht.objects.filter(soort="evaluatie_onvoldoende")} == {
        kring.stagedocent,
        kring.coordinator,
    }
    with pytest.raises(GeenToegang):
        resultaten.stel_onvoldoende_vast(evaluatie=eind, reden=REDEN, by=kring.werkbegeleider, at=NU)
    with pytest.raises(DomainError, match="Leg in een paar zinnen uit"):
        resultaten.stel_onvoldoende_vast(evaluatie=eind, reden="Nee", by=kring.coordinator, at=NU)
    resultaten.stel_onvoldoende_vast(evaluatie=eind, reden=REDEN, by=kring.coordinator, at=NU)
    klaar = resultaten.bied_aan(evaluatie=eind, bewerking=1, by=kring.werkbegeleider, at=NU)
    assert (klaar.onvoldoende_naam, bool(klaar.aangeboden_op)) == (kring.coordinator.naam, True)


def test_database_refuses_onvoldoende_without_a_person(eind, kring):
    schrijf(eind, kring.werkbegeleider, eindscore="onvoldoende", onderbouwing=REDEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluatieresultaat.objects.update(aangeboden_op=NU, hash="x" * 64)


# --- Signing ---


def test_everybody_signs_and_it_is_fixed(kring, evaluatie):
    resultaat = maak_vast(evaluatie, kring)
    assert evaluatie.status == "vast"
    assert resultaat.vast_op == evaluatie.vast_op == NU
    assert {b.ontvanger for b in Bericht.objects.filter(soort="evaluatie_vast")} == {
        kring.student,
        kring.werkbegeleider,
        kring.stagebegeleider,
    }
    with pytest.raises(DomainError, match="staat al klaar"):
        schrijf(evaluatie, kring.werkbegeleider)


def test_signing_twice_is_once_and_another_text_is_refused(kring, evaluatie):
    bied_aan(evaluatie, kring.werkbegeleider)
    assert teken(evaluatie, kring.student, "student") == teken(evaluatie, kring.student, "student")
    with pytest.raises(DomainError, match="niet meer hetzelfde"):
        tekenen.teken(evaluatie=evaluatie, rol="school", hash_="0" * 64, by=kring.stagedocent, at=NU)
    Evaluatieresultaat.objects.update(algemeen="Stiekem anders.")
    with pytest.raises(DomainError, match="niet meer hetzelfde"):
        teken(evaluatie, kring.stagedocent, "school")


@pytest.mark.parametrize(("wie", "rol"), [("student", "werkbegeleider"), ("praktijkopleider", "school")])
def test_nobody_signs_for_another(kring, evaluatie, wie, rol):
    bied_aan(evaluatie, kring.werkbegeleider)
    with pytest.raises(GeenToegang):
        teken(evaluatie, getattr(kring, wie), rol)


def test_werkbegeleider_does_all_by_link_without_account(kring):
    evaluatie = open_(kring)
    vul_in(evaluatie, kring.student)
    wie = {"naam": "Wil Vink", "via_link": True, "at": NU}
    rij = services.bewaar_invulling(evaluatie=evaluatie, antwoorden=antwoorden(evaluatie), algemeen="", versie=0, **wie)
    rij = services.dien_in(evaluatie=evaluatie, versie=rij.versie, **wie)
    resultaat = resultaten.bewaar_resultaat(evaluatie=evaluatie, inhoud=inhoud(evaluatie), bewerking=0, **wie)
    resultaat = resultaten.bied_aan(evaluatie=evaluatie, bewerking=resultaat.bewerking, **wie)
    handtekening = tekenen.teken(evaluatie=evaluatie, rol="werkbegeleider", hash_=resultaat.hash, **wie)
    assert (rij.door, rij.naam, handtekening.naam, handtekening.via_link) == (None, "Wil Vink", "Wil Vink", True)
    with pytest.raises(GeenToegang):
        tekenen.teken(evaluatie=evaluatie, rol="school", hash_=resultaat.hash, **wie)
    with pytest.raises(DomainError, match="Vul uw naam in"):
        services.begin_gesprek(evaluatie=evaluatie, at=NU, via_link=True)


def test_second_assessor_signs_where_the_form_asks(kring, eind):
    Evaluatieformulier.objects.filter(pk=eind.formulier_id).update(tweede_beoordelaar=True)
    goed = {"eindscore": "goed", "onderbouwing": REDEN}
    with pytest.raises(DomainError, match="tweede beoordelaar"):
        bied_aan(eind, kring.werkbegeleider, **goed)
    with pytest.raises(DomainError, match="geen tweede beoordelaar zijn"):
        services.kies_tweede(evaluatie=eind, tweede=kring.werkbegeleider, by=kring.stagedocent, at=NU)
    services.kies_tweede(evaluatie=eind, tweede=kring.praktijkopleider, by=kring.stagedocent, at=NU)
    bied_aan(eind, kring.werkbegeleider, **goed)
    teken_allen(eind, kring)
    assert eind.status == "tekenen"
    teken(eind, kring.praktijkopleider, "tweede")
    eind.refresh_from_db()
    assert eind.status == "vast"


def test_coordinator_writes_down_why_somebody_does_not_sign(kring, evaluatie):
    bied_aan(evaluatie, kring.werkbegeleider)
    for user, rol in ((kring.werkbegeleider, "werkbegeleider"), (kring.stagedocent, "school")):
        teken(evaluatie, user, rol)
    with pytest.raises(GeenToegang):
        tekenen.leg_vast_zonder(evaluatie=evaluatie, rol="student", reden=REDEN, by=kring.werkbegeleider, at=NU)
    tekenen.leg_vast_zonder(evaluatie=evaluatie, rol="student", reden=REDEN, by=kring.coordinator, at=NU)
    evaluatie.refresh_from_db()
    assert evaluatie.status == "vast"


# --- Changing it afterwards ---


def test_taking_back_makes_a_version_only_when_somebody_signed(kring, evaluatie):
    bied_aan(evaluatie, kring.werkbegeleider)
    assert resultaten.haal_terug(evaluatie=evaluatie, reden="", by=kring.werkbegeleider, at=NU).versie == 1
    resultaten.bied_aan(evaluatie=evaluatie, bewerking=1, by=kring.werkbegeleider, at=NU)
    teken(evaluatie, kring.student, "student")
    with pytest.raises(DomainError, match="Schrijf in een zin waarom"):
        resultaten.haal_terug(evaluatie=evaluatie, reden="", by=kring.werkbegeleider, at=NU)
    assert resultaten.haal_terug(evaluatie=evaluatie, reden=REDEN, by=kring.werkbegeleider, at=NU).versie == 2
    oud = Evaluatieresultaat.objects.get(versie=1)
    assert (oud.vervangen_op, oud.handtekeningen.count(), oud.hash) == (NU, 1, bereken_hash(oud))


def test_reopening_keeps_the_old_version_until_all_sign_the_new_one(kring, evaluatie):
    oud = maak_vast(evaluatie, kring)
    with pytest.raises(GeenToegang):
        resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.werkbegeleider, at=NU)
    nieuw = resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.stagedocent, at=NU)
    evaluatie.refresh_from_db()
    assert (nieuw.versie, evaluatie.status, geldend(evaluatie)) == (2, "gesprek", oud)
    resultaten.bied_aan(evaluatie=evaluatie, bewerking=nieuw.bewerking, by=kring.werkbegeleider, at=NU)
    teken_allen(evaluatie, kring)
    oud.refresh_from_db()
    assert (geldend(evaluatie).versie, bool(oud.vervangen_op)) == (2, True)
    assert oud.hash == bereken_hash(oud)


def test_change_that_nobody_signed_can_be_dropped(kring, evaluatie):
    oud = maak_vast(evaluatie, kring)
    resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.coordinator, at=NU)
    nu = resultaten.staak_wijziging(evaluatie=evaluatie, by=kring.coordinator, at=NU)
    assert (nu.status, geldend(nu), lopend(nu)) == ("vast", oud, None)


def test_side_comes_no_more_in_after_it_was_fixed_once(kring):
    """Both sides are part of the hash: a late one would change what the old version says."""
    evaluatie = open_(kring)
    vul_in(evaluatie, kring.student)
    services.begin_gesprek(evaluatie=evaluatie, by=kring.werkbegeleider, at=NU)
    oud = maak_vast(evaluatie, kring)
    resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.stagedocent, at=NU)
    with pytest.raises(DomainError, match="lag al vast"):
        vul_in(evaluatie, kring.werkbegeleider)
    assert bereken_hash(oud) == oud.hash
    (student,) = werkplek.studenten_van(kring.werkbegeleider)
    assert student.in_te_vullen == []


def test_book_shows_the_version_that_counts(kring, evaluatie):
    """Neither one that was taken back, nor the next one while it waits for signatures."""
    maak_vast(evaluatie, kring)
    nieuw = resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.stagedocent, at=NU)
    resultaten.bied_aan(evaluatie=evaluatie, bewerking=nieuw.bewerking, by=kring.werkbegeleider, at=NU)
    teken(evaluatie, kring.student, "student")

    def in_boek():
        (stage,) = verzamel(kring.leerling)["stages"]
        return stage["evaluaties"][0]["resultaat"]["versie"]

    assert in_boek() == 1
    resultaten.haal_terug(evaluatie=evaluatie, reden=REDEN, by=kring.werkbegeleider, at=NU)
    assert in_boek() == 1
    resultaten.staak_wijziging(evaluatie=evaluatie, by=kring.stagedocent, at=NU)
    assert in_boek() == 1


# --- Objections ---


def test_objection_against_a_replaced_version_still_gets_its_decision(kring, evaluatie, als):
    maak_vast(evaluatie, kring)
    bezwaar = bezwaren.maak_bezwaar(evaluatie=evaluatie, tekst="Ik ben het er niet mee eens.", by=kring.student, at=NU)
    nieuw = resultaten.heropen(evaluatie=evaluatie, reden=REDEN, by=kring.stagedocent, at=NU)
    resultaten.bied_aan(evaluatie=evaluatie, bewerking=nieuw.bewerking, by=kring.werkbegeleider, at=NU)
    teken_allen(evaluatie, kring)
    adres = reverse("evaluaties:bezwaar_besluit", args=[evaluatie.public_id])
    client = als(kring.coordinator)
    assert adres in client.get(reverse("evaluaties:detail", args=[evaluatie.public_id])).text
    client.post(adres, {"gegrond": "nee", "tekst": "De nieuwe versie komt al tegemoet aan het bezwaar."})
    bezwaar.refresh_from_db()
    assert bezwaar.gegrond is False


def test_objection_is_decided_by_who_had_no_part_in_it(kring, eind, als):
    maak_vast(eind, kring, eindscore="voldoende", onderbouwing=REDEN)
    tweede = persoon("coordinator", kring.school)
    for _ in range(2):
        bezwaar = bezwaren.maak_bezwaar(
            evaluatie=eind, tekst="KANARIE-bezwaar: dit klopt niet.", by=kring.student, at=NU
        )
    assert Bezwaar.objects.count() == 1
    detail = reverse("evaluaties:detail", args=[eind.public_id])
    for wie, ziet in (("student", True), ("stagedocent", True), ("werkbegeleider", False), ("praktijkopleider", False)):
        assert ("KANARIE-bezwaar" in als(getattr(kring, wie)).get(detail).text) is ziet
    lopende = geldend(eind)
    lopende.handtekeningen.filter(rol="school").update(door=kring.coordinator)
    besluit = {"bezwaar": bezwaar, "gegrond": True, "tekst": "Dit onderdeel is te streng beoordeeld.", "at": NU}
    with pytest.raises(DomainError, match="betrokken"):
        bezwaren.besluit(by=kring.coordinator, **besluit)
    bezwaren.besluit(by=tweede, **besluit)
    eind.refresh_from_db()
    assert (eind.status, lopend(eind).versie) == ("gesprek", 2)
    assert not [b for b in Bericht.objects.all() if "KANARIE" in b.onderwerp + b.tekst + b.html]
    assert "KANARIE" not in str(list(AuditRegel.objects.values_list("voor", "na", "reden")))


def test_student_takes_an_objection_back(kring, evaluatie):
    maak_vast(evaluatie, kring)
    bezwaar = bezwaren.maak_bezwaar(evaluatie=evaluatie, tekst="Ik ben het er niet mee eens.", by=kring.student, at=NU)
    bezwaren.trek_in(bezwaar=bezwaar, by=kring.student, at=NU)
    with pytest.raises(DomainError, match="ingetrokken"):
        bezwaren.besluit(
            bezwaar=bezwaar, gegrond=False, tekst="Dit is een lang besluit.", by=kring.coordinator, at=NU + timedelta(1)
        )
