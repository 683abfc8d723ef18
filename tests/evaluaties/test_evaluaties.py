import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties.models import Evaluatie, Evaluatieformulier, Invulling
from evaluaties.services import evaluaties as services
from kern.models import Bericht, Inzageregel
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

NU = datetime(2026, 11, 2, 14, 0, tzinfo=AMSTERDAM)
OPENERS = ("coordinator", "stagedocent", "werkbegeleider")
LEZERS = ("coordinator", "stagedocent", "stagebegeleider", "praktijkopleider")


def open_(kring, moment="tussen"):
    return services.open_evaluatie(
        plaatsing=kring.plaatsing, moment=moment, voor_datum=None, by=kring.coordinator, at=NU
    )


def antwoorden(evaluatie, score="voldoende", toelichting="KANARIE-reden"):
    return {deel["code"]: {"score": score, "toelichting": toelichting} for deel in evaluatie.formulier.onderdelen}


def vul_in(evaluatie, user, **kwargs):
    invulling = services.bewaar_invulling(
        evaluatie=evaluatie, antwoorden=antwoorden(evaluatie, **kwargs), algemeen="", versie=0, by=user, at=NU
    )
    return services.dien_in(evaluatie=evaluatie, versie=invulling.versie, by=user, at=NU)


def post(evaluatie, versie=0, actie="bewaren", **delen):
    data = {"versie": versie, "algemeen": "", "actie": actie}
    for deel in evaluatie.formulier.onderdelen:
        data |= {f"score_{deel['code']}": "goed", f"toelichting_{deel['code']}": "KANARIE"}
    return data | delen


def test_two_real_forms_are_there(db):
    for moment in ("tussen", "eind"):
        formulier = Evaluatieformulier.objects.filter(momenten=moment).latest("versie")
        codes = [deel["code"] for deel in formulier.onderdelen]
        assert len(codes) == len(set(codes)) >= 8


@pytest.mark.parametrize("wie", OPENERS)
def test_opening_tells_both_sides_and_twice_is_once(kring, wie):
    by = getattr(kring, wie)
    for _ in range(2):
        services.open_evaluatie(plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=by, at=NU)
    assert Evaluatie.objects.count() == 1
    ontvangers = {bericht.ontvanger for bericht in Bericht.objects.filter(soort="evaluatie_geopend")}
    assert ontvangers == {kring.student, kring.werkbegeleider} - {by}


@pytest.mark.parametrize("wie", ["student", "praktijkopleider", "stagebegeleider"])
def test_others_do_not_open(kring, wie):
    with pytest.raises(GeenToegang):
        services.open_evaluatie(
            plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=getattr(kring, wie), at=NU
        )


def test_opening_refuses_a_day_that_was(kring):
    with pytest.raises(DomainError, match="al geweest"):
        services.open_evaluatie(
            plaatsing=kring.plaatsing, moment="tussen", voor_datum=date(2026, 11, 1), by=kring.coordinator, at=NU
        )


def test_a_new_version_of_the_form_leaves_running_evaluations_alone(kring):
    oud = open_(kring)
    Evaluatieformulier.objects.create(
        naam=oud.formulier.naam, momenten="tussen", versie=3, onderdelen=[], geldig_van=date(2026, 11, 1)
    )
    oud.refresh_from_db()
    assert oud.formulier.versie == 2
    assert services.formulier_voor(kring.plaatsing, "tussen", date(2026, 11, 2)).versie == 3


def test_final_one_asks_a_reason_with_each_score(kring):
    evaluatie = open_(kring, "eind")
    with pytest.raises(DomainError, match="Leg de score uit"):
        vul_in(evaluatie, kring.student, toelichting="")
    assert vul_in(open_(kring, "tussen"), kring.student, toelichting="").status == "ingediend"


def test_every_part_needs_a_score(kring):
    with pytest.raises(DomainError, match="Kies nog een score"):
        vul_in(open_(kring), kring.student, score="")


