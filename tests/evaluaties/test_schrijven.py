from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.models import Inlevering, Verslag, Verslagfeit
from evaluaties.services.schrijven import Conflict, bewaar_concept, lever_in
from kern.models import AuditRegel, Bericht
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM

PLICHT = "monthly:2026-09"
NU = datetime(2026, 9, 28, 20, 15, 7, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    vandaag = timezone.localdate()
    begin = (vandaag.replace(day=1) - timedelta(days=40)).replace(day=1)
    return maak_kring(
        begindatum=begin,
        einddatum=vandaag + timedelta(days=120),
        aangemaakt_op=timezone.now() - timedelta(days=200),
    )


@pytest.fixture
def plicht():
    return f"monthly:{timezone.localdate():%Y-%m}"


def bewaar(kring, versie=0, plicht=PLICHT, **inhoud):
    return bewaar_concept(
        plaatsing=kring.plaatsing, plicht=plicht, inhoud={**INHOUD, **inhoud}, versie=versie, by=kring.student, at=NU
    )


def lever(kring, versie=0, at=NU, plicht=PLICHT, **inhoud):
    return lever_in(
        plaatsing=kring.plaatsing,
        plicht=plicht,
        inhoud={**INHOUD, **inhoud},
        versie=versie,
        received_at=at,
        by=kring.student,
        at=at,
    )


def test_draft_counts_versions_and_ignores_an_equal_text(kring):
    assert bewaar(kring).versie == 1
    assert bewaar(kring).versie == 1
    assert bewaar(kring, versie=1, resultaat="Anders.").versie == 2


def test_draft_based_on_an_old_version_is_a_conflict_and_changes_nothing(kring):
    bewaar(kring)
    bewaar(kring, versie=1, resultaat="Van de telefoon.")
    with pytest.raises(Conflict) as conflict:
        bewaar(kring, versie=1, resultaat="Van de laptop.")
    assert conflict.value.verslag.resultaat == "Van de telefoon."
    assert Verslag.objects.get().resultaat == "Van de telefoon."


def test_hand_in_keeps_a_snapshot_and_the_true_moment(kring):
    ontvangen = NU - timedelta(seconds=9)
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=PLICHT,
        inhoud=INHOUD,
        versie=0,
        received_at=ontvangen,
        by=kring.student,
        at=NU,
    )
    inlevering = Inlevering.objects.get()
    assert inlevering.ontvangen_op == ontvangen
    assert inlevering.inhoud == INHOUD
    assert len(inlevering.sha256) == 64
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.plicht, feit.received_at, feit.recorded_at) == ("submission", PLICHT, ontvangen, NU)
    bericht = Bericht.objects.get(soort="verslag_ontvangen")
    assert "20:14:58" in bericht.tekst
    assert "KANARIE" not in bericht.tekst + bericht.html + bericht.onderwerp


def test_hand_in_twice_is_once(kring):
    eerste = lever(kring)
    tweede = lever(kring, at=NU + timedelta(seconds=1))
    assert eerste == tweede
    assert (Inlevering.objects.count(), Verslagfeit.objects.count(), Bericht.objects.count()) == (1, 1, 1)


def test_hand_in_of_another_text_afterwards_is_refused(kring):
    lever(kring)
    with pytest.raises(DomainError, match="al ingeleverd"):
        lever(kring, resultaat="Toch anders.")


@pytest.mark.parametrize("veld", Verslag.ONDERDELEN)
def test_hand_in_asks_for_every_part(kring, veld):
    with pytest.raises(DomainError) as fout:
        lever(kring, **{veld: "  "})
    assert fout.value.field == veld
    assert not Inlevering.objects.exists()


def test_only_the_student_writes(kring):
    with pytest.raises(DomainError, match="student zelf"):
        bewaar_concept(plaatsing=kring.plaatsing, plicht=PLICHT, inhoud=INHOUD, versie=0, by=kring.stagedocent, at=NU)


def test_report_of_the_tussenevaluatie_goes_to_coordinator_and_slber(kring):
    lever(kring, plicht="tussenevaluatie:1")
    lezers = {bericht.ontvanger for bericht in Bericht.objects.filter(soort="verslag_te_lezen")}
    assert lezers == {kring.coordinator, kring.stagedocent}


def test_text_is_not_in_the_audit_log(kring):
    lever(kring)
    assert AuditRegel.objects.exists()
    for regel in AuditRegel.objects.all():
        assert "KANARIE" not in f"{regel.voor}{regel.na}{regel.reden}"


# --- pages ---


def paden(kring, plicht):
    delen = [kring.plaatsing.public_id, plicht]
    return [reverse(f"verslagen:{naam}", args=delen) for naam in ("schrijven", "bewaren", "inleveren")]


