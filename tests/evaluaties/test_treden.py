"""Rungs across students, and the same thing for several at once (R6.7, R6.8)."""

import csv
import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluaties.enums import Regeling
from evaluaties.filters_treden import ZAKEN, met_zaak, treden_voor
from evaluaties.laddertaken import laddertaken
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services import bulk, feiten, veegronde
from evaluaties.services.besluiten import besluit
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.regelen import Voornemen
from kern.models import AuditRegel
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
SEPTEMBER, OKTOBER = "monthly:2026-09", "monthly:2026-10"
LIJST, SAMEN = "verslagen:treden", "verslagen:treden_samen"
VRIJ = {"wat": "vrijstellen", "plicht": OKTOBER, "reden": "Storing op 1 november."}


def op(maand, dag, uur=7, jaar=2026):
    return datetime(jaar, maand, dag, uur, tzinfo=AMSTERDAM)


def bij_school(kring, aantal=1):
    """More students of the same school, each with an own placement."""
    extra = []
    for _ in range(aantal):
        nieuw = maak_kring(aangemaakt_op=BEGIN)
        nieuw.leerling.school = kring.school
        nieuw.leerling.save()
        extra.append(nieuw)
    return extra


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


@pytest.fixture
def klas(kring):
    """Three students of one school, of whom the second handed in September; swept until the third of November."""
    tweede, derde = bij_school(kring, 2)
    feiten.meld_inlevering(plaatsing=tweede.plaatsing, plicht=SEPTEMBER, received_at=op(9, 30), by=None, at=op(9, 30))
    for moment in (op(10, 2), op(10, 10), op(11, 3)):
        veegronde.veeg(at=moment)
    with time_machine.travel(op(11, 3, 9), tick=False):
        yield [kring, tweede, derde]


def zaken_van(kring):
    rijen = treden_voor(kring.coordinator).filter(pk=kring.plaatsing.pk)
    return {zaak for zaak, _ in ZAKEN if met_zaak(rijen, zaak).exists()}


# --- the list ---


def test_list_shows_rung_what_is_asked_and_what_happened_last(klas, als):
    antwoord = als(klas[0].coordinator).get(reverse(LIJST))
    rijen = {rij.plaatsing.pk: rij for rij in antwoord.context["rijen"]}
    assert [rijen[k.plaatsing.pk].trede for k in klas] == [2, 1, 2]
    eerste = rijen[klas[0].plaatsing.pk]
    assert eerste.eerste.titel == "reflectieverslag over september 2026"
    assert eerste.laatste.soort == "REPLACEMENT_ASSIGNED"
    pagina = antwoord.content.decode()
    assert "Vervangende opdracht gegeven" in pagina
    assert "---------" not in pagina


@pytest.mark.parametrize(("trede", "wie"), [("0", []), ("1", [1]), ("2", [0, 2]), ("4", [])])
def test_list_filters_on_rung(klas, als, trede, wie):
    antwoord = als(klas[0].coordinator).get(reverse(LIJST), {"trede": trede})
    gevonden = {rij.plaatsing.pk for rij in antwoord.context["rijen"]}
    assert gevonden == {klas[nummer].plaatsing.pk for nummer in wie}


def test_list_filters_on_school_only_when_there_are_more(klas, als):
    eigen = als(klas[0].coordinator).get(reverse(LIJST))
    assert "school" not in eigen.context["filter"].form.fields
    bureau = persoon("beheerder").lidmaatschappen.get().organisatie
    maak_kring(aangemaakt_op=BEGIN)
    regio = als(persoon("coordinator", bureau)).get(reverse(LIJST), {"school": klas[0].school.public_id})
    assert len(regio.context["rijen"]) == 3
    assert regio.context["acties"]  # of the own school; none of these students is one of that
    assert 'name="kies"' not in regio.content.decode()


@pytest.mark.parametrize("sorteer", ["student", "-student", "trede", "-trede", "begeleider", "laatst", "-laatst"])
def test_list_sorts(klas, als, sorteer):
    rijen = als(klas[0].coordinator).get(reverse(LIJST), {"sorteer": sorteer}).context["rijen"]
    assert len(rijen) == 3
    if sorteer.endswith("trede"):
        treden = [rij.trede for rij in rijen]
        assert treden == sorted(treden, reverse=sorteer.startswith("-"))


