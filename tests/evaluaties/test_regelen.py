from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services import feiten, veegronde
from evaluaties.services.besluiten import besluit
from evaluaties.services.schrijven import lever_in
from evaluaties.vandaag import todos
from kern.models import Bericht
from plaatsingen.services import status
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
LEZERS = ("coordinator", "stagedocent", "stagebegeleider")
SEPTEMBER = "monthly:2026-09"


def op(maand, dag, uur=7, jaar=2026):
    return datetime(jaar, maand, dag, uur, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


@pytest.fixture
def op_vierde(kring):
    for maand, jaar in ((10, 2026), (11, 2026), (12, 2026), (1, 2027)):
        veegronde.veeg(at=op(maand, 6, jaar=jaar))
    with time_machine.travel(op(1, 6, 9, 2027), tick=False):
        yield


@pytest.fixture
def op_tweede(kring):
    for maand in (10, 11):
        veegronde.veeg(at=op(maand, 3))
    with time_machine.travel(op(11, 3, 9), tick=False):
        yield


@pytest.fixture
def op_eerste(kring):
    veegronde.veeg(at=op(10, 2))
    with time_machine.travel(op(10, 2, 9), tick=False):
        yield


def url(kring):
    return reverse("verslagen:regelen", args=[kring.plaatsing.public_id])


def kijk(client, kring, **data):
    return client.post(url(kring), {**data, "stap": "kijken"})


def leg_vast(client, kring, **data):
    """Both steps, as a person takes them."""
    vooraf = kijk(client, kring, **data)
    assert vooraf.status_code == 200, vooraf.context["form"].errors
    kenmerk = vooraf.context["vooraf"].kenmerk
    return client.post(url(kring), {**data, "stap": "vastleggen", "kenmerk": kenmerk})


@pytest.mark.usefixtures("op_eerste")
def test_coordinator_excuses_and_the_student_hears_it(kring, als):
    client = als(kring.coordinator)
    assert client.get(url(kring)).status_code == 200
    data = {"plicht": SEPTEMBER, "wat": "vrijstellen", "reden": "Griep"}
    assert kijk(client, kring, **{**data, "reden": ""}).status_code == 422
    vooraf = kijk(client, kring, **data)
    assert "telt niet meer als vergeten (was de eerste keer)" in vooraf.content.decode()
    assert not Verslagfeit.objects.exists()
    assert leg_vast(client, kring, **data).status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.by, feit.reden) == ("excuse", kring.coordinator, "Griep")
    veegronde.veeg(at=op(10, 2, 10))
    assert Bericht.objects.get(soort="verslag_correctie").ontvanger == kring.student


@pytest.mark.usefixtures("op_eerste")
def test_what_was_typed_is_kept_while_looking(kring, als):
    client = als(kring.coordinator)
    data = {"plicht": SEPTEMBER, "wat": "uitstel", "reden": "Druk", "datum": "2026-10-09"}
    pagina = kijk(client, kring, **data).content.decode()
    for waarde in data.values():
        assert f'value="{waarde}"' in pagina
    terug = client.post(url(kring), {**data, "stap": "aanpassen"})
    form = terug.context["form"]
    assert (form["reden"].value(), form["datum"].value()) == ("Druk", "2026-10-09")


