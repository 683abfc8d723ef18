"""Getting in: password, lock-out, reset, second step, idle time, invitation, school account."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.urls import reverse

from kern.inloggen.schoolaccount import lees_claims, vind_persoon
from kern.middleware import ACTIEF_COOKIE
from kern.models import Bericht, Lidmaatschap, Uitnodiging, User
from kern.services.mensen import beeindig_rol, nodig_uit, zet_toegang
from tests.factories import NU, WACHTWOORD, OrganisatieFactory, StudentFactory, UserFactory, persoon

pytestmark = pytest.mark.django_db


def log_in(client, email: str, wachtwoord: str = WACHTWOORD):
    return client.post(reverse("account_login"), {"login": email, "password": wachtwoord})


def test_everything_but_login_asks_to_log_in(client):
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/account/login/?next=/")


def test_address_in_any_case_logs_in(client):
    user = persoon("coordinator")
    assert log_in(client, user.email.upper()).status_code == 302
    assert client.get("/").status_code == 200


def test_sixth_wrong_try_is_refused_even_with_the_right_password(client):
    user = persoon("coordinator")
    for _ in range(5):
        log_in(client, user.email, "fout")
    response = log_in(client, user.email)
    assert response.status_code in {200, 429}
    assert client.get("/").status_code == 302


def test_other_address_header_does_not_lift_the_lock(client):
    user = persoon("coordinator")
    for nummer in range(5):
        client.post(
            reverse("account_login"),
            {"login": user.email, "password": "fout"},
            headers={"x-forwarded-for": f"10.0.0.{nummer}"},
        )
    log_in(client, user.email)
    assert client.get("/").status_code == 302


def test_reset_answers_the_same_for_known_and_unknown(client):
    bekend, onbekend = persoon("coordinator").email, "niemand@voorbeeld.test"
    antwoorden = [client.post(reverse("account_reset_password"), {"email": email}) for email in (bekend, onbekend)]
    assert [a.status_code for a in antwoorden] == [302, 302]
    assert antwoorden[0].url == antwoorden[1].url
    assert Bericht.objects.filter(gevoelig=True).count() == 2


def test_reset_link_comes_through_the_outbox(client):
    user = persoon("coordinator")
    client.post(reverse("account_reset_password"), {"email": user.email})
    bericht = Bericht.objects.get(aan=user.email)
    assert "/account/password/reset/key/" in bericht.tekst
    assert user.naam not in bericht.onderwerp


def test_nobody_signs_up(client):
    response = client.post(
        reverse("account_signup"), {"email": "x@voorbeeld.test", "password1": WACHTWOORD, "password2": WACHTWOORD}
    )
    assert not User.objects.filter(email="x@voorbeeld.test").exists()
    assert response.status_code in {200, 404}


def test_staff_must_set_up_a_second_step(client, settings):
    settings.MFA_VERPLICHT = True
    client.force_login(persoon("coordinator"))
    assert client.get("/").url == reverse("mfa_index")
    client.force_login(StudentFactory().user)
    assert client.get("/").status_code == 200


def test_second_step_is_asked_at_login(client, settings):
    settings.MFA_VERPLICHT = True
    user = persoon("coordinator")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    response = log_in(client, user.email)
    assert response.url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302


def test_idle_staff_are_logged_out_and_students_not(client):
    with time_machine.travel(NU, tick=False) as klok:
        for user, status in ((persoon("coordinator"), 302), (StudentFactory().user, 200)):
            klok.move_to(NU)
            log_in(client, user.email)
            client.get("/")
            klok.move_to(NU + timedelta(minutes=31))
            assert client.get("/").status_code == status
            client.logout()


def test_work_keeps_a_session_alive(client):
    with time_machine.travel(NU, tick=False) as klok:
        log_in(client, persoon("coordinator").email)
        for minuten in (0, 20, 40, 60):
            klok.move_to(NU + timedelta(minutes=minuten))
            assert client.get("/").status_code == 200
        assert ACTIEF_COOKIE in client.cookies


def test_logout_clears_what_the_browser_kept(client):
    log_in(client, persoon("coordinator").email)
    response = client.post(reverse("account_logout"))
    assert '"storage"' in response.headers["Clear-Site-Data"]


def test_blocked_person_is_out_at_the_next_request(client):
    user = persoon("coordinator")
    client.force_login(user)
    assert client.get("/").status_code == 200
    zet_toegang(user=user, mag_inloggen=False, by=persoon("beheerder"), at=NU)
    assert client.get("/").status_code == 302


def test_ended_role_is_out_at_the_next_request(client):
    user = persoon("beheerder")
    client.force_login(user)
    assert client.get(reverse("beheer:start")).status_code == 200
    beeindig_rol(lidmaatschap=user.lidmaatschappen.get(), by=persoon("beheerder"), at=NU)
    assert client.get(reverse("beheer:start")).status_code == 403


def test_new_password_ends_other_sessions(client):
    user = persoon("coordinator")
    log_in(client, user.email)
    assert Session.objects.count() == 1
    user.set_password("een-heel-ander-wachtwoord")
    user.save()
    assert client.get("/").status_code == 302


def uitnodigen(email: str = "nieuw@voorbeeld.test") -> tuple[Uitnodiging, str]:
    uitnodiging = nodig_uit(
        email=email, rol="praktijkopleider", organisatie=OrganisatieFactory(), by=persoon("beheerder"), at=NU
    )
    return uitnodiging, Bericht.objects.get(sleutel=f"uitnodiging:{uitnodiging.public_id}").pad


@time_machine.travel(NU, tick=False)
def test_invitation_makes_a_person_with_the_role(client):
    uitnodiging, pad = uitnodigen()
    gegevens = {"voornaam": "Zoë", "achternaam": "Testema", "wachtwoord": "vier-woorden-op-een-rij"}
    assert client.post(pad, gegevens).url == "/"
    lid = Lidmaatschap.objects.get(user__email="nieuw@voorbeeld.test")
    assert (lid.rol, lid.organisatie) == ("praktijkopleider", uitnodiging.organisatie)
    client.logout()
    assert client.get(pad).status_code == 410


@time_machine.travel(NU, tick=False)
def test_weak_password_is_explained_and_nothing_is_made(client):
    _, pad = uitnodigen()
    response = client.post(pad, {"voornaam": "Zoë", "achternaam": "Testema", "wachtwoord": "kort"})
    assert "12" in response.content.decode()
    assert not User.objects.filter(email="nieuw@voorbeeld.test").exists()


def test_old_invitation_no_longer_works(client):
    _, pad = uitnodigen()
    with time_machine.travel(NU + timedelta(days=15), tick=False):
        assert client.get(pad).status_code == 410


@time_machine.travel(NU, tick=False)
def test_invitation_for_somebody_known_asks_to_log_in_first(client):
    bekend = UserFactory(email="nieuw@voorbeeld.test")
    _, pad = uitnodigen()
    assert "Log eerst in" in client.get(pad).content.decode()
    client.force_login(bekend)
    assert client.post(pad).url == "/"
    assert bekend.lidmaatschappen.count() == 1


def surfconext(**claims: object) -> dict:
    return {"userinfo": {"schac_home_organization": "ROC-A.test", "eduperson_affiliation": ["student"], **claims}}


def test_school_account_finds_a_student_by_number():
    school = OrganisatieFactory(school=True, oidc_domein="roc-a.test")
    student = StudentFactory(school=school, studentnummer="123")
    code = "urn:schac:personalUniqueCode:nl:local:roc-a.test:studentid:123"
    claims = lees_claims(surfconext(schac_personal_unique_code=[code]))
    assert vind_persoon(claims, op=NU.date()) == student.user


def test_school_account_of_another_school_finds_nobody():
    OrganisatieFactory(school=True, oidc_domein="roc-a.test")
    StudentFactory(studentnummer="123")
    code = "urn:schac:personalUniqueCode:nl:local:roc-a.test:studentid:123"
    assert vind_persoon(lees_claims(surfconext(schac_personal_unique_code=[code])), op=NU.date()) is None


def test_school_account_finds_staff_only_in_their_own_organisation():
    school = OrganisatieFactory(school=True, oidc_domein="roc-a.test")
    eigen = persoon("coordinator", school)
    ander = persoon("coordinator")
    rol = {"eduperson_affiliation": "employee"}
    assert vind_persoon(lees_claims(surfconext(email=eigen.email, **rol)), op=NU.date()) == eigen
    assert vind_persoon(lees_claims(surfconext(email=ander.email, **rol)), op=NU.date()) is None


def test_student_affiliation_never_opens_a_staff_account():
    school = OrganisatieFactory(school=True, oidc_domein="roc-a.test")
    eigen = persoon("coordinator", school)
    assert vind_persoon(lees_claims(surfconext(email=eigen.email)), op=NU.date()) is None


def test_entree_names_are_understood():
    school = OrganisatieFactory(school=True, code="01AB")
    eigen = persoon("coordinator", school)
    claims = lees_claims(
        {"id_token": {"nlEduPersonHomeOrganizationId": "01ab", "eduPersonAffiliation": "staff", "mail": eigen.email}}
    )
    assert vind_persoon(claims, op=NU.date()) == eigen