@pytest.mark.parametrize("formaat", ["csv", "xlsx"])
def test_list_is_downloaded(klas, als, formaat):
    antwoord = als(klas[0].coordinator).get(reverse(LIJST), {"formaat": formaat, "trede": "1"})
    assert antwoord["Content-Disposition"].startswith("attachment")
    if formaat == "csv":
        rijen = list(csv.DictReader(io.StringIO(antwoord.content.decode("utf-8-sig"))))
        assert [(rij["Trede"], rij["Student"]) for rij in rijen] == [("1", klas[1].leerling.naam)]


@pytest.mark.parametrize("wie", ["stagedocent", "stagebegeleider", "coordinator"])
def test_readers_see_only_their_own(klas, ander, als, wie):
    antwoord = als(getattr(klas[0], wie)).get(reverse(LIJST))
    assert antwoord.status_code == 200
    gevonden = {rij.plaatsing.pk for rij in antwoord.context["rijen"]}
    assert ander.plaatsing.pk not in gevonden
    assert len(gevonden) == (3 if wie == "coordinator" else 1)
    assert bool(antwoord.context["acties"]) == (wie == "coordinator")


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "praktijkopleider"])
def test_others_have_no_list(klas, als, wie):
    client = als(getattr(klas[0], wie))
    assert client.get(reverse(LIJST)).status_code == 403
    assert client.post(reverse(SAMEN), {**VRIJ, "kies": klas[0].plaatsing.public_id}).status_code == 403


def test_list_costs_the_same_queries_for_one_and_many(kring, als):
    client = als(kring.coordinator)
    bij_school(kring, 2)  # with something to choose, so that the filters are there
    veegronde.veeg(at=op(11, 3))
    client.get(reverse(LIJST))

    def tel():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIJST))
        return len(queries)

    een = tel()
    bij_school(kring, 6)
    veegronde.veeg(at=op(11, 3))
    assert tel() == een <= 30


def test_list_has_fifty_per_page(kring, als, monkeypatch):
    bij_school(kring, 3)
    monkeypatch.setattr("evaluaties.views.gemeenschappelijk.PER_PAGINA", 2)
    client = als(kring.coordinator)
    assert [len(client.get(reverse(LIJST), {"pagina": n}).context["rijen"]) for n in (1, 2)] == [2, 2]


# --- what is the matter ---


def test_matters_follow_the_ladder(kring):
    for moment, verwacht in (
        (op(10, 1), set()),
        (op(10, 2), {"herinnering"}),
        (op(10, 7), {"voorbij", "opdracht"}),
        (op(10, 22), {"voorbij", "opdracht_te_laat"}),
        (op(11, 3), {"herinnering", "voorbij", "opdracht_te_laat", "opdracht"}),
    ):
        veegronde.veeg(at=moment)
        assert zaken_van(kring) == verwacht, moment


def test_what_comes_in_takes_matters_away(kring):
    for moment in (op(10, 2), op(10, 7), op(10, 22)):
        veegronde.veeg(at=moment)
    vast = {"plaatsing": kring.plaatsing, "plicht": SEPTEMBER, "by": kring.coordinator, "at": op(10, 22, 9)}
    feiten.meld_opdracht(received_at=op(10, 22, 9), **vast)
    assert zaken_van(kring) == {"voorbij"}
    feiten.meld_inlevering(received_at=op(10, 22, 9), **vast)
    assert zaken_van(kring) == set()


def test_an_excuse_takes_all_matters_away(kring):
    for moment in (op(10, 2), op(10, 7), op(10, 22)):
        veegronde.veeg(at=moment)
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="Ziek.", by=kring.coordinator, at=op(10, 22, 9))
    veegronde.veeg(at=op(10, 22, 10))
    assert zaken_van(kring) == set()


def test_tasks_of_the_coordinator(kring, ander):
    for moment in (op(10, 2), op(11, 3), op(12, 2), op(12, 8), op(12, 20)):
        veegronde.veeg(at=moment)
    assert {"laatste_kans", "opdracht_te_laat"} <= zaken_van(kring)
    urls = [rij["url"] for rij in laddertaken(kring.coordinator)]
    assert [url.split("=")[1] for url in urls] == ["laatste_kans", "opdracht_te_laat"]
    for coordinator in (kring.coordinator, ander.coordinator):  # each counts the own student only
        assert laddertaken(coordinator)[0]["titel"] == "Bij 1 student is de laatste kans voorbij"
    assert laddertaken(kring.stagedocent) == []


