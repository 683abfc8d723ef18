from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from evaluaties.models import Verslagfeit
from evaluaties.services import feiten, veegronde
from evaluaties.services.schrijven import lever_in
from evaluaties.vandaag import todos
from kern.models import Bericht
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
def op_eerste(kring):
    veegronde.veeg(at=op(10, 2))
    with time_machine.travel(op(10, 2, 9), tick=False):
        yield


def url(kring):
    return reverse("verslagen:regelen", args=[kring.plaatsing.public_id])


@pytest.mark.usefixtures("op_eerste")
def test_coordinator_excuses_and_the_student_hears_it(kring, als):
    client = als(kring.coordinator)
    assert client.get(url(kring)).status_code == 200
    zonder = client.post(url(kring), {"plicht": SEPTEMBER, "wat": "vrijstellen", "reden": ""})
    assert zonder.status_code == 422
    antwoord = client.post(url(kring), {"plicht": SEPTEMBER, "wat": "vrijstellen", "reden": "Griep"})
    assert antwoord.status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.by, feit.reden) == ("excuse", kring.coordinator, "Griep")
    veegronde.veeg(at=op(10, 2, 10))
    assert Bericht.objects.get(soort="verslag_correctie").ontvanger == kring.student


@pytest.mark.usefixtures("op_eerste")
def test_extension_needs_a_day(kring, als):
    client = als(kring.coordinator)
    assert client.post(url(kring), {"plicht": SEPTEMBER, "wat": "uitstel", "reden": "Druk"}).status_code == 422
    data = {"plicht": SEPTEMBER, "wat": "uitstel", "reden": "Druk", "datum": "2026-10-09"}
    assert client.post(url(kring), data).status_code == 302
    assert Verslagfeit.objects.get().soort == "extension"


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize("wie", ["stagedocent", "stagebegeleider"])
def test_readers_register_the_replacement_and_nothing_else(kring, als, wie):
    client = als(getattr(kring, wie))
    assert client.post(url(kring), {"plicht": SEPTEMBER, "wat": "vrijstellen", "reden": "x"}).status_code == 422
    assert client.post(url(kring), {"plicht": SEPTEMBER, "wat": "opdracht"}).status_code == 302
    assert Verslagfeit.objects.get().soort == "replacement"


@pytest.mark.usefixtures("op_eerste")
@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "praktijkopleider"])
def test_others_arrange_nothing(kring, ander, als, wie):
    assert als(getattr(kring, wie)).post(url(kring), {"plicht": SEPTEMBER, "wat": "opdracht"}).status_code == 403
    assert als(getattr(ander, wie)).get(url(kring)).status_code == 404
    assert not Verslagfeit.objects.exists()


@pytest.mark.usefixtures("op_vierde")
@pytest.mark.parametrize(("oordeel", "staat"), [("confirm", "insufficient"), ("reject", "running")])
def test_decision_is_taken_by_the_coordinator_with_a_reason(kring, als, oordeel, staat):
    client = als(kring.coordinator)
    assert "besluit-kop" in client.get(url(kring)).content.decode()
    assert client.post(url(kring), {"oordeel": oordeel, "reden": ""}).status_code == 422
    assert client.post(url(kring), {"oordeel": oordeel, "reden": "Besproken op school."}).status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.waarde, feit.by) == ("decision", oordeel, kring.coordinator)
    bericht = Bericht.objects.get(soort="verslag_besluit")
    assert "bezwaar" in bericht.tekst
    assert "Besproken" not in bericht.tekst
    assert "besluit-kop" not in client.get(url(kring)).content.decode()


@pytest.mark.usefixtures("op_vierde")
@pytest.mark.parametrize("wie", ["stagedocent", "stagebegeleider"])
def test_others_do_not_decide(kring, als, wie):
    als(getattr(kring, wie)).post(url(kring), {"oordeel": "confirm", "reden": "Zomaar een reden."})
    assert not Verslagfeit.objects.exists()


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
    assert [rij["ernst"] for rij in todos(kring.coordinator, op(1, 6, 9, 2027))] == ["rood"]
    assert todos(ander.coordinator, op(1, 6, 9, 2027)) == []
    feiten.besluit(
        plaatsing=kring.plaatsing, oordeel="reject", reden="Ziek.", by=kring.coordinator, at=op(1, 6, 9, 2027)
    )
    assert todos(kring.coordinator, op(1, 6, 9, 2027)) == []
    for maand in (2, 3):
        veegronde.veeg(at=op(maand, 6, jaar=2027))
    assert len(todos(kring.coordinator, op(3, 6, 9, 2027))) == 1


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
