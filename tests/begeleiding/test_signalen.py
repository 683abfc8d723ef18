"""Signals: who hears, who sees, what the clock does, and that outsiders see nothing (R7.7)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_signalen as rules
from begeleiding.models import Reeks, Signaal, Signaaldrempel, Signaalinzage, Signaalregel, Waarneming
from begeleiding.services import signaalfeiten, signalen, signalen_behandelen, signalen_klok, signalen_stap
from begeleiding.services.afspraken import wie_houdt
from begeleiding.services.groepen import kandidaten
from begeleiding.services.signaaldrempels import VELDEN, Drempelboek, zet_drempel
from begeleiding.services.signalen import Inhoud
from begeleiding.vandaag_signalen import todos
from kern.models import AuditRegel, Bericht, Inzageregel, Lidmaatschap, User
from kern.services.postrij import te_beheren
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, GesprekFactory, OrganisatieFactory, persoon
from tests.factories.poule import PoulebegeleiderFactory

NU = datetime(2026, 10, 12, 16, 0, tzinfo=AMSTERDAM)  # a Monday
TEKST = "KANARIE-SIGNAAL"
DAG = timedelta(days=1)


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture(autouse=True)
def _op_die_dag():
    with time_machine.travel(NU, tick=False):
        yield


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def geef(kring, wie="werkbegeleider", soort="motivatie", at=NU, **velden):
    eigenaar = velden.pop("eigenaar", None)
    inhoud = Inhoud(soort, TEKST, **velden)
    return signalen.geef_signaal(
        plaatsing=kring.plaatsing, inhoud=inhoud, eigenaar=eigenaar, by=getattr(kring, wie), at=at
    )


def meld(kring, ontvanger=None, at=NU, **velden):
    return signalen.meld(
        student=kring.leerling,
        inhoud=Inhoud("onveilig", TEKST, **velden),
        ontvanger=ontvanger or kring.coordinator,
        by=kring.student,
        at=at,
    )


def kringleden(signaal):
    return {rij.user for rij in signaal.kring.all()}


def test_signal_goes_to_who_follows_the_student_and_the_leerbedrijf_reads_only_answers(kring):
    signaal = geef(kring)
    assert (signaal.eigenaar, signaal.gemeld_door) == (kring.stagedocent, kring.werkbegeleider)
    assert kringleden(signaal) == set()
    signalen_behandelen.schrijf(signaal=signaal, tekst="GEHEIM", voor_melder=False, by=kring.stagedocent, at=NU)
    signalen_behandelen.schrijf(signaal=signaal, tekst="ANTWOORD", voor_melder=True, by=kring.stagedocent, at=NU)
    pad = reverse("signalen:detail", args=[signaal.public_id])
    van_huis = als(kring.werkbegeleider).get(pad).content.decode()
    assert "ANTWOORD" in van_huis
    assert "GEHEIM" not in van_huis
    van_school = als(kring.stagedocent).get(pad).content.decode()
    assert "GEHEIM" in van_school
    assert als(kring.werkbegeleider).post(pad, {"actie": "afronden"}).status_code == 403


@pytest.mark.parametrize("velden", [{"soort": "onveilig"}, {"spoed": True}])
def test_unsafe_and_urgent_go_to_the_coordinators_at_once(kring, velden):
    collega = persoon("coordinator", kring.school)
    signaal = geef(kring, "stagedocent", eigenaar=kring.stagedocent, **velden)
    assert signaal.eigenaar in {kring.coordinator, collega}
    assert kringleden(signaal) | {signaal.eigenaar} == {kring.coordinator, collega, kring.stagedocent}
    assert set(Bericht.objects.values_list("onderwerp", "bundel")) == {("Kijk vandaag nog in Stagebureau", "")}


def test_same_form_twice_is_one_signal(kring):
    een, twee = geef(kring, sleutel="abc"), geef(kring, sleutel="abc", at=NU + DAG)
    assert een == twee
    assert Signaal.objects.count() == 1


def test_safe_report_skips_the_leerbedrijf_and_is_told_on(kring):
    signaal = meld(kring)
    assert (signaal.eigenaar, signaal.vertrouwelijk, signaal.plaatsing) == (kring.coordinator, True, kring.plaatsing)
    with pytest.raises(DomainError):
        signalen_behandelen.laat_toe(signaal=signaal, user=kring.werkbegeleider, by=kring.coordinator, at=NU)
    for wie in ("werkbegeleider", "praktijkopleider", "stagedocent", "stagebegeleider"):
        assert als(getattr(kring, wie)).get(reverse("signalen:detail", args=[signaal.public_id])).status_code == 404
    als(kring.coordinator).get(reverse("signalen:detail", args=[signaal.public_id]))
    signalen_behandelen.laat_toe(signaal=signaal, user=kring.stagedocent, by=kring.coordinator, at=NU)
    bladzijde = als(kring.student).get(reverse("signalen:detail", args=[signaal.public_id])).content.decode()
    assert f"{kring.stagedocent.naam} leest mee" in bladzijde
    assert kring.coordinator.naam in bladzijde.split("Wie dit las")[1]
    with pytest.raises(DomainError):
        signalen_behandelen.rond_af(
            signaal=signaal, afloop="opgelost", besluit="Gepraat", bericht="", by=kring.coordinator, at=NU
        )


def test_student_chooses_the_bureau_and_school_stays_out(kring):
    bureau = persoon("coordinator", OrganisatieFactory(bureau=True))
    signaal = meld(kring, bureau)
    assert signaal.naar_bureau
    signalen_klok.volg(at=NU + 8 * DAG)
    assert kring.coordinator not in kringleden(signaal)
    with pytest.raises(DomainError):
        meld(kring, kring.werkbegeleider)


def test_outsiders_see_nothing_anywhere(kring):
    """P7: no page, list, count, mail, log or health figure tells that there is a signal."""
    beheerder = persoon("beheerder")
    collega = persoon("coordinator", kring.school)
    geef(kring, "stagedocent", eigenaar=kring.stagedocent)
    signaal = meld(kring)
    als(kring.coordinator).get(reverse("signalen:detail", args=[signaal.public_id]))
    paden = [
        reverse("signalen:bord"),
        reverse("plaatsingen:detail", args=[kring.plaatsing.public_id]),
        reverse("vandaag"),
        f"/zoeken/?q={kring.student.achternaam}",
    ]
    for user in (kring.praktijkopleider, kring.werkbegeleider, collega, kring.stagebegeleider, beheerder):
        client = als(user)
        assert client.get(reverse("signalen:detail", args=[signaal.public_id])).status_code == 404
        for pad in paden:
            inhoud = client.get(pad).content.decode()
            assert TEKST not in inhoud
            assert str(signaal.public_id) not in inhoud
        assert list(Signaal.objects.visible_to(user)) == []
        assert todos(user, NU) == []
    for bericht in Bericht.objects.all():
        geheel = f"{bericht.onderwerp} {bericht.tekst} {bericht.html} {bericht.pad} {bericht.soort} {bericht.sleutel}"
        assert "ignaal" not in geheel
        assert kring.student.achternaam not in f"{bericht.onderwerp}{bericht.pad}"
    logs = [*AuditRegel.objects.all(), *Inzageregel.objects.all()]
    assert {regel.actie for regel in logs if isinstance(regel, AuditRegel)} == {"regel verzegeld"}
    for regel in logs:
        assert "ignaal" not in f"{regel.object_soort}"
        assert regel.by_id is None
        assert regel.object_id == ""


def test_administrator_does_not_see_who_is_told_of_a_signal(kring):
    meld(kring)
    bericht = Bericht.objects.get(soort="vandaag")
    assert not te_beheren().filter(pk=bericht.pk).exists()
    Bericht.objects.filter(pk=bericht.pk).update(status="mislukt")
    assert te_beheren().get() == bericht  # what can't be delivered must be mended
    Bericht.objects.filter(pk=bericht.pk).update(status="wacht", soort="bundel", bundel="vandaag")
    assert not te_beheren().exists()


def test_lines_are_sealed_in_the_audit_log(kring):
    geef(kring)
    zegels = {regel.na["zegel"] for regel in AuditRegel.objects.all()}
    assert {signalen_stap.zegel_van(regel) for regel in Signaalregel.objects.all()} == zegels
    regel = Signaalregel.objects.first()
    regel.wat = "veranderd"
    assert signalen_stap.zegel_van(regel) not in zegels


def test_opening_a_signal_is_written_down_and_a_stranger_leaves_no_trace(kring):
    signaal = geef(kring)
    pad = reverse("signalen:detail", args=[signaal.public_id])
    als(kring.stagedocent).get(pad)
    als(kring.praktijkopleider).get(pad)
    assert [rij.user for rij in Signaalinzage.objects.all()] == [kring.stagedocent]


def test_who_left_the_school_sees_its_signals_no_more_and_the_clock_finds_another_owner(kring):
    signaal = geef(kring)
    Lidmaatschap.objects.filter(user=kring.stagedocent).update(tot=date(2026, 10, 1))
    weg = User.objects.get(pk=kring.stagedocent.pk)
    assert als(weg).get(reverse("signalen:detail", args=[signaal.public_id])).status_code == 404
    User.objects.filter(pk=weg.pk).update(is_active=False)
    assert signalen_klok.volg(at=NU) == 1
    signaal.refresh_from_db()
    assert signaal.eigenaar == kring.stagebegeleider


def test_step_is_agreed_and_ends_with_a_word_for_who_raised_it(kring):
    signaal = geef(kring)
    pad = reverse("signalen:detail", args=[signaal.public_id])
    client = als(kring.stagedocent)
    stap = {"actie": "stap", "stap-actie": "Bellen", "stap-voor": "2026-10-14"}
    assert client.post(pad, stap).status_code == 302
    signaal.refresh_from_db()
    assert (signaal.status, signaal.wacht_vanaf) == ("bezig", date(2026, 10, 14))
    for dag in ("2026-10-01", "2027-10-14"):  # gone by, or so far away that it would wait unseen
        assert client.post(pad, stap | {"stap-voor": dag}).status_code == 422
    einde = {
        "actie": "afronden", "afronden-afloop": "opgelost", "afronden-besluit": "Gebeld.", "afronden-bericht": "Dank!",
    }  # fmt: skip
    assert client.post(pad, einde).status_code == 302
    signaal.refresh_from_db()
    assert (signaal.status, signaal.melder_ongelezen) == ("afgerond", True)
    assert [rij["knop"] for rij in todos(kring.werkbegeleider, NU)] == ["Antwoord lezen"]
    als(kring.werkbegeleider).post(pad, {"actie": "gelezen"})
    assert todos(kring.werkbegeleider, NU) == []
    assert client.post(pad, {"actie": "regel", "regel-tekst": "Nog iets"}).status_code == 422


def test_handing_over_asks_a_person_who_may_own_it(kring):
    signaal = geef(kring)
    with pytest.raises(DomainError):
        signalen_behandelen.draag_over(signaal=signaal, naar=kring.werkbegeleider, by=kring.stagedocent, at=NU)
    with pytest.raises(GeenToegang):
        signalen_behandelen.draag_over(signaal=signaal, naar=kring.coordinator, by=kring.werkbegeleider, at=NU)
    nu = signalen_behandelen.draag_over(signaal=signaal, naar=kring.coordinator, by=kring.stagedocent, at=NU)
    assert nu.eigenaar == kring.coordinator
    assert kringleden(nu) == {kring.stagedocent}


@pytest.mark.parametrize(
    ("dringend", "gewacht", "trede"),
    [(False, 2, 0), (False, 3, 1), (False, 7, 2), (False, 14, 3), (True, 1, 1), (True, 2, 2), (True, 3, 3)],
)
def test_waiting_goes_further_by_days(dringend, gewacht, trede):
    maandag = date(2026, 10, 12)
    assert rules.trede(maandag, maandag + gewacht * DAG, dringend=dringend, dagen=7) == trede


def test_clock_reminds_then_lets_colleagues_in_each_once(kring):
    bureau = persoon("coordinator", OrganisatieFactory(bureau=True))
    signaal = geef(kring)
    for dagen, bij in ((3, set()), (3, set()), (7, {kring.coordinator}), (15, {kring.coordinator, bureau})):
        signalen_klok.volg(at=NU + dagen * DAG)
        assert kringleden(signaal) == bij
    voor = Signaalregel.objects.count()
    assert signalen_klok.volg(at=NU + 16 * DAG) == 0
    assert Signaalregel.objects.count() == voor
    assert todos(kring.coordinator, NU + 16 * DAG)[0]["ernst"] == "rood"


def test_many_that_only_wait_do_not_keep_an_urgent_one_from_its_turn(kring, monkeypatch):
    monkeypatch.setattr(signalen_klok, "PER_KEER", 1)
    geef(kring)
    haast = geef(kring, soort="onveilig", at=NU + DAG)
    assert signalen_klok.volg(at=NU + 2 * DAG) == 1
    haast.refresh_from_db()
    assert haast.trede == rules.HERINNERING


def test_who_covers_gives_and_gets_signals(kring):
    ander = PoulebegeleiderFactory().user
    kring.leerling.stagedocent = None
    kring.leerling.save()
    waar = {"plaatsing": kring.plaatsing, "voor": kring.stagebegeleider, "door": ander}
    Waarneming.objects.create(**waar, van=NU.date(), tot=NU.date() + 7 * DAG, gemaakt_op=NU)
    assert geef(kring).eigenaar == ander
    assert kring.student.naam in als(ander).get(reverse("signalen:kies")).content.decode()
    assert wie_houdt(kring.plaatsing, op=NU.date())[1] == ander
    reeks = Reeks.objects.create(soort="intervisie", naam="Groep", leider=ander, gemaakt_op=NU)
    assert kandidaten(ander, reeks).get() == kring.leerling
    assert not kandidaten(PoulebegeleiderFactory().user, reeks).exists()


# --- facts ---


def test_facts_make_one_signal_and_later_ones_a_line(kring):
    kring.plaatsing.uren_norm = 400
    kring.plaatsing.save()
    GesprekFactory(plaatsing=kring.plaatsing, datum=date(2026, 11, 1))
    signaalfeiten.loop_na(at=NU)
    assert {rij.soort for rij in Signaal.objects.all()} == {"uren"}
    signaal = Signaal.objects.get()
    assert (signaal.eigenaar, signaal.bron, signaal.gemeld_door) == (kring.stagedocent, "feit", None)
    assert "100 procent" in signaal.omschrijving
    signaalfeiten.loop_na(at=NU + timedelta(hours=1))
    signaalfeiten.loop_na(at=NU + DAG)
    assert signaal.regels.count() == 1
    signaalfeiten.loop_na(at=NU + 21 * DAG)  # the next month: it got no better
    assert signaal.regels.filter(wat="Er kwam iets bij").count() == 1
    assert Signaal.objects.filter(soort="uren").count() == 1


def test_contact_counts_weeks_and_a_new_talk_begins_anew(kring):
    Signaaldrempel.objects.create(geldig_van=date(2026, 1, 1), uren_achter_procent=0, gemaakt_op=NU)
    GesprekFactory(plaatsing=kring.plaatsing, datum=date(2026, 9, 14))
    signaalfeiten.loop_na(at=NU)
    eerste = Signaal.objects.get(soort="contact")
    signalen_behandelen.rond_af(
        signaal=eerste, afloop="opgelost", besluit="Gebeld", bericht="", by=kring.stagedocent, at=NU
    )
    GesprekFactory(plaatsing=kring.plaatsing, datum=date(2026, 10, 13))
    signaalfeiten.loop_na(at=NU + 15 * DAG)
    assert Signaal.objects.count() == 1
    signaalfeiten.loop_na(at=NU + 30 * DAG)
    assert Signaal.objects.filter(soort="contact").count() == 2


def test_facts_take_the_same_queries_for_more_placements(kring):
    Signaaldrempel.objects.create(
        geldig_van=date(2026, 1, 1), gemaakt_op=NU, uren_achter_procent=0, weken_zonder_contact=0
    )
    signaalfeiten.loop_na(at=NU - DAG)
    with CaptureQueriesContext(connection) as een:
        signaalfeiten.loop_na(at=NU)
    for _ in range(3):
        maak_kring()
    with CaptureQueriesContext(connection) as meer:
        signaalfeiten.loop_na(at=NU + DAG)
    assert len(meer) == len(een)


def test_most_specific_threshold_counts_and_the_past_stays(kring):
    regio = persoon("coordinator", OrganisatieFactory(bureau=True))
    gewoon = dict.fromkeys(VELDEN, 5)
    zet_drempel(school=None, letters="", geldig_van=NU.date(), waarden=gewoon, by=regio, at=NU)
    eigen = gewoon | {"verslagen_te_laat": 1}
    zet_drempel(school=kring.school, letters="VZ", geldig_van=NU.date(), waarden=eigen, by=kring.coordinator, at=NU)
    boek = Drempelboek.op(NU.date())
    assert boek.voor(kring.school.pk, "VZ").verslagen_te_laat == 1
    assert boek.voor(kring.school.pk, "VP").verslagen_te_laat == 5
    assert Drempelboek.op(NU.date() - DAG).voor(kring.school.pk, "VZ").verslagen_te_laat == 2
    with pytest.raises(GeenToegang):
        zet_drempel(school=None, letters="", geldig_van=NU.date(), waarden=gewoon, by=kring.coordinator, at=NU)
    with pytest.raises(DomainError):
        zet_drempel(school=None, letters="", geldig_van=NU.date() - DAG, waarden=gewoon, by=regio, at=NU)


# --- pages ---


def test_raising_a_signal_from_the_page(kring):
    client = als(kring.werkbegeleider)
    assert kring.leerling.naam in client.get(reverse("signalen:kies")).content.decode()
    pad = reverse("signalen:nieuw", args=[kring.plaatsing.public_id])
    assert "Wie pakt het op" not in client.get(pad).content.decode()
    assert client.post(pad, {"soort": "motivatie", "omschrijving": ""}).status_code == 422
    data = {"soort": "motivatie", "omschrijving": TEKST, "sleutel": "a"}
    assert client.post(pad, data).status_code == 302
    assert client.post(pad, data).status_code == 302
    assert Signaal.objects.count() == 1
    assert als(maak_kring().werkbegeleider).get(pad).status_code == 404
    assert als(kring.student).get(pad).status_code == 403


def test_safe_report_from_the_page(kring):
    client = als(kring.student)
    pad = reverse("signalen:melden")
    assert "Je stageplek ziet dit niet" in client.get(pad).content.decode()
    data = {"soort": "onveilig", "ontvanger": kring.coordinator.pk, "omschrijving": TEKST, "sleutel": "x"}
    antwoord = client.post(pad, data, follow=True)
    assert "Je hoort binnen 2 werkdagen iets" in antwoord.content.decode()
    assert als(kring.werkbegeleider).get(pad).status_code == 403


def test_board_has_the_same_queries_with_more_rows(kring):
    client = als(kring.stagedocent)
    geef(kring)
    client.get(reverse("signalen:bord"))
    with CaptureQueriesContext(connection) as een:
        client.get(reverse("signalen:bord"))
    for nummer in range(4):
        geef(kring, sleutel=str(nummer))
    with CaptureQueriesContext(connection) as meer:
        client.get(reverse("signalen:bord"), {"sorteer": "-gemeld"})
    assert len(meer) == len(een) <= 30