def test_rung_that_fell_is_no_last_chance_any_more(kring):
    for moment in (op(10, 2), op(11, 3), op(12, 2), op(12, 8)):
        veegronde.veeg(at=moment)
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="Ziek.", by=kring.coordinator, at=op(12, 8, 9))
    veegronde.veeg(at=op(12, 8, 10))
    assert "laatste_kans" not in zaken_van(kring)


def test_a_mid_term_talk_without_a_stagedocent_is_a_task(kring):
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort="tussenevaluatie", datum=op(10, 5).date(), by=None, at=op(10, 5)
    )
    assert zaken_van(kring) == set()
    kring.leerling.stagedocent = None
    kring.leerling.save()
    assert zaken_van(kring) == {"zonder_slb"}
    assert "geen stagedocent" in laddertaken(kring.coordinator)[0]["titel"]


def test_review_is_a_task_until_somebody_spoke(kring):
    for maand, jaar in ((10, 2026), (11, 2026), (12, 2026), (1, 2027)):
        veegronde.veeg(at=op(maand, 6, jaar=jaar))
    assert "voorstel" in zaken_van(kring)
    vast = {"plaatsing": kring.plaatsing, "by": kring.coordinator}
    besluit(oordeel="confirm", reden="Zo is het.", at=op(1, 6, 8, 2027), **vast)
    feiten.stel_vrij(plicht=OKTOBER, reden="Ziek.", at=op(1, 6, 8, 2027), **vast)
    veegronde.veeg(at=op(1, 6, 9, 2027))
    assert {"voorstel", "herziening"} & zaken_van(kring) == {"herziening"}
    assert laddertaken(kring.coordinator)[0]["ernst"] == "rood"
    besluit(oordeel="confirm", reden="Blijft.", at=op(1, 6, 10, 2027), **vast)
    assert "herziening" not in zaken_van(kring)


# --- the same thing for several ---


def kies(*kringen):
    return [str(kring.plaatsing.public_id) for kring in kringen]


def kijk(client, kringen, **data):
    return client.post(reverse(SAMEN), {**data, "kies": kies(*kringen), "stap": "kijken"})


def leg_vast(client, kringen, **data):
    kenmerk = kijk(client, kringen, **data).context["kenmerk"]
    return client.post(reverse(SAMEN), {**data, "kies": kies(*kringen), "stap": "vastleggen", "kenmerk": kenmerk})


def test_excuse_for_all_at_once_is_shown_per_student_first(klas, als):
    client = als(klas[0].coordinator)
    begin = client.post(reverse(SAMEN), {"wat": "vrijstellen", "kies": kies(*klas)})
    assert ("monthly:2026-10", "reflectieverslag over oktober 2026 (3 studenten)") in begin.context["form"].fields[
        "plicht"
    ].choices
    pagina = kijk(client, klas, **VRIJ).content.decode()
    for kring in klas:
        assert kring.leerling.naam in pagina
    assert pagina.count("Reflectieverslag over oktober 2026 telt niet meer als vergeten") == 3
    assert not Verslagfeit.objects.filter(soort="excuse").exists()
    assert leg_vast(client, klas, **VRIJ).status_code == 302
    assert Verslagfeit.objects.filter(soort="excuse", by=klas[0].coordinator).count() == 3
    assert AuditRegel.objects.filter(reden=VRIJ["reden"]).count() == 3
    veegronde.veeg(at=op(11, 3, 9))
    assert LadderEvent.objects.filter(soort="MISS_UNDONE").count() == 3