@pytest.mark.usefixtures("op_eerste")
def test_nothing_is_written_without_the_look_or_when_it_shows_something_else(kring, als):
    client = als(kring.coordinator)
    data = {"plicht": SEPTEMBER, "wat": "vrijstellen", "reden": "Griep", "stap": "vastleggen"}
    for kenmerk in ("", "0" * 16):
        antwoord = client.post(url(kring), {**data, "kenmerk": kenmerk})
        assert antwoord.context["veranderd"]
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize(
    "data",
    [
        {"wat": "vrijstellen", "plicht": SEPTEMBER},
        {"wat": "uitstel", "plicht": SEPTEMBER, "datum": "2026-10-09"},
        {"wat": "pauze", "datum": "2026-10-01", "tot": "2026-10-20"},
        {"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-10-01", "tijd": "23:10"},
    ],
    ids=lambda data: data["wat"],
)
def test_a_second_click_writes_nothing_more(kring, als, data):
    client = als(kring.coordinator)
    data = {**data, "reden": "Vast"}
    kenmerk = kijk(client, kring, **data).context["vooraf"].kenmerk
    for _ in range(3):
        antwoord = client.post(url(kring), {**data, "stap": "vastleggen", "kenmerk": kenmerk})
        assert antwoord.status_code == 302
    assert Verslagfeit.objects.count() == 1
    assert Bericht.objects.filter(ontvanger=kring.student, soort__startswith="verslag_herinnering").count() == 1


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize(
    ("data", "veld"),
    [
        ({"wat": "uitstel", "plicht": SEPTEMBER}, "datum"),
        ({"wat": "uitstel", "plicht": SEPTEMBER, "datum": "2026-10-01"}, "datum"),
        ({"wat": "uitstel", "plicht": SEPTEMBER, "datum": "2031-10-01"}, "datum"),
        ({"wat": "uitstel", "plicht": "monthly:2030-01", "datum": "2026-10-09"}, "plicht"),
        ({"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-10-02", "tijd": "09:01"}, "tijd"),
        ({"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-08-31", "tijd": "12:00"}, "datum"),
        ({"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-10-01"}, "tijd"),
        ({"wat": "pauze", "datum": "2026-10-05", "tot": "2026-10-04"}, "tot"),
        ({"wat": "pauze", "datum": "2026-08-01"}, "datum"),
        ({"wat": "hervatten", "ref": "bestaat-niet", "tot": "2026-10-04"}, "ref"),
        ({"wat": "opdracht", "plicht": SEPTEMBER, "datum": "2026-10-02", "tijd": "08:00"}, "plicht"),
    ],
)
def test_impossible_things_are_refused_at_their_field(kring, als, data, veld):
    antwoord = kijk(als(kring.coordinator), kring, **{"reden": "Omdat", **data})
    assert antwoord.status_code == 422
    assert veld in antwoord.context["form"].errors
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_eerste")
def test_a_report_by_mail_counts_from_its_true_moment(kring, als):
    client = als(kring.coordinator)
    data = {"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-10-01", "tijd": "23:10", "reden": "Per mail."}
    assert leg_vast(client, kring, **data).status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.received_at) == ("submission", datetime(2026, 10, 1, 23, 10, tzinfo=AMSTERDAM))
    veegronde.veeg(at=op(10, 2, 10))
    assert LadderEvent.objects.filter(soort="MISS_UNDONE").exists()


@pytest.mark.usefixtures("op_eerste")
def test_a_report_by_mail_after_the_check_still_counts_as_forgotten(kring, als):
    data = {"wat": "per_mail", "plicht": SEPTEMBER, "datum": "2026-10-02", "tijd": "08:00", "reden": "Per mail."}
    vooraf = kijk(als(kring.coordinator), kring, **data)
    assert "telt nog steeds als vergeten" in vooraf.content.decode()


@pytest.mark.usefixtures("op_eerste")
def test_an_open_pause_is_ended_later_and_dates_move(kring, als):
    client = als(kring.coordinator)
    assert leg_vast(client, kring, wat="pauze", datum="2026-10-02", reden="Ziek.").status_code == 302
    veegronde.veeg(at=op(10, 2, 10))
    assert LadderEvent.objects.get(soort="DEADLINE_MOVED").gegevens.get("datum") is None
    with time_machine.travel(op(10, 12, 9), tick=False):
        client = als(kring.coordinator)
        dubbel = kijk(client, kring, wat="pauze", datum="2026-10-05", reden="Ziek.")
        assert "Er is al een pauze" in dubbel.content.decode()
        ref = Verslagfeit.objects.get().ref
        assert leg_vast(client, kring, wat="hervatten", ref=ref, tot="2026-10-11", reden="Beter.").status_code == 302
        veegronde.veeg(at=op(10, 12, 10))
    versies = list(Verslagfeit.objects.order_by("pk").values_list("ref", "datum", "tot"))
    assert [ref for ref, _, _ in versies] == [ref, ref]
    assert versies[1][1:] == (date(2026, 10, 2), date(2026, 10, 11))
    assert LadderEvent.objects.filter(soort="DEADLINE_MOVED").last().gegevens["datum"] == "2026-10-19"


