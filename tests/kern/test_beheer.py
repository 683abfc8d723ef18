"""Administration: people, roles, invitations, mailbox, logs, reference tables; own account and messages."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kern.models import AuditRegel, Bericht, Inzageregel, Lidmaatschap, Opleiding, Uitnodiging, User
from kern.services.audit import leg_vast
from kern.services.inzage import leg_inzage_vast
from tests.factories import (
    NU,
    ErkenningFactory,
    LidmaatschapFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StudentFactory,
    UserFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
PAGINAS = ["start", "mensen", "uitnodigen", "post", "log", "inzage", "stijl"]


def log_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def beheerder() -> User:
    return persoon("beheerder")


@pytest.fixture
def als(beheerder) -> Client:
    return log_in(beheerder)


def bericht(**extra: object) -> Bericht:
    standaard = {
        "sleutel": f"s{Bericht.objects.count()}",
        "soort": "test",
        "aan": "iemand@voorbeeld.test",
        "onderwerp": "Onderwerp",
        "tekst": "KANARIE-TEKST",
        "aangemaakt_op": NU,
        "niet_voor": NU,
    }
    return Bericht.objects.create(**standaard | extra)


# --- who gets in ---


@pytest.mark.parametrize("pagina", PAGINAS)
def test_page_is_for_beheerders_only(als, pagina):
    adres = reverse(f"beheer:{pagina}")
    assert als.get(adres).status_code == 200
    assert Client().get(adres).status_code == 302
    for user in (persoon("coordinator"), persoon("praktijkopleider"), StudentFactory().user):
        assert log_in(user).get(adres).status_code == 403


def test_actions_are_for_beheerders_only_and_need_a_post(als):
    doel = persoon("coordinator")
    post = bericht(status="mislukt")
    adressen = [
        reverse("beheer:persoon", args=[doel.public_id]),
        reverse("beheer:rol_beeindigen", args=[doel.public_id, doel.lidmaatschappen.get().pk]),
        reverse("beheer:toegang", args=[doel.public_id]),
        reverse("beheer:post_opnieuw", args=[post.public_id]),
        reverse("beheer:post_bericht", args=[post.public_id]),
    ]
    ander = log_in(persoon("coordinator"))
    for adres in adressen:
        assert ander.post(adres).status_code == 403
    for adres in adressen[1:4]:
        assert als.get(adres).status_code == 405
    assert doel.lidmaatschappen.get().tot is None


# --- people and roles ---


def test_people_are_found_by_name_role_and_organisation(als):
    school = OrganisatieFactory(school=True)
    zoe = persoon("coordinator", school, voornaam="Zoë", achternaam="Testema")
    LidmaatschapFactory(user=UserFactory(), rol="werkbegeleider", tot=date(2021, 1, 1))

    def gevonden(**vraag) -> list[User]:
        return list(als.get(reverse("beheer:mensen"), vraag).context["pagina"].object_list)

    assert gevonden(q="testema zoë") == [zoe]
    assert gevonden(organisatie=school.naam[-6:].lower()) == [zoe]
    assert gevonden(rol="coordinator") == [zoe]
    assert gevonden(rol="werkbegeleider") == []  # that role ended
    assert "Niemand gevonden" in als.get(reverse("beheer:mensen"), {"q": "qqq"}).content.decode()


@pytest.mark.parametrize("pagina", ["mensen", "post", "log", "inzage"])
def test_list_takes_the_same_queries_for_one_and_for_many(als, beheerder, pagina, django_assert_max_num_queries):
    def rij() -> None:
        student = StudentFactory()
        bericht(ontvanger=student.user)
        leg_vast(actie="getest", obj=student, by=persoon("coordinator"), at=NU, voor={"a": 1}, na={"a": 2})
        leg_inzage_vast(obj=student, student=student, user=persoon("coordinator"), at=NU, route="test")

    rij()
    adres = reverse(f"beheer:{pagina}")
    als.get(adres)
    with django_assert_max_num_queries(16) as een:
        als.get(adres)
    for _ in range(8):
        rij()
    with django_assert_max_num_queries(len(een.captured_queries)):
        als.get(adres)


def test_role_is_given_and_ended(als):
    iemand, school = UserFactory(), OrganisatieFactory(school=True)
    adres = reverse("beheer:persoon", args=[iemand.public_id])
    gegevens = {"rol": "coordinator", "organisatie": school.pk, "van": "2020-01-01"}
    assert als.post(adres, gegevens).status_code == 302
    lid = iemand.lidmaatschappen.get()
    assert "al coördinator" in als.post(adres, gegevens).content.decode()
    als.post(reverse("beheer:rol_beeindigen", args=[iemand.public_id, lid.pk]))
    lid.refresh_from_db()
    assert lid.tot == timezone.localdate() - timedelta(days=1)
    assert list(AuditRegel.objects.order_by("pk").values_list("actie", flat=True)) == ["rol gegeven", "rol beëindigd"]
    assert "beëindigd" in als.get(adres).content.decode()


def test_role_with_wrong_dates_is_refused(als):
    iemand = UserFactory()
    gegevens = {"rol": "coordinator", "organisatie": OrganisatieFactory().pk, "van": "2026-05-01", "tot": "2026-04-01"}
    antwoord = als.post(reverse("beheer:persoon", args=[iemand.public_id]), gegevens)
    assert "einddatum ligt voor" in antwoord.content.decode()
    assert not iemand.lidmaatschappen.exists()


def test_role_of_somebody_else_is_not_ended_through_this_address(als):
    een, ander = persoon("coordinator"), persoon("coordinator")
    adres = reverse("beheer:rol_beeindigen", args=[een.public_id, ander.lidmaatschappen.get().pk])
    assert als.post(adres).status_code == 404


def test_beheerder_cannot_shut_oneself_out(als, beheerder):
    als.post(reverse("beheer:toegang", args=[beheerder.public_id]), {"mag_inloggen": "nee"})
    als.post(reverse("beheer:rol_beeindigen", args=[beheerder.public_id, beheerder.lidmaatschappen.get().pk]))
    beheerder.refresh_from_db()
    assert beheerder.is_active
    assert Lidmaatschap.objects.get(user=beheerder).tot is None


def test_blocking_and_opening_work_at_once_and_are_written_down(als):
    iemand = persoon("coordinator")
    open_sessie = log_in(iemand)
    adres = reverse("beheer:toegang", args=[iemand.public_id])
    als.post(adres, {"mag_inloggen": "nee"})
    assert open_sessie.get("/").status_code == 302
    als.post(adres, {"mag_inloggen": "ja"})
    assert log_in(iemand).get("/").status_code == 200
    acties = list(AuditRegel.objects.order_by("pk").values_list("actie", flat=True))
    assert acties == ["account geblokkeerd", "account geopend"]


# --- invitations ---


def test_invitation_is_sent_once_and_the_newer_one_counts(als):
    school = OrganisatieFactory(school=True)
    gegevens = {"email": "Nieuw@Voorbeeld.test", "rol": "coordinator", "organisatie": school.pk}
    for _ in range(2):
        assert als.post(reverse("beheer:uitnodigen"), gegevens).status_code == 302
    assert Uitnodiging.objects.filter(ingetrokken_op__isnull=True).count() == 1
    paden = list(Bericht.objects.order_by("pk").values_list("pad", flat=True))
    assert [Client().get(pad).status_code for pad in paden] == [410, 200]
    tekst = als.get(reverse("beheer:uitnodigen")).content.decode()
    assert "nieuw@voorbeeld.test" in tekst
    assert not any(pad.split("/")[-2] in tekst for pad in paden)


def test_invitation_for_a_role_that_is_there_already_is_refused(als):
    iemand = persoon("coordinator")
    organisatie = iemand.lidmaatschappen.get().organisatie
    antwoord = als.post(
        reverse("beheer:uitnodigen"), {"email": iemand.email, "rol": "coordinator", "organisatie": organisatie.pk}
    )
    assert "is hier al coördinator" in antwoord.content.decode()
    assert not Bericht.objects.exists()


def test_nobody_is_invited_as_a_student(als):
    gegevens = {"email": "a@b.test", "rol": "student", "organisatie": OrganisatieFactory(school=True).pk}
    assert als.post(reverse("beheer:uitnodigen"), gegevens).status_code == 200
    assert not Uitnodiging.objects.exists()


@time_machine.travel(NU, tick=False)
def test_token_of_an_invitation_is_kept_as_a_hash(als):
    gegevens = {"email": "a@b.test", "rol": "coordinator", "organisatie": OrganisatieFactory(school=True).pk}
    als.post(reverse("beheer:uitnodigen"), gegevens)
    token = Bericht.objects.get().pad.split("/")[-2]
    assert token not in str(Uitnodiging.objects.values().get())


# --- mailbox ---


def test_mailbox_shows_state_and_finds(als):
    bericht(onderwerp="Verslag binnen", status="mislukt", laatste_fout="adres bestaat niet")
    bericht(onderwerp="Iets anders")
    assert als.get(reverse("beheer:post"), {"status": "mislukt"}).context["pagina"].paginator.count == 1
    assert als.get(reverse("beheer:post"), {"q": "binnen"}).context["pagina"].paginator.count == 1


def test_failed_mail_is_tried_again(als):
    post = bericht(status="mislukt", pogingen=7)
    als.post(reverse("beheer:post_opnieuw", args=[post.public_id]))
    post.refresh_from_db()
    assert (post.status, post.pogingen) == ("wacht", 0)
    assert AuditRegel.objects.get().actie == "bericht opnieuw aangeboden"


def test_text_of_a_mail_is_shown_in_the_demo_only(als, settings):
    adres = reverse("beheer:post_bericht", args=[bericht().public_id])
    settings.DEMO = True
    assert "KANARIE-TEKST" in als.get(adres).content.decode()
    settings.DEMO = False
    assert "KANARIE-TEKST" not in als.get(adres).content.decode()


# --- reference tables ---


@pytest.mark.slow
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_every_admin_page_opens_for_beheerders_only(als, model):
    SchooljaarFactory()
    LocatieFactory(organisatie=ErkenningFactory().organisatie)
    naam = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    adressen = [reverse("admin:index"), reverse(f"{naam}_changelist"), f"{reverse(f'{naam}_changelist')}?q=a"]
    if admin.site._registry[model].has_add_permission(als.get("/").wsgi_request):
        adressen.append(reverse(f"{naam}_add"))
    rij = model.objects.first()
    if rij:
        adressen += [reverse(f"{naam}_change", args=[rij.pk]), reverse(f"{naam}_delete", args=[rij.pk])]
    ander = log_in(persoon("coordinator"))
    for adres in adressen:
        assert als.get(adres).status_code == 200, adres
        assert ander.get(adres, follow=True).status_code == 403, adres
        assert Client().get(adres, follow=True).redirect_chain[-1][0].startswith(reverse("account_login")), adres


def test_admin_holds_reference_tables_only():
    assert {model._meta.app_label for model in admin.site._registry} <= {
        "kern",
        "evaluaties",
        "plaatsingen",
        "vraagaanbod",
    }


def test_change_in_a_reference_table_is_written_down(als):
    opleiding = Opleiding.objects.first()
    adres = reverse("admin:kern_opleiding_change", args=[opleiding.pk])
    velden = ("code", "letters", "niveau", "leerweg", "jaren")
    gegevens = {veld: getattr(opleiding, veld) for veld in velden} | {"naam": "Nieuwe naam"}
    assert als.post(adres, gegevens).status_code == 302
    regel = AuditRegel.objects.get()
    assert regel.actie == "basistabel gewijzigd"
    assert regel.na["naam"] == "Nieuwe naam"


# --- own account and messages ---


def test_own_page_shows_roles_and_saves_the_telephone_number():
    user = persoon("coordinator")
    client = log_in(user)
    tekst = client.get(reverse("account:mijn")).content.decode()
    assert user.email in tekst
    assert user.lidmaatschappen.get().organisatie.naam in tekst
    client.post(reverse("account:mijn"), {"telefoon": "06 1234 5678"})
    user.refresh_from_db()
    assert user.telefoon == "06 1234 5678"
    assert AuditRegel.objects.get().actie == "eigen gegevens gewijzigd"


def test_student_sees_who_read_and_not_what_others_had_read():
    student, ander = StudentFactory(), StudentFactory()
    lezer = persoon("coordinator", voornaam="Lezer", achternaam="Een")
    leg_inzage_vast(obj=student, student=student, user=lezer, at=NU, route="verslag", reden="Reden-van-mij")
    leg_inzage_vast(obj=ander, student=ander, user=lezer, at=NU, route="verslag", reden="Reden-van-ander")
    leg_inzage_vast(obj=student, student=student, user=student.user, at=NU, route="zelf", reden="Zelf-gelezen")
    tekst = log_in(student.user).get(reverse("account:mijn")).content.decode()
    assert "Reden-van-mij" in tekst
    assert "Lezer Een" in tekst
    assert "Reden-van-ander" not in tekst
    assert "Zelf-gelezen" not in tekst


def test_own_address_is_changed_by_nobody_here():
    client = log_in(persoon("coordinator"))
    assert client.post("/account/email/", {"email": "ander@voorbeeld.test", "action_add": "1"}).url == "/account/"


def test_messages_are_ones_own_and_opening_marks_as_read():
    user = persoon("coordinator")
    eigen = bericht(ontvanger=user, pad="/plaatsingen/", tekst="Eigen tekst")
    ander = bericht(ontvanger=persoon("coordinator"), onderwerp="KANARIE")
    bericht(ontvanger=user, gevoelig=True, onderwerp="KANARIE")
    bericht(ontvanger=user, status="vervallen", onderwerp="KANARIE")
    client = log_in(user)
    antwoord = client.get(reverse("meldingen:lijst"))
    assert antwoord.context["meldingen_aantal"] == 1
    assert "KANARIE" not in antwoord.content.decode()
    assert "Eigen tekst" in antwoord.content.decode()
    assert client.post(reverse("meldingen:openen", args=[ander.public_id])).status_code == 404
    assert client.post(reverse("meldingen:openen", args=[eigen.public_id])).url == "/plaatsingen/"
    assert client.get(reverse("meldingen:lijst")).context["meldingen_aantal"] == 0


@pytest.mark.parametrize("pad", ["https://kwaad.test/", "//kwaad.test/", "javascript:alert(1)", ""])
def test_message_never_leads_off_the_site(pad):
    user = persoon("coordinator")
    post = bericht(ontvanger=user, pad=pad)
    antwoord = log_in(user).post(reverse("meldingen:openen", args=[post.public_id]))
    assert antwoord.url == reverse("meldingen:lijst")


def test_all_messages_are_marked_as_read_at_once():
    user = persoon("coordinator")
    ander = bericht(ontvanger=persoon("coordinator"))
    for _ in range(3):
        bericht(ontvanger=user)
    log_in(user).post(reverse("meldingen:gelezen"))
    assert not Bericht.objects.filter(ontvanger=user, gelezen_op__isnull=True).exists()
    ander.refresh_from_db()
    assert ander.gelezen_op is None


def test_visiting_pages_changes_nothing(als):
    PlaatsingFactory()
    voor = AuditRegel.objects.count(), Inzageregel.objects.count(), Bericht.objects.count()
    for pagina in PAGINAS:
        als.get(reverse(f"beheer:{pagina}"))
    assert (AuditRegel.objects.count(), Inzageregel.objects.count(), Bericht.objects.count()) == voor