def test_handed_in_is_fixed_and_handing_in_twice_is_once(kring):
    evaluatie = open_(kring)
    eerste = vul_in(evaluatie, kring.student)
    assert services.dien_in(evaluatie=evaluatie, versie=99, by=kring.student, at=NU + timedelta(1)) == eerste
    with pytest.raises(DomainError, match="liggen vast"):
        services.bewaar_invulling(evaluatie=evaluatie, antwoorden={}, algemeen="x", versie=1, by=kring.student, at=NU)


def test_both_ready_tells_everybody_without_the_answers(kring):
    evaluatie = open_(kring)
    vul_in(evaluatie, kring.student)
    assert not Bericht.objects.filter(soort="evaluatie_klaar").exists()
    vul_in(evaluatie, kring.werkbegeleider)
    klaar = Bericht.objects.filter(soort="evaluatie_klaar")
    assert {bericht.ontvanger for bericht in klaar} == {kring.student, kring.stagebegeleider, kring.stagedocent}
    assert not [bericht for bericht in klaar if "KANARIE" in bericht.tekst + bericht.html]


# --- pages ---


def test_sides_are_hidden_until_both_are_in(kring, als):
    evaluatie = open_(kring)
    detail = reverse("evaluaties:detail", args=[evaluatie.public_id])
    vul_in(evaluatie, kring.student)
    for wie in ("werkbegeleider", *LEZERS):
        assert "KANARIE" not in als(getattr(kring, wie)).get(detail).content.decode()
    invullen = als(kring.werkbegeleider).get(reverse("evaluaties:invullen", args=[evaluatie.public_id]))
    assert "KANARIE" not in invullen.content.decode()
    vul_in(evaluatie, kring.werkbegeleider)
    for wie in ("student", "werkbegeleider", *LEZERS):
        assert "KANARIE" in als(getattr(kring, wie)).get(detail).content.decode()


@pytest.mark.parametrize("wie", LEZERS)
def test_reading_leaves_one_line(kring, als, wie):
    evaluatie = open_(kring)
    als(getattr(kring, wie)).get(reverse("evaluaties:detail", args=[evaluatie.public_id]))
    regel = Inzageregel.objects.get()
    assert (regel.user, regel.uitkomst) == (getattr(kring, wie), "getoond")


def test_beheerder_does_not_read(kring, als):
    evaluatie = open_(kring)
    antwoord = als(persoon("beheerder")).get(reverse("evaluaties:detail", args=[evaluatie.public_id]))
    assert antwoord.status_code == 403
    assert Inzageregel.objects.get().uitkomst == "geweigerd"


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", *LEZERS])
def test_strangers_get_404(kring, ander, als, wie):
    evaluatie = open_(kring)
    client = als(getattr(ander, wie))
    for naam in ("detail", "invullen"):
        assert client.get(reverse(f"evaluaties:{naam}", args=[evaluatie.public_id])).status_code == 404
    assert client.post(reverse("evaluaties:bewaren", args=[evaluatie.public_id]), {}).status_code == 404
    assert client.post(reverse("evaluaties:openen", args=[kring.plaatsing.public_id]), {}).status_code == 404
    assert not Invulling.objects.exists()


@pytest.mark.parametrize("wie", LEZERS)
def test_readers_do_not_fill_in(kring, als, wie):
    evaluatie = open_(kring)
    assert als(getattr(kring, wie)).get(reverse("evaluaties:invullen", args=[evaluatie.public_id])).status_code == 404


@pytest.mark.parametrize("wie", ["student", "werkbegeleider"])
def test_fill_in_by_page_and_hand_in(kring, als, wie):
    evaluatie = open_(kring)
    client = als(getattr(kring, wie))
    url = reverse("evaluaties:invullen", args=[evaluatie.public_id])
    assert client.get(url).status_code == 200
    assert not Invulling.objects.exists()
    assert client.post(url, post(evaluatie)).status_code == 302
    assert 'value="goed" id' in client.get(url).content.decode() or "checked" in client.get(url).content.decode()
    antwoord = client.post(url, post(evaluatie, versie=1, actie="indienen"))
    assert antwoord.url == reverse("evaluaties:detail", args=[evaluatie.public_id])
    assert Invulling.objects.get().status == "ingediend"