def test_student_writes_checks_and_hands_in(kring, als, plicht):
    client = als(kring.student)
    schrijven, _, inleveren = paden(kring, plicht)
    assert plicht in str(client.get(reverse("verslagen:lijst")).content)
    assert client.get(schrijven).status_code == 200
    assert not Verslag.objects.exists()
    antwoord = client.post(schrijven, {**INHOUD, "versie": 0, "actie": "controleren"})
    assert antwoord.url == inleveren
    pagina = client.get(inleveren)
    assert "KANARIE-situatie" in pagina.content.decode()
    versie = Verslag.objects.get().versie
    antwoord = client.post(inleveren, {"versie": versie}, follow=True)
    assert "Kenmerk:" in antwoord.content.decode()
    assert client.post(inleveren, {"versie": versie}, follow=True).status_code == 200
    assert Inlevering.objects.count() == 1
    assert client.get(schrijven).status_code == 302


def test_check_names_what_is_missing_and_keeps_the_text(kring, als, plicht):
    client = als(kring.student)
    schrijven, _, inleveren = paden(kring, plicht)
    antwoord = client.post(schrijven, {**INHOUD, "resultaat": "", "versie": 0, "actie": "controleren"})
    assert antwoord.status_code == 422
    assert "Vul dit deel nog in" in antwoord.content.decode()
    assert Verslag.objects.get().situatie == INHOUD["situatie"]
    assert client.get(inleveren).url == schrijven


def test_autosave_answers_version_and_conflict(kring, als, plicht):
    client = als(kring.student)
    _, bewaren, _ = paden(kring, plicht)
    goed = client.post(bewaren, {**INHOUD, "versie": 0})
    assert goed.json()["versie"] == 1
    client.post(bewaren, {**INHOUD, "resultaat": "Telefoon.", "versie": 1})
    botsing = client.post(bewaren, {**INHOUD, "resultaat": "Laptop.", "versie": 1})
    assert botsing.status_code == 409
    assert Verslag.objects.get().resultaat == "Telefoon."


def test_conflict_page_shows_both_texts(kring, als, plicht):
    client = als(kring.student)
    schrijven, bewaren, _ = paden(kring, plicht)
    client.post(bewaren, {**INHOUD, "versie": 0})
    client.post(bewaren, {**INHOUD, "resultaat": "Telefoontekst.", "versie": 1})
    antwoord = client.post(schrijven, {**INHOUD, "resultaat": "Laptoptekst.", "versie": 1})
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Telefoontekst." in pagina
    assert "Laptoptekst." in pagina
    assert 'name="versie" value="2"' in pagina
    assert client.post(schrijven, {**INHOUD, "resultaat": "Laptoptekst.", "versie": 2}).status_code == 302
    assert Verslag.objects.get().resultaat == "Laptoptekst."


def test_hand_in_of_a_draft_that_changed_meanwhile_asks_to_read_again(kring, als, plicht):
    client = als(kring.student)
    _, bewaren, inleveren = paden(kring, plicht)
    client.post(bewaren, {**INHOUD, "versie": 0})
    client.post(bewaren, {**INHOUD, "resultaat": "Nieuw.", "versie": 1})
    assert client.post(inleveren, {"versie": 1}).url == inleveren
    assert not Inlevering.objects.exists()


def test_chosen_goal_counts_when_none_is_typed(kring, als, plicht):
    client = als(kring.student)
    _, bewaren, _ = paden(kring, plicht)
    client.post(bewaren, {**INHOUD, "leerdoel": "", "kies_leerdoel": "Doorvragen", "versie": 0})
    assert Verslag.objects.get().leerdoel == "Doorvragen"


@pytest.mark.parametrize("wie", ["coordinator", "stagedocent", "werkbegeleider", "praktijkopleider", "stagebegeleider"])
def test_nobody_else_writes(kring, als, plicht, wie):
    client = als(getattr(kring, wie))
    for pad in paden(kring, plicht):
        assert client.post(pad, {**INHOUD, "versie": 0}).status_code == 404
    assert not Verslag.objects.exists()


def test_another_student_and_an_invented_obligation_are_404(kring, ander, als, plicht):
    for pad in paden(kring, plicht):
        assert als(ander.student).post(pad, {**INHOUD, "versie": 0}).status_code == 404
    for verzonnen in ("monthly:1999-01", "monthly:2026-13", "kennismaking:7", "iets"):
        for pad in paden(kring, verzonnen):
            assert als(kring.student).post(pad, INHOUD).status_code == 404
    assert not Verslag.objects.exists()


def test_draft_is_unknown_to_others(kring, als, plicht):
    bewaar(kring, plicht=plicht)
    verslag = Verslag.objects.get()
    for wie in ("coordinator", "stagedocent", "werkbegeleider", "stagebegeleider"):
        assert als(getattr(kring, wie)).get(reverse("verslagen:detail", args=[verslag.public_id])).status_code == 404


def test_list_of_a_student_without_a_stage_says_what_happens_next(kring, als):
    kring.plaatsing.status = "geaccepteerd"
    kring.plaatsing.save()
    pagina = als(kring.student).get(reverse("verslagen:lijst")).content.decode()
    assert "Als je stage begint" in pagina