@pytest.mark.usefixtures("op_eerste")
def test_an_end_that_is_changed_and_changed_back_is_no_second_click(kring, als):
    client = als(kring.coordinator)
    leg_vast(client, kring, wat="pauze", datum="2026-10-02", reden="Ziek.")
    data = {"wat": "hervatten", "ref": Verslagfeit.objects.get().ref, "reden": "Beter."}
    for tot in ("2026-10-11", "2026-10-18", "2026-10-11"):
        assert leg_vast(client, kring, **data, tot=tot).status_code == 302
    assert Verslagfeit.objects.order_by("pk").last().tot == date(2026, 10, 11)


@pytest.mark.usefixtures("op_eerste")
def test_a_pause_of_the_placement_itself_is_ended_there(kring, als):
    with time_machine.travel(op(10, 5, 9), tick=False):
        status.onderbreek(plaatsing=kring.plaatsing, by=kring.coordinator, at=op(10, 5, 9), reden="Ziek")
        ref = Verslagfeit.objects.get().ref
        client = als(kring.coordinator)
        assert "wat=hervatten" not in client.get(url(kring)).content.decode()
        antwoord = client.post(
            url(kring), {"wat": "hervatten", "ref": ref, "tot": "2026-10-06", "reden": "x", "stap": "vastleggen"}
        )
    assert "pagina van de plaatsing" in antwoord.content.decode()


@pytest.mark.usefixtures("op_tweede")
@pytest.mark.parametrize("wie", LEZERS)
def test_readers_register_the_replacement_with_its_time(kring, als, wie):
    client = als(getattr(kring, wie))
    data = {"wat": "opdracht", "plicht": "monthly:2026-10", "datum": "2026-11-03", "tijd": "08:30"}
    assert leg_vast(client, kring, **data).status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.received_at) == ("replacement", datetime(2026, 11, 3, 8, 30, tzinfo=AMSTERDAM))
    opnieuw = kijk(client, kring, **data)
    assert opnieuw.status_code == 422


@pytest.mark.usefixtures("op_tweede")
@pytest.mark.parametrize("wie", ["stagedocent", "stagebegeleider"])
@pytest.mark.parametrize("wat", ["vrijstellen", "uitstel", "pauze", "hervatten", "per_mail"])
def test_readers_arrange_nothing_else(kring, als, wie, wat):
    client = als(getattr(kring, wie))
    for stap in ("kijken", "vastleggen", "aanpassen"):
        data = {"plicht": SEPTEMBER, "wat": wat, "reden": "x", "datum": "2026-11-10", "tot": "2026-11-12", "stap": stap}
        assert client.post(url(kring), data).status_code == 403
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "praktijkopleider"])
def test_others_arrange_nothing(kring, ander, als, wie):
    data = {"plicht": SEPTEMBER, "wat": "opdracht", "stap": "vastleggen"}
    assert als(getattr(kring, wie)).post(url(kring), data).status_code == 403
    assert als(getattr(ander, wie)).get(url(kring)).status_code == 404
    assert als(ander.coordinator).post(url(kring), data).status_code == 404
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize("wat", ["", "bestaat-niet"])
def test_unknown_action_is_not_there(kring, als, wat):
    assert als(kring.coordinator).post(url(kring), {"wat": wat}).status_code == 404


@pytest.mark.usefixtures("op_eerste")
def test_nothing_is_half_written_when_the_audit_log_fails(kring, als, monkeypatch):
    data = {"wat": "vrijstellen", "plicht": SEPTEMBER, "reden": "Griep"}
    client = als(kring.coordinator)
    kenmerk = kijk(client, kring, **data).context["vooraf"].kenmerk

    def weigert(**kwargs):
        raise RuntimeError("schijf vol")

    monkeypatch.setattr(feiten, "leg_vast", weigert)
    with pytest.raises(RuntimeError):
        client.post(url(kring), {**data, "stap": "vastleggen", "kenmerk": kenmerk})
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_eerste")
def test_a_closed_placement_has_nothing_to_arrange(kring, als):
    feiten.sluit(plaatsing=kring.plaatsing, by=kring.coordinator, at=op(10, 2, 8))
    client = als(kring.coordinator)
    antwoord = kijk(client, kring, wat="vrijstellen", plicht=SEPTEMBER, reden="Griep")
    assert "niets meer te regelen" in antwoord.content.decode()