def test_incomplete_hand_in_keeps_what_was_filled_in(kring, als):
    evaluatie = open_(kring)
    code = evaluatie.formulier.onderdelen[0]["code"]
    url = reverse("evaluaties:invullen", args=[evaluatie.public_id])
    antwoord = als(kring.student).post(url, post(evaluatie, actie="indienen", **{f"score_{code}": ""}))
    assert antwoord.status_code == 422
    assert "Kies nog een score" in antwoord.content.decode()
    assert Invulling.objects.get().versie == 1
    assert 'name="versie" value="1"' in antwoord.content.decode()


def test_all_that_is_missing_is_told_at_once_with_links(kring, als):
    evaluatie = open_(kring, "eind")
    een, twee, drie = (deel["code"] for deel in evaluatie.formulier.onderdelen[:3])
    leeg = {f"score_{een}": "", f"toelichting_{twee}": " ", f"score_{drie}": "", f"toelichting_{drie}": ""}
    url = reverse("evaluaties:invullen", args=[evaluatie.public_id])
    tekst = als(kring.student).post(url, post(evaluatie, actie="indienen", **leeg)).text
    assert "Er zijn 4 fouten" in tekst
    lijst = tekst[tekst.index('class="foutenlijst"') :].partition("</ul>")[0]
    verwijzingen = re.findall(r'href="#([^"]+)"', lijst)
    assert verwijzingen == [
        f"id_score_{een}_0",
        f"id_toelichting_{twee}",
        f"id_score_{drie}_0",
        f"id_toelichting_{drie}",
    ]
    assert all(f'id="{doel}"' in tekst for doel in verwijzingen)
    assert "data-focus" in tekst


def test_autosave_and_conflict_page_keep_both(kring, als):
    evaluatie = open_(kring)
    client = als(kring.student)
    bewaren = reverse("evaluaties:bewaren", args=[evaluatie.public_id])
    assert client.post(bewaren, post(evaluatie, algemeen="Telefoon.")).json()["versie"] == 1
    assert client.post(bewaren, post(evaluatie, algemeen="Laptop.")).status_code == 409
    antwoord = client.post(
        reverse("evaluaties:invullen", args=[evaluatie.public_id]), post(evaluatie, algemeen="Laptop.")
    )
    assert antwoord.status_code == 409
    assert "Telefoon." in antwoord.content.decode()
    assert "Laptop." in antwoord.content.decode()


@pytest.mark.parametrize("wie", OPENERS)
def test_open_by_page(kring, als, wie):
    client = als(getattr(kring, wie))
    assert kring.student.naam in client.get(reverse("evaluaties:kies")).content.decode()
    url = reverse("evaluaties:openen", args=[kring.plaatsing.public_id])
    assert client.get(url).status_code == 200
    morgen = timezone.localdate() + timedelta(days=1)
    velden = {"moment": "eind", "voor_datum": morgen.isoformat()}
    assert "staat klaar" in client.post(url, velden, follow=True).content.decode()
    assert "was al geopend" in client.post(url, velden, follow=True).content.decode()
    assert Evaluatie.objects.get().moment == "eind"


def test_list_costs_the_same_queries_for_one_and_many(kring, als):
    open_(kring)
    client = als(kring.coordinator)
    client.get(reverse("evaluaties:lijst"))

    def tel():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("evaluaties:lijst"))
        return len(queries)

    een = tel()
    for _ in range(4):
        extra = maak_kring()
        open_(extra)
        extra.leerling.school = kring.school
        extra.leerling.save()
    assert tel() == een
    assert een <= 30
