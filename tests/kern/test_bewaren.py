"""Terms: what goes on the day after, what stays on the day itself, and what stays whatever the term says (D3)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from begeleiding.models import Signaal
from enquetes.models import Deelnemer, Meting, Vragenlijst
from evaluaties.models import Bezwaar, Evaluatie, Evaluatieformulier, Evaluatieresultaat, Feedbackuitnodiging
from evaluaties.tasks import ruim_bestanden_op
from kern.models import Achtergrondtaak, AuditRegel, Bericht, Bestand, Hartslag, Inzageregel, Toegangslink, Uitnodiging
from kern.services import bewaren
from kern.services.bestanden import bewaar_bestand
from kern.services.bewaarregels import verwijzingen_naar_bestanden
from matching.models import Berekening, Bevriezing, Ronde
from matching.models import Bezwaar as Plaatsbezwaar
from tests.evaluaties.feedbackwereld import ronde_tot
from tests.factories import (
    AMSTERDAM,
    OrganisatieFactory,
    PlaatsingFactory,
    SollicitatieFactory,
    StudentFactory,
    UserFactory,
    persoon,
)
from tests.matching.hulp import maak_ronde
from vacatures.models import Sollicitatie

NU = datetime(2026, 11, 2, 4, 0, tzinfo=AMSTERDAM)
SECONDE = timedelta(seconds=1)
INLOGGEN = "allauth.account.auth_backends.AuthenticationBackend"


def lang_geleden(code, settings, erbij=SECONDE):
    """Just so long ago that it goes; without `erbij` just not."""
    return NU - timedelta(days=settings.BEWAARTERMIJNEN[code]) - erbij


def maak_signaal(op, **velden):
    plaatsing = PlaatsingFactory(status="afgerond")
    basis = {
        "student": plaatsing.student,
        "plaatsing": plaatsing,
        "soort": "motivatie",
        "bron": "mens",
        "omschrijving": "KANARIE",
        "gemeld_op": op,
        "status": "afgerond",
        "afloop": "opgelost",
        "afgerond_op": op,
    }
    return Signaal.objects.create(**basis | velden)


def maak_link(op, veld="geldig_tot"):
    velden = {"gemaakt_op": op - timedelta(days=9), "geldig_tot": NU + timedelta(days=9)} | {veld: op}
    return Toegangslink.objects.create(
        doel="begeleiden", object_id=uuid4(), naam="KANARIE", email="k@voorbeeld.test", token_hash=uuid4().hex, **velden
    )


def maak_uitnodiging(op):
    return Uitnodiging.objects.create(
        email="k@voorbeeld.test",
        rol="werkbegeleider",
        organisatie=OrganisatieFactory(),
        token_hash=uuid4().hex,
        uitgenodigd_op=op,
        geldig_tot=op,
    )


def maak_inzage(op, **velden):
    return Inzageregel.objects.create(
        at=op, rol="x", object_soort="x", object_id="1", route="x", uitkomst="getoond", **velden
    )


def maak_deelnemer(op):
    lijst = Vragenlijst.objects.filter(soort="student").latest("versie")
    meting = Meting.objects.create(
        vragenlijst=lijst, naam="M", van=op.date(), tot=op.date(), status="gesloten", gemaakt_op=op, gesloten_op=op
    )
    return Deelnemer.objects.create(meting=meting, user=UserFactory(), uitgenodigd_op=op, ingevuld=True)


def maak_bevriezing(op):
    ronde, *_ = maak_ronde()
    Ronde.objects.filter(pk=ronde.pk).update(status="gesloten", gesloten_op=op, gepubliceerd_op=op)
    rij = Bevriezing.objects.create(ronde=ronde, op=op, hash="x", gegevens=b"KANARIE")
    Berekening.objects.create(ronde=ronde, bevriezing=rij, gestart_op=op)
    return rij


def maak_bestand(op):
    return bewaar_bestand(naam="k.pdf", soort="los", mime="application/pdf", inhoud=b"k", by=None, at=op)


GEVALLEN = {
    "signalen": maak_signaal,
    "meldingen": lambda op: maak_signaal(op, bron="melding"),
    "links": maak_link,
    "uitnodigingen": maak_uitnodiging,
    "inzage": maak_inzage,
    "deelnemers": maak_deelnemer,
    "matching": maak_bevriezing,
    "losse_bestanden": maak_bestand,
}


def bestaat(rij):
    return type(rij)._base_manager.filter(pk=rij.pk).exists()


@pytest.mark.parametrize("code", GEVALLEN)
def test_goes_after_the_last_day_of_its_term_and_not_before(db, settings, code):
    weg = GEVALLEN[code](lang_geleden(code, settings))
    blijft = GEVALLEN[code](lang_geleden(code, settings, timedelta()))
    discreet = code in {"signalen", "meldingen"}
    assert {rij.regel.code: rij.aantal for rij in bewaren.stand(at=NU)}[code] == (None if discreet else 1)
    assert bewaren.ruim_op(at=NU)[code] == 1
    assert not bestaat(weg)
    assert bestaat(blijft)
    assert bewaren.ruim_op(at=NU)[code] == 0
    regel = AuditRegel.objects.get(actie="bewaartermijn voorbij", na__soort=code)
    telling = {} if discreet else {"aantal": 1}
    assert regel.na == {"soort": code, "dagen": settings.BEWAARTERMIJNEN[code]} | telling
    assert "KANARIE" not in repr(list(AuditRegel.objects.values()))


def test_file_that_anything_names_is_never_loose():
    """Also what has no way back: the pdf and seal of an agreement, a scan, a certificate."""
    namen = {
        f"{relatie.related_model._meta.model_name}.{relatie.field.name}" for relatie in verwijzingen_naar_bestanden()
    }
    velden = {
        f"{model._meta.model_name}.{veld.name}"
        for model in apps.get_models()
        for veld in model._meta.get_fields()
        if veld.concrete and veld.related_model is Bestand
    }
    assert namen == velden
    assert {"overeenkomst.pdf", "overeenkomst.zegel_pdf", "bekwaamheid.certificaat"} <= namen


@pytest.mark.parametrize("veld", ["gebruikt_op", "ingetrokken_op"])
def test_link_that_ended_early_counts_from_its_end(db, settings, veld):
    weg, blijft = maak_link(lang_geleden("links", settings), veld), maak_link(NU, veld)
    bewaren.ruim_op(at=NU)
    assert (bestaat(weg), bestaat(blijft)) == (False, True)


def test_link_taken_back_stays_while_its_application_goes_on(db, settings):
    link = maak_link(lang_geleden("links", settings), "ingetrokken_op")
    sollicitatie = SollicitatieFactory(status="bij_leerbedrijf")
    Toegangslink.objects.filter(pk=link.pk).update(doel="sollicitatie", object_id=sollicitatie.public_id)
    bewaren.ruim_op(at=NU)
    assert bestaat(link)  # or the next reminder sends this address a new one
    Sollicitatie.objects.filter(pk=sollicitatie.pk).update(status="ingetrokken")
    bewaren.ruim_op(at=NU)
    assert not bestaat(link)


def maak_bezwaar(student):
    evaluatie = Evaluatie.objects.create(
        plaatsing=PlaatsingFactory(student=student, status="afgerond"),
        moment="eind",
        formulier=Evaluatieformulier.objects.latest("pk"),
        geopend_op=NU,
    )
    resultaat = Evaluatieresultaat.objects.create(evaluatie=evaluatie, gemaakt_op=NU, bewaard_op=NU)
    return Bezwaar.objects.create(resultaat=resultaat, tekst="Niet eens.", ingediend_op=NU)


def test_signal_stays_while_the_stage_runs_another_is_open_or_an_objection_waits(db, settings):
    oud = lang_geleden("signalen", settings)
    loopt, open_, bezwaar = (maak_signaal(oud) for _ in range(3))
    loopt.plaatsing.status = "onderbroken"
    loopt.plaatsing.save()
    maak_signaal(NU, student=open_.student, status="open", afloop="", afgerond_op=None)
    inzage = maak_inzage(oud, student_id=bezwaar.student_id)
    rij = maak_bezwaar(bezwaar.student)
    bewaren.ruim_op(at=NU)
    assert all(bestaat(rij) for rij in (loopt, open_, bezwaar, inzage))
    rij.ingetrokken_op = NU
    rij.save()
    bewaren.ruim_op(at=NU)
    assert not bestaat(bezwaar)
    assert not bestaat(inzage)


def test_frozen_data_stay_for_an_open_objection_and_the_outcome_stays_always(db, settings):
    rij = maak_bevriezing(lang_geleden("matching", settings))
    berekening = rij.berekeningen.get()
    voorstel = berekening.voorstellen.create(student=StudentFactory(), reden="tekort")
    bezwaar = Plaatsbezwaar.objects.create(voorstel=voorstel, tekst="x", ingediend_op=NU)
    bewaren.ruim_op(at=NU)
    assert bestaat(rij)
    bezwaar.status = "afgewezen"
    bezwaar.save()
    bewaren.ruim_op(at=NU)
    assert not bestaat(rij)
    berekening.refresh_from_db()
    assert berekening.bevriezing is None
    assert berekening.voorstellen.count() == 1


def test_feedback_forgets_addresses_and_keeps_the_name_of_who_answered(db, settings):
    ronde_tot(PlaatsingFactory(), NU.date(), NU - timedelta(days=60))
    een = Feedbackuitnodiging.objects.get()
    ronde = een.ronde
    ronde.anoniem, ronde.gesloten_op = False, lang_geleden("feedback_adressen", settings)
    ronde.save()
    ronde.uitnodigingen.create(
        rol=een.rol, naam="Stil", email="stil@voorbeeld.test", formulier=een.formulier, gevraagd_op=NU
    )
    ronde.antwoorden.create(rol=een.rol, formulier=een.formulier, uitnodiging=een, dag=NU.date())
    assert bewaren.ruim_op(at=NU)["feedback_adressen"] == 2
    assert list(ronde.uitnodigingen.order_by("pk").values_list("naam", "email")) == [("Mens", ""), ("", "")]


def test_who_was_asked_goes_with_the_mail_that_tells_who_answered(db, settings):
    rij = maak_deelnemer(lang_geleden("deelnemers", settings))
    Bericht.objects.create(
        sleutel=f"enquete_herinnering:{rij.public_id}",
        soort="enquete_herinnering",
        ontvanger=rij.user,
        aan="x@x.test",
        onderwerp="x",
        tekst="x",
        status="vervallen",
        laatste_fout="al ingevuld",
        aangemaakt_op=NU,
        niet_voor=NU,
    )
    bewaren.ruim_op(at=NU)
    assert not Bericht.objects.exists()


def test_old_errors_lose_their_text_and_the_work_stays(db, settings):
    op = lang_geleden("taakfouten", settings)
    taak = Achtergrondtaak.objects.create(
        soort="x", titel="x", status="mislukt", fout="KANARIE", aangevraagd_op=NU, afgelopen_op=op,
        resultaat={"studenten": [1]},
    )  # fmt: skip
    assert [bewaren.ruim_op(at=NU)["taakfouten"] for _ in range(2)] == [1, 0]
    taak.refresh_from_db()
    assert "KANARIE" not in taak.fout
    assert not taak.resultaat  # or the page would go on naming them


def test_file_that_something_names_is_never_loose(db):
    bestand = maak_bestand(NU - timedelta(days=900))
    Achtergrondtaak.objects.create(soort="x", titel="x", aangevraagd_op=NU, bestand=bestand)
    bewaren.ruim_op(at=NU)
    assert Bestand.objects.filter(pk=bestand.pk).exists()


def test_a_rule_that_fails_holds_up_no_other_and_the_page_says_so(db, settings, client, monkeypatch):
    def stuk(at):
        raise RuntimeError("KANARIE")

    kapot = bewaren.Bewaarregel("links", "Links", "x", "x", "x", ruim=stuk, tel=lambda at: 3)
    monkeypatch.setitem(bewaren._regels, "links", kapot)
    weg = maak_uitnodiging(lang_geleden("uitnodigingen", settings))
    assert bewaren.ruim_op(at=NU)["links"] == -1
    assert not bestaat(weg)
    client.force_login(persoon("beheerder"), backend=INLOGGEN)
    assert "lukte de laatste keer niet overal" in client.get(reverse("beheer:bewaartermijnen")).text
    with pytest.raises(CommandError):
        call_command("bewaartermijnen", "--uitvoeren")


def test_more_than_one_block_goes_in_one_run(db, settings, monkeypatch):
    monkeypatch.setattr(bewaren.blok_van, "__kwdefaults__", {"blok": 2})
    for _ in range(5):
        maak_inzage(lang_geleden("inzage", settings))
    assert bewaren.ruim_op(at=NU)["inzage"] == 5
    assert [rij.na["aantal"] for rij in AuditRegel.objects.order_by("volgnummer")] == [2, 2, 1]


def test_page_tells_terms_reasons_and_counts_with_the_same_queries(db, client):
    client.force_login(persoon("beheerder"), backend=INLOGGEN)
    adres = reverse("beheer:bewaartermijnen")
    client.get(adres)
    aantallen = []
    for keer in (1, 5):
        for _ in range(keer):
            for maak in (maak_inzage, maak_signaal, maak_link):
                maak(NU - timedelta(days=3000))
        with CaptureQueriesContext(connection) as vragen:
            pagina = client.get(adres).text
        aantallen.append(len(vragen))
    assert aantallen[0] == aantallen[1] <= 30
    for regel in bewaren.regels():
        assert (f"{regel.dagen} dag" if regel.dagen else "meteen nadat") in pagina
    assert "Veilige meldingen van studenten" in pagina
    ruim_bestanden_op()
    assert Hartslag.objects.get(naam="opruimen").uitkomst["regels"]["inzage"]["weg"] == 6
    assert "6 op" in client.get(adres).text


def test_every_term_has_a_rule_and_every_rule_a_term(settings):
    assert {regel.code for regel in bewaren.regels()} == set(settings.BEWAARTERMIJNEN)


def test_dry_run_counts_and_clears_nothing(db, settings, capsys):
    rij = maak_link(lang_geleden("links", settings) - timedelta(days=2000))
    call_command("bewaartermijnen")
    assert "links: 1 (na 90 dagen)" in capsys.readouterr().out
    assert bestaat(rij)
    call_command("bewaartermijnen", "--uitvoeren")
    assert "links: 1" in capsys.readouterr().out
    assert not bestaat(rij)
