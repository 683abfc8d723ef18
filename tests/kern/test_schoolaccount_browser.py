"""A school account in a real browser against a real OpenID Connect provider."""

import warnings

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from playwright.sync_api import Page, expect

from kern.models import AuditRegel, Bericht
from tests.factories import OrganisatieFactory, StudentFactory, persoon

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the mock warns about its own libraries
    from oidc_provider_mock import User, run_server_in_thread

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # those of the provider's own libraries
]
DOMEIN = "roc-a.test"


def claims(**eigen: object) -> dict[str, object]:
    return {"schac_home_organization": DOMEIN, "eduperson_affiliation": ["employee"], **eigen}


@pytest.fixture
def school(db):
    return OrganisatieFactory(school=True, oidc_domein=DOMEIN)


@pytest.fixture
def aanbieder(settings, school):
    """Return an OpenID Connect provider with three people, known to the portal as SURFconext."""
    mensen = [
        User(sub="docent-1", claims=claims(email="docent@roc-a.test")),
        User(sub="onbekend-1", claims=claims(email="iemand@roc-a.test")),
        User(
            sub="student-1",
            claims=claims(
                eduperson_affiliation=["student"],
                schac_personal_unique_code=[f"urn:schac:personalUniqueCode:nl:local:{DOMEIN}:studentid:424242"],
            ),
        ),
    ]
    with run_server_in_thread(user_claims=mensen) as server:
        app = {
            "provider_id": "surfconext",
            "name": "SURFconext",
            "client_id": "stagebureau",
            "secret": "geheim",
            "settings": {"server_url": f"http://localhost:{server.server_port}"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield server


def log_in(page: Page, live_server, sub: str) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("link", name="Inloggen met SURFconext").click()
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def test_teacher_of_a_known_school_gets_in(page: Page, live_server, aanbieder, school):
    docent = persoon("stagedocent", school, email="docent@roc-a.test", voornaam="Noor")
    log_in(page, live_server, "docent-1")
    expect(page).to_have_url(live_server.url + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Noor")
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (docent, "docent-1")
    assert AuditRegel.objects.filter(actie="schoolaccount gekoppeld", by=docent).count() == 1
    assert Bericht.objects.filter(aan=docent.email, onderwerp="Uw schoolaccount is gekoppeld").exists()


def test_student_gets_in_by_number_and_keeps_the_tie_when_the_address_changes(page, live_server, aanbieder, school):
    student = StudentFactory(school=school, studentnummer="424242")
    log_in(page, live_server, "student-1")
    expect(page).to_have_url(live_server.url + "/")
    assert SocialAccount.objects.get().user == student.user


def test_stranger_reads_what_to_do_and_is_not_in(page: Page, live_server, aanbieder):
    log_in(page, live_server, "onbekend-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit schoolaccount is nog niet bekend")
    expect(page.locator("main")).to_contain_text("stagecoördinator")
    page.goto(live_server.url + "/")
    expect(page).to_have_url(live_server.url + reverse("account_login") + "?next=/")
    assert not SocialAccount.objects.exists()


def test_second_step_is_asked_after_a_school_account_too(page: Page, live_server, aanbieder, school, settings):
    settings.MFA_VERPLICHT = True
    persoon("coordinator", school, email="docent@roc-a.test")
    log_in(page, live_server, "docent-1")
    expect(page).to_have_url(live_server.url + reverse("mfa_index"))
    page.goto(live_server.url + "/plaatsingen/")
    expect(page).to_have_url(live_server.url + reverse("mfa_index"))


def test_blocked_person_does_not_get_in(page: Page, live_server, aanbieder, school):
    persoon("stagedocent", school, email="docent@roc-a.test", is_active=False)
    log_in(page, live_server, "docent-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit schoolaccount is nog niet bekend")


def test_login_page_has_a_button_per_provider_and_none_without(client, settings):
    app = {"client_id": "a", "secret": "b", "settings": {"server_url": "http://localhost:1"}}
    apps = [app | {"provider_id": naam.lower(), "name": naam} for naam in ("SURFconext", "Entree")]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    tekst = client.get(reverse("account_login")).content.decode()
    assert "Inloggen met SURFconext" in tekst
    assert "Inloggen met Entree" in tekst
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Inloggen met SURF" not in client.get(reverse("account_login")).content.decode()