# --- the page of the placement and of today ---


@pytest.mark.usefixtures("op_eerste")
def test_section_shows_the_ladder_to_all_and_the_reason_to_student_and_school(kring, als):
    feiten.stel_vrij(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="GRIEPREDEN", by=kring.coordinator, at=op(10, 2, 8)
    )
    pad = reverse("plaatsingen:detail", args=[kring.plaatsing.public_id])
    for wie in ("student", *LEZERS, "werkbegeleider", "praktijkopleider"):
        pagina = als(getattr(kring, wie)).get(pad).content.decode()
        assert "Eerste keer vergeten" in pagina
        assert ("GRIEPREDEN" in pagina) == (wie not in ("werkbegeleider", "praktijkopleider"))


def test_section_holds_no_text_of_a_report(kring, als):
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=SEPTEMBER,
        inhoud={**INHOUD, "delen_met_werkbegeleider": True},
        versie=0,
        received_at=op(9, 30),
        by=kring.student,
        at=op(9, 30),
    )
    pad = reverse("plaatsingen:detail", args=[kring.plaatsing.public_id])
    for wie in ("student", *LEZERS, "werkbegeleider", "praktijkopleider"):
        assert "KANARIE" not in als(getattr(kring, wie)).get(pad).content.decode()


@pytest.mark.usefixtures("op_eerste")
def test_todos_of_the_student_name_the_missed_report_first(kring):
    rij = todos(kring.student, op(10, 2, 9))[0]
    assert rij["ernst"] == "rood"
    assert rij["titel"] == "Reflectieverslag over september 2026"
    assert str(kring.plaatsing.public_id) in rij["url"]
    assert todos(kring.werkbegeleider, op(10, 2, 9)) == []


@pytest.mark.usefixtures("op_vierde")
def test_todos_of_the_coordinator_name_the_decision(kring, ander):
    nu = op(1, 6, 9, 2027)
    assert [rij["ernst"] for rij in todos(kring.coordinator, nu)].count("rood") == 1
    assert reverse("verslagen:voorstel", args=[kring.plaatsing.public_id]) == todos(kring.coordinator, nu)[0]["url"]
    assert todos(ander.coordinator, nu) == []
    besluit(plaatsing=kring.plaatsing, oordeel="reject", reden="Ziek.", by=kring.coordinator, at=nu)
    assert not [rij for rij in todos(kring.coordinator, nu) if rij["ernst"] == "rood"]
    for maand in (2, 3):
        veegronde.veeg(at=op(maand, 6, jaar=2027))
    assert len([rij for rij in todos(kring.coordinator, op(3, 6, 9, 2027)) if rij["ernst"] == "rood"]) == 1


@pytest.mark.parametrize("wie", LEZERS)
def test_todos_of_a_reader_count_what_waits(kring, wie):
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=SEPTEMBER,
        inhoud=INHOUD,
        versie=0,
        received_at=op(9, 30),
        by=kring.student,
        at=op(9, 30),
    )
    rijen = todos(getattr(kring, wie), op(10, 9))
    assert [rij["titel"] for rij in rijen] == ["1 verslag wacht op uw feedback"]
    assert rijen[0]["ernst"] == "oranje"


@pytest.mark.parametrize(
    ("dag", "tekst"),
    [(op(10, 3), "Nog welkom tot en met dinsdag 6 oktober"), (op(10, 8), "Ook de extra dagen zijn voorbij")],
)
def test_section_tells_until_when_a_forgotten_report_is_read(kring, als, dag, tekst):
    for moment in (op(10, 2), op(10, 7)):
        if moment <= dag:
            veegronde.veeg(at=moment)
    with time_machine.travel(dag, tick=False):
        pagina = als(kring.student).get(reverse("plaatsingen:detail", args=[kring.plaatsing.public_id]))
    assert tekst in pagina.content.decode()