def test_who_does_not_need_it_stays_out_and_it_is_said(klas, als):
    client = als(klas[0].coordinator)
    data = {**VRIJ, "plicht": SEPTEMBER}
    vooraf = kijk(client, klas, **data)
    assert [rij.plaatsing.pk for rij in vooraf.context["niet"]] == [klas[1].plaatsing.pk]
    leg_vast(client, klas, **data)
    assert Verslagfeit.objects.filter(soort="excuse").count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {"wat": "uitstel", "plicht": OKTOBER, "datum": "2026-11-10", "reden": "Storing."},
        {"wat": "pauze", "datum": "2026-11-02", "tot": "2026-11-06", "reden": "School dicht."},
        VRIJ,
    ],
    ids=lambda data: data["wat"],
)
def test_a_second_click_writes_nothing_more(klas, als, data):
    client = als(klas[0].coordinator)
    kenmerk = kijk(client, klas, **data).context["kenmerk"]
    voor = Verslagfeit.objects.count()
    for _ in range(3):
        post = {**data, "kies": kies(*klas), "stap": "vastleggen", "kenmerk": kenmerk}
        assert client.post(reverse(SAMEN), post).status_code == 302
    assert Verslagfeit.objects.count() == voor + 3


def test_who_was_done_alone_a_moment_ago_does_not_stand_for_the_others(klas, als):
    client = als(klas[0].coordinator)
    assert leg_vast(client, klas[:1], **VRIJ).status_code == 302
    assert leg_vast(client, klas, **VRIJ).status_code == 302
    assert Verslagfeit.objects.filter(soort="excuse").count() == 3


def test_what_changed_meanwhile_is_shown_again(klas, als):
    client = als(klas[0].coordinator)
    kenmerk = kijk(client, klas, **VRIJ).context["kenmerk"]
    feiten.stel_vrij(
        plaatsing=klas[2].plaatsing,
        plicht=OKTOBER,
        reden="x",
        by=klas[0].coordinator,
        at=op(11, 3, 9) - timedelta(hours=1),
    )
    antwoord = client.post(reverse(SAMEN), {**VRIJ, "kies": kies(*klas), "stap": "vastleggen", "kenmerk": kenmerk})
    assert antwoord.context["veranderd"]
    assert Verslagfeit.objects.filter(soort="excuse").count() == 1


@pytest.mark.parametrize("stap", ["", "kijken", "vastleggen", "aanpassen"])
def test_a_foreign_student_in_the_selection_is_not_there(klas, ander, als, stap):
    client = als(klas[0].coordinator)
    for vreemd in (*kies(ander), "00000000-0000-4000-8000-000000000000", "geen-id"):
        data = {**VRIJ, "kies": [*kies(klas[0]), vreemd], "stap": stap}
        assert client.post(reverse(SAMEN), data).status_code == 404
    assert not Verslagfeit.objects.filter(soort="excuse").exists()


def test_a_reader_can_not_arrange_for_all(klas, als):
    data = {**VRIJ, "kies": kies(klas[0]), "stap": "vastleggen"}
    assert als(klas[0].stagedocent).post(reverse(SAMEN), data).status_code == 404


@pytest.mark.parametrize("wat", ["per_mail", "opdracht", "hervatten", "besluit", ""])
def test_only_some_things_can_be_done_for_all(klas, als, wat):
    assert als(klas[0].coordinator).post(reverse(SAMEN), {"wat": wat, "kies": kies(*klas)}).status_code == 404


def test_nobody_chosen_is_told(klas, als):
    antwoord = als(klas[0].coordinator).post(reverse(SAMEN), VRIJ, follow=True)
    assert "Kies eerst studenten" in antwoord.content.decode()


def test_what_was_typed_is_kept(klas, als):
    form = als(klas[0].coordinator).post(reverse(SAMEN), {**VRIJ, "kies": kies(*klas), "stap": "aanpassen"})
    assert form.context["form"]["reden"].value() == VRIJ["reden"]


def test_one_refusal_and_nothing_is_written(klas):
    rijen = list(met_registratie(Plaatsing.objects.all()).order_by("pk"))
    feiten.sluit(plaatsing=rijen[-1], by=None, at=op(11, 3, 8))
    voor = (Verslagfeit.objects.count(), AuditRegel.objects.count())
    with pytest.raises(bulk.DomainError, match="Er is niets vastgelegd"):
        bulk.regel_samen(
            plaatsingen=rijen,
            voornemen=Voornemen(wat=Regeling.VRIJSTELLEN, plicht=OKTOBER, reden="Storing."),
            by=klas[0].coordinator,
            at=op(11, 3, 9),
        )
    assert voor == (Verslagfeit.objects.count(), AuditRegel.objects.count())
