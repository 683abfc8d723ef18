"""Who may sign for an organisation: registered, deputised, taken back; and parents and guardians."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht, Toegangslink, Vertegenwoordiger
from kern.services.vertegenwoordigers import haal_vertegenwoordiger_weg, leg_vertegenwoordiger_vast
from plaatsingen.models import Tekenbevoegdheid
from plaatsingen.services import bevoegd
from tests.factories import NU, LidmaatschapFactory, OrganisatieFactory, UserFactory, persoon
from tests.plaatsingen.tekenwereld import Wereld

pytestmark = pytest.mark.django_db
DAG = NU.date()


def wijs_aan(wereld, by=None, **extra):
    gegevens = {"naam": "Dirk Teur", "email": "dirk@voorbeeld.test", "van": DAG} | extra
    gegevens.setdefault("organisatie", wereld.huis)
    return bevoegd.wijs_aan(by=by or wereld.opleider, at=NU, **gegevens)


def test_registered_person_is_asked_at_once_for_what_waits():
    wereld = Wereld(bevoegd=False).stuur()
    wijs_aan(wereld)
    mail = Bericht.objects.get(aan="dirk@voorbeeld.test")
    assert (mail.soort, mail.gevoelig) == ("ondertekenen_vraag", True)
    user = UserFactory(email="eva@voorbeeld.test")
    rij = wijs_aan(wereld, naam="Eva", email="EVA@voorbeeld.test")
    assert rij.user == user
    assert Bericht.objects.get(aan=user.email).gevoelig is False


def test_authority_for_later_is_not_asked_now():
    wereld = Wereld(bevoegd=False).stuur()
    wijs_aan(wereld, van=DAG + timedelta(days=1))
    assert not Bericht.objects.filter(aan="dirk@voorbeeld.test").exists()


def test_same_person_in_the_same_time_and_wrong_days_are_refused():
    wereld = Wereld()
    wijs_aan(wereld, tot=DAG + timedelta(days=9))
    with pytest.raises(DomainError, match="mag in deze tijd al tekenen"):
        wijs_aan(wereld, van=DAG + timedelta(days=9))
    wijs_aan(wereld, van=DAG + timedelta(days=10))
    with pytest.raises(DomainError, match="laatste dag ligt voor de eerste"):
        wijs_aan(wereld, email="ander@voorbeeld.test", tot=DAG - timedelta(days=1))


def test_only_who_is_responsible_registers():
    wereld = Wereld()
    for user in (persoon("praktijkopleider"), persoon("werkbegeleider", wereld.huis), wereld.student.user):
        with pytest.raises(GeenToegang):
            wijs_aan(wereld, by=user)
    # The school helps a leerbedrijf that has nobody of its own.
    with pytest.raises(GeenToegang):
        wijs_aan(wereld, by=wereld.coordinator)
    wereld.opleider.is_active = False
    wereld.opleider.save()
    assert wijs_aan(wereld, by=wereld.coordinator)
    with pytest.raises(GeenToegang):
        wijs_aan(wereld, by=persoon("coordinator"), email="x@voorbeeld.test")


def test_deputy_signs_for_a_time_and_no_longer_than_the_person_itself():
    wereld = Wereld()
    tot = DAG + timedelta(days=7)
    gegevens = {"naam": "Ver Vanger", "email": "ver@voorbeeld.test", "van": DAG, "tot": tot}
    vervanger = bevoegd.wijs_vervanger_aan(bevoegdheid=wereld.voor_huis, by=wereld.opleider, at=NU, **gegevens)
    geldig = Tekenbevoegdheid.objects.geldig_op
    assert vervanger in geldig(tot)
    assert vervanger not in geldig(tot + timedelta(days=1))
    with pytest.raises(DomainError, match="niet zelf weer een vervanger"):
        bevoegd.wijs_vervanger_aan(bevoegdheid=vervanger, by=wereld.opleider, at=NU, **gegevens)
    wereld.voor_huis.tot = DAG + timedelta(days=2)
    wereld.voor_huis.save()
    assert vervanger not in geldig(DAG + timedelta(days=3))
    with pytest.raises(DomainError, match="niet langer duren"):
        bevoegd.wijs_vervanger_aan(
            bevoegdheid=wereld.voor_huis, by=wereld.opleider, at=NU, **(gegevens | {"email": "z@voorbeeld.test"})
        )


def test_taken_back_ends_deputies_and_links_at_once():
    wereld = Wereld(bevoegd=False)
    rij = wereld.mag(wereld.huis, email="extern@voorbeeld.test")
    vervanger = wereld.mag(wereld.huis, email="ver@voorbeeld.test", via=rij)
    blijft = wereld.mag(wereld.huis, email="blijft@voorbeeld.test")
    wereld.stuur()
    bevoegd.trek_bevoegdheid_in(bevoegdheid=rij, by=wereld.opleider, at=NU)
    bevoegd.trek_bevoegdheid_in(bevoegdheid=rij, by=wereld.opleider, at=NU)
    open_ = Toegangslink.objects.filter(ingetrokken_op=None).values_list("email", flat=True)
    assert list(open_) == [blijft.email]
    assert list(Tekenbevoegdheid.objects.geldig_op(DAG).filter(organisatie=wereld.huis)) == [blijft]
    assert AuditRegel.objects.filter(actie="tekenbevoegdheid ingetrokken").count() == 2
    vervanger.refresh_from_db()
    assert vervanger.ingetrokken_op == NU


def test_colleague_who_may_not_sign_isnt_asked():
    wereld = Wereld().stuur()
    vreemd = Wereld().voor_huis
    with pytest.raises(DomainError, match="mag niet tekenen"):
        bevoegd.vraag_collega(partij=wereld.partij("leerbedrijf"), bevoegdheid=vreemd, by=wereld.opleider, at=NU)


# --- Pages ---


def test_praktijkopleider_adds_and_takes_back_on_the_page(client):
    wereld = Wereld(bevoegd=False)
    client.force_login(wereld.opleider)
    antwoord = client.get(reverse("plaatsingen:tekenbevoegd"))
    adres = reverse("plaatsingen:tekenbevoegd_organisatie", args=[wereld.huis.public_id])
    assert antwoord.headers["Location"] == adres
    assert "Nog niemand mag tekenen" in client.get(adres).content.decode()
    gegevens = {"naam": "Dirk", "email": "dirk@voorbeeld.test", "van": "2026-01-01"}
    assert client.post(adres, gegevens).status_code == 302
    assert client.post(adres, gegevens).status_code == 422
    rij = Tekenbevoegdheid.objects.get()
    weg = reverse("plaatsingen:tekenbevoegd_intrekken", args=[rij.public_id])
    assert "Intrekken" in client.get(weg).content.decode()
    client.post(weg)
    assert "ingetrokken" in client.get(adres).content.decode()
    vervanger = reverse("plaatsingen:tekenbevoegd_vervanger", args=[rij.public_id])
    assert client.post(vervanger, gegevens | {"tot": "2027-01-01"}).status_code == 422


def test_who_may_sign_sees_the_list_and_strangers_get_404(client):
    wereld = Wereld()
    adres = reverse("plaatsingen:tekenbevoegd_organisatie", args=[wereld.huis.public_id])
    for user, status in ((persoon("praktijkopleider"), 404), (wereld.student.user, 404), (wereld.opleider, 200)):
        client.force_login(user)
        assert client.get(adres).status_code == status
    directeur = persoon("werkbegeleider", wereld.huis)
    wereld.mag(wereld.huis, directeur)
    client.force_login(directeur)
    assert "Iemand toevoegen" not in client.get(adres).content.decode()
    assert client.post(adres, {"naam": "x"}).status_code == 403


def test_two_organisations_give_a_choice(client):
    wereld = Wereld()
    LidmaatschapFactory(user=wereld.opleider, organisatie=OrganisatieFactory(naam="Tweede Huis"))
    client.force_login(wereld.opleider)
    assert "Tweede Huis" in client.get(reverse("plaatsingen:tekenbevoegd")).content.decode()


# --- Parents and guardians ---


def leg_vast(wereld, by=None, **extra):
    gegevens = {"naam": "Mia", "relatie": "moeder", "email": "mia@voorbeeld.test", "telefoon": ""} | extra
    return leg_vertegenwoordiger_vast(student=wereld.student, by=by or wereld.coordinator, at=NU, **gegevens)


def test_parents_are_kept_changed_and_taken_off_without_their_data_in_the_log():
    wereld = Wereld()
    rij = leg_vast(wereld)
    assert leg_vast(wereld) == rij
    leg_vast(wereld, bestaand=rij, email="nieuw@voorbeeld.test")
    rij.refresh_from_db()
    assert rij.email == "nieuw@voorbeeld.test"
    haal_vertegenwoordiger_weg(vertegenwoordiger=rij, by=wereld.coordinator, at=NU)
    haal_vertegenwoordiger_weg(vertegenwoordiger=rij, by=wereld.coordinator, at=NU)
    regels = AuditRegel.objects.filter(object_soort="kern.Vertegenwoordiger")
    assert regels.count() == 3
    assert "voorbeeld.test" not in str(list(regels.values("voor", "na", "reden")))
    with pytest.raises(DomainError, match="weggehaald"):
        leg_vast(wereld, bestaand=rij)


def test_student_cant_be_the_own_parent_and_four_is_enough():
    wereld = Wereld()
    with pytest.raises(DomainError, match="adres van de student zelf"):
        leg_vast(wereld, email=wereld.student.user.email.upper())
    for nummer in range(4):
        leg_vast(wereld, naam=f"Ouder {nummer}")
    with pytest.raises(DomainError, match="al vier"):
        leg_vast(wereld, naam="Vijfde")


def test_page_of_parents_is_for_student_and_school_alone(client):
    wereld = Wereld(minderjarig=True)
    wereld.plaatsing.status = "lopend"
    wereld.plaatsing.save()
    wereld.student.stagedocent = persoon("stagedocent", wereld.school)
    wereld.student.save()
    adres = reverse("plaatsingen:ouders", args=[wereld.student.public_id])
    een = reverse("plaatsingen:ouder", args=[wereld.ouder.public_id])
    for user, lees, schrijf in (
        (wereld.student.user, 200, 200),
        (wereld.coordinator, 200, 200),
        (wereld.student.stagedocent, 200, 403),
        (wereld.opleider, 404, 404),
        (persoon("coordinator"), 404, 404),
    ):
        client.force_login(user)
        assert (client.get(adres).status_code, client.get(een).status_code) == (lees, schrijf)
    client.force_login(wereld.student.user)
    client.post(adres, {"naam": "Bo", "relatie": "vader", "email": "", "telefoon": ""})
    assert Vertegenwoordiger.objects.filter(naam="Bo").exists()
    client.post(een, {"naam": "Mia Anders", "relatie": "moeder", "email": "", "telefoon": "06"})
    client.post(reverse("plaatsingen:ouder_weg", args=[wereld.ouder.public_id]))
    wereld.ouder.refresh_from_db()
    assert (wereld.ouder.naam, wereld.ouder.vervallen_op is not None) == ("Mia Anders", True)
    assert client.post(een, {}).status_code == 404


def test_host_meets_no_detail_of_a_parent_on_any_page_of_signing(client):
    wereld = Wereld(minderjarig=True).stuur()
    wereld.ouder.telefoon = "0612340000"
    wereld.ouder.save()
    client.force_login(wereld.opleider)
    adressen = [
        reverse("plaatsingen:ondertekenen"),
        reverse("plaatsingen:ondertekeningen_van", args=[wereld.overeenkomst.public_id]),
        reverse("plaatsingen:ondertekenen_papier", args=[wereld.overeenkomst.public_id]),
        reverse("plaatsingen:onderteken", args=[wereld.partij("ouder").public_id]),
    ]
    for adres in adressen:
        antwoord = client.get(adres)
        assert antwoord.status_code == 200
        for geheim in ("Mia", "mia@voorbeeld.test", "0612340000"):
            assert geheim not in antwoord.content.decode()


def test_geboortedatum_decides_on_the_day():
    wereld = Wereld()
    wereld.student.geboortedatum = date(2008, 10, 13)
    assert wereld.student.is_minderjarig(DAG)
    assert not wereld.student.is_minderjarig(DAG + timedelta(days=1))
