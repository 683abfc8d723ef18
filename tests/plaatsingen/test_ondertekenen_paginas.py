"""The pages of signing in the portal: reading, showing again who one is, signing, following, helping."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.account.internal.flows import login as flow
from django.urls import reverse

from kern.models import Bericht
from plaatsingen.models import Overeenkomst, Stagedeel
from plaatsingen.services import ondertekenen
from plaatsingen.vandaag_tekenen import todos
from tests.factories import NU, WACHTWOORD, StageplaatsFactory, persoon
from tests.plaatsingen.tekenwereld import HASH, Wereld
from vacatures.models import Stageplaats

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


@pytest.fixture
def wereld():
    return Wereld().stuur()


def als(client, user, *, geleden=0):
    """Log in; `geleden`: seconds since this person last showed who it is."""
    client.force_login(user)
    sessie = client.session
    sessie[flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    sessie[flow.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - geleden}]
    sessie.save()
    return client


def pad(wereld, rol="student", naam="onderteken"):
    return reverse(f"plaatsingen:{naam}", args=[wereld.partij(rol).public_id])


def teken(client, wereld, rol="student"):
    return client.post(pad(wereld, rol), {"akkoord": "on", "tekst_hash": HASH})


def test_student_reads_and_signs(client, wereld):
    als(client, wereld.student.user)
    pagina = client.get(pad(wereld)).content.decode()
    assert "Wij spreken af wat hieronder staat." in pagina
    assert "Ik heb de overeenkomst gelezen" in pagina
    assert teken(client, wereld).status_code == 302
    assert wereld.partij("student").getekend_door == wereld.student.naam
    assert "Getekend" in client.get(pad(wereld)).content.decode()


def test_who_logged_in_long_ago_must_show_again_who_it_is(client, wereld):
    als(client, wereld.student.user, geleden=301)
    assert reverse("account_reauthenticate") in client.get(pad(wereld)).content.decode()
    antwoord = teken(client, wereld)
    assert antwoord.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert wereld.partij("student").getekend_op is None
    client.post(antwoord.headers["Location"], {"password": WACHTWOORD})
    assert teken(client, wereld).status_code == 302
    assert wereld.partij("student").getekend_op


def test_without_a_password_here_one_logs_in_again(client, wereld):
    user = wereld.student.user
    user.set_unusable_password()
    user.save()
    als(client, user, geleden=301)
    pagina = client.get(pad(wereld)).content.decode()
    assert "Opnieuw inloggen" in pagina
    assert reverse("account_reauthenticate") not in pagina
    assert teken(client, wereld).status_code == 302
    assert wereld.partij("student").getekend_op is None


@pytest.mark.parametrize("fout", [{"akkoord": ""}, {"tekst_hash": "0" * 64}])
def test_without_the_tick_or_the_text_nothing_is_signed(client, wereld, fout):
    als(client, wereld.student.user)
    antwoord = client.post(pad(wereld), {"akkoord": "on", "tekst_hash": HASH} | fout)
    assert antwoord.status_code == 422
    assert wereld.partij("student").getekend_op is None


def test_strangers_see_nothing_and_colleagues_read_why_they_cant_sign(client, wereld):
    als(client, persoon("praktijkopleider"))
    assert client.get(pad(wereld, "leerbedrijf")).status_code == 404
    als(client, persoon("praktijkopleider", wereld.huis))
    pagina = client.get(pad(wereld, "leerbedrijf")).content.decode()
    assert f"niet op de lijst van mensen die mogen tekenen namens {wereld.huis.naam}" in pagina
    assert "Vraag een collega" in pagina
    assert teken(client, wereld, "leerbedrijf").status_code == 403


def test_somebody_with_only_authority_finds_the_agreement_and_no_more(client, wereld):
    directeur = persoon("werkbegeleider", wereld.huis)
    wereld.mag(wereld.huis, directeur)
    als(client, directeur)
    assert wereld.student.naam in client.get(reverse("plaatsingen:ondertekenen")).content.decode()
    assert client.get(pad(wereld, "leerbedrijf")).status_code == 200
    assert client.get(pad(wereld, "student")).status_code == 404
    assert client.get(reverse("plaatsingen:detail", args=[wereld.plaatsing.public_id])).status_code == 404
    assert teken(client, wereld, "leerbedrijf").status_code == 302
    assert wereld.partij("leerbedrijf").user == directeur


def test_a_colleague_who_may_is_asked_once_a_day(client, wereld):
    directeur = persoon("werkbegeleider", wereld.huis)
    rij = wereld.mag(wereld.huis, directeur)
    als(client, wereld.opleider)
    for _ in range(2):
        client.post(pad(wereld, "leerbedrijf", "onderteken_collega"), {"collega": rij.pk})
    assert Bericht.objects.filter(aan=directeur.email, soort="ondertekenen_vraag").count() == 1
    vreemd = Wereld().voor_huis
    client.post(pad(wereld, "leerbedrijf", "onderteken_collega"), {"collega": vreemd.pk})
    assert not Bericht.objects.filter(aan=vreemd.email).exists()


def test_refusing_and_asking_again_by_the_coordinator_alone(client, wereld):
    als(client, wereld.opleider)
    client.post(pad(wereld, "leerbedrijf", "onderteken_weigeren"), {"reden": "Andere dagen"})
    assert wereld.partij("leerbedrijf").geweigerd_op
    assert client.post(pad(wereld, "leerbedrijf", "onderteken_opnieuw")).status_code == 403
    als(client, wereld.coordinator)
    overzicht = reverse("plaatsingen:ondertekeningen_van", args=[wereld.overeenkomst.public_id])
    pagina = client.get(overzicht).content.decode()
    assert "Andere dagen" in pagina
    assert "Vraag het opnieuw" in pagina
    client.post(pad(wereld, "leerbedrijf", "onderteken_opnieuw"))
    assert wereld.partij("leerbedrijf").geweigerd_op is None


def test_remind_now_is_for_who_follows_it_once_a_day(client, wereld):
    als(client, wereld.student.user)
    assert client.post(pad(wereld, "school", "onderteken_herinneren")).status_code == 403
    als(client, wereld.opleider)
    assert client.post(pad(wereld, "student", "onderteken_herinneren")).status_code == 403
    als(client, wereld.coordinator)
    for _ in range(2):
        client.post(pad(wereld, "student", "onderteken_herinneren"))
    mails = Bericht.objects.filter(soort="ondertekenen_herinnering", aan=wereld.student.user.email)
    assert mails.count() == 1
    assert pad(wereld) in mails.get().tekst
    overzicht = reverse("plaatsingen:ondertekeningen_van", args=[wereld.overeenkomst.public_id])
    assert "herinnerd op 12 okt" in client.get(overzicht).content.decode()


def test_warning_when_the_recognition_is_gone(client, wereld):
    wereld.huis.erkenningen.update(geldig_tot=NU.date() - timedelta(days=1))
    als(client, wereld.student.user)
    assert "geen geldige erkenning" in client.get(pad(wereld)).content.decode()
    als(client, wereld.coordinator)
    overzicht = reverse("plaatsingen:ondertekeningen_van", args=[wereld.overeenkomst.public_id])
    assert "geen geldige erkenning" in client.get(overzicht).content.decode()


def test_warning_is_of_the_second_host_too_and_never_of_a_stagegezin(client, wereld):
    tweede = StageplaatsFactory()
    Stagedeel.objects.create(plaatsing=wereld.plaatsing, stageplaats=tweede, dagen="wo", uren_norm=50, toegevoegd_op=NU)
    als(client, wereld.student.user)
    assert f"{tweede.leerbedrijf} heeft nu geen geldige erkenning" in client.get(pad(wereld)).content.decode()
    Stageplaats.objects.update(soort="stagegezin")
    wereld.huis.erkenningen.all().delete()
    assert "geen geldige erkenning" not in client.get(pad(wereld)).content.decode()


def test_list_follows_by_tab_and_takes_as_many_queries_for_one_as_for_many(
    client, wereld, django_assert_max_num_queries
):
    als(client, wereld.coordinator)
    lijst = reverse("plaatsingen:ondertekenen")

    def tel():
        with django_assert_max_num_queries(30) as gedaan:
            assert client.get(lijst).status_code == 200
        return len(gedaan)

    client.get(lijst)
    een = tel()
    for _ in range(3):
        ander = Wereld()
        ander.student.school = wereld.school
        ander.student.save()
        ander.mag(wereld.school, ander.coordinator)
        ander.stuur()
    assert tel() == een
    assert client.get(lijst, {"toon": "lang"}).context["rijen"] == []
    ondertekenen.weiger(partij=wereld.partij("student"), reden="nee", by=wereld.student.user, at=NU)
    assert len(client.get(lijst, {"toon": "geweigerd"}).context["rijen"]) == 1


def test_home_tells_everybody_whose_turn_it_is(wereld):
    assert [rij["titel"] for rij in todos(wereld.student.user, NU)] == ["Teken je praktijkovereenkomst"]
    assert [rij["titel"] for rij in todos(wereld.opleider, NU)] == [
        f"Teken de praktijkovereenkomst van {wereld.student.naam}"
    ]
    ondertekenen.weiger(partij=wereld.partij("student"), reden="nee", by=wereld.student.user, at=NU)
    assert [rij["titel"] for rij in todos(wereld.coordinator, NU)] == ["1 overeenkomst is geweigerd"]
    assert todos(wereld.student.user, NU) == []


def test_home_tells_when_nobody_may_sign():
    wereld = Wereld(bevoegd=False).stuur()
    assert [rij["titel"] for rij in todos(wereld.opleider, NU)] == [f"Wijs aan wie mag tekenen voor {wereld.huis}"]
    assert Bericht.objects.filter(soort="ondertekenen_niemand", aan=wereld.opleider.email).count() == 1


def test_signing_moves_on_to_complete_over_the_pages(client, wereld):
    for rol, user in (
        ("student", wereld.student.user),
        ("leerbedrijf", wereld.opleider),
        ("school", wereld.coordinator),
    ):
        als(client, user)
        assert teken(client, wereld, rol).status_code == 302
    assert Overeenkomst.objects.get().status == "getekend"


def test_home_asks_a_minor_who_signs_along():
    wereld = Wereld(minderjarig=True)
    wereld.plaatsing.status = "geaccepteerd"
    wereld.plaatsing.save()
    assert todos(wereld.student.user, NU) == []
    wereld.ouder.delete()
    rij = todos(wereld.student.user, NU)[0]
    assert rij["titel"] == "Vul in wie er met je meetekent"
    assert rij["url"] == reverse("plaatsingen:ouders", args=[wereld.student.public_id])


def test_home_warns_before_an_authority_ends():
    wereld = Wereld()
    wereld.voor_huis.tot = NU.date() + timedelta(days=14)
    wereld.voor_huis.save()
    titels = [rij["titel"] for rij in todos(wereld.opleider, NU)]
    assert titels == [f"{wereld.opleider.naam} mag straks niet meer tekenen voor {wereld.huis}"]
    wereld.voor_huis.tot = NU.date() + timedelta(days=15)
    wereld.voor_huis.save()
    assert todos(wereld.opleider, NU) == []
