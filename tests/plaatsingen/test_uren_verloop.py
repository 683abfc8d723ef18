"""Hours of a stage that stands still or ended early, and of minors who stay longer (R5.4, R5.8)."""

from datetime import date, time, timedelta

import pytest

from basis.errors import DomainError
from evaluaties.models import Evaluatie
from plaatsingen.services import uren, verloop
from plaatsingen.services.rooster import rooster_van
from plaatsingen.services.roosterschrijven import Regel, Weekdienst, zet_patroon, zet_week
from plaatsingen.vandaag import todos
from tests.factories import NU, FormulierFactory, PlaatsingFactory, persoon
from tests.plaatsingen.uren_hulp import DINSDAG, MAANDAG, als, geplande_week, gewerkt, url, velden, vul, week_41

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    plaatsing = PlaatsingFactory(begindatum=date(2026, 9, 28), uren_norm=100)
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


# --- a stage that stands still, or ended early (R5.8) ---


def test_pause_takes_no_hours_and_no_shifts(client, plaatsing):
    geplande_week(plaatsing)
    woensdag, zaterdag = DINSDAG + timedelta(1), DINSDAG + timedelta(4)
    zet_week(
        plaatsing=plaatsing, dagen=[Weekdienst(woensdag, time(8), time(12))], by=plaatsing.werkbegeleider, at=NU
    )  # fmt: skip
    coordinator = persoon("coordinator", plaatsing.student.school)
    verloop.onderbreek(plaatsing=plaatsing, reden="ziekte", van=DINSDAG, by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    rooster = rooster_van(plaatsing)
    assert [dag.datum for dag in rooster.week(MAANDAG) if dag.plan] == [MAANDAG]  # no shift either
    form = als(client, plaatsing.student.user).get(week_41(plaatsing)).context["form"]
    assert {naam.partition("_")[2] for naam in form.fields} == {MAANDAG.isoformat()}
    for dag in (woensdag, zaterdag):
        with pytest.raises(DomainError, match="stond je stage stil"):
            vul(plaatsing, gewerkt(dag))
    assert vul(plaatsing, gewerkt()) == 1  # the day before the pause
    dienst = Weekdienst(zaterdag, time(8), time(12))
    with pytest.raises(DomainError, match="staat de stage stil"):
        zet_week(plaatsing=plaatsing, dagen=[dienst], by=plaatsing.werkbegeleider, at=NU)
    verloop.hervat(plaatsing=plaatsing, op=woensdag, by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    assert rooster_van(plaatsing).op(woensdag).uren == 4  # the shift that was planned stands again


def test_last_hours_of_a_stopped_stage_still_count(client, plaatsing):
    geplande_week(plaatsing)
    vul(plaatsing, gewerkt(date(2026, 9, 28)), gewerkt(date(2026, 9, 29)), maandag=date(2026, 9, 28))
    verloop.beeindig(
        plaatsing=plaatsing, reden="plek", initiatief="samen", laatste_dag=MAANDAG, zoekt_verder=True,
        by=persoon("coordinator", plaatsing.student.school), at=NU,
    )  # fmt: skip
    plaatsing.refresh_from_db()
    student = plaatsing.student.user
    assert [rij["url"] for rij in todos(student, NU) if "uren" in rij["titel"]] == [week_41(plaatsing)]
    pagina = als(client, student).get(url("detail", plaatsing)).content.decode()
    assert "Vul je laatste uren in" in pagina
    assert "Als je zo doorgaat" not in pagina  # no pace any more
    stand = uren.stand(plaatsing=plaatsing, op=date(2027, 1, 1))
    assert stand.verwacht == uren.stand(plaatsing=plaatsing, op=MAANDAG).verwacht
    client.post(week_41(plaatsing), velden(client, week_41(plaatsing)))
    assert plaatsing.urendagen.filter(datum__gte=MAANDAG).values_list("datum", "uren").get() == (MAANDAG, 8)
    with pytest.raises(DomainError, match="heb je geen stage"):
        vul(plaatsing, gewerkt(DINSDAG))
    assert uren.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=plaatsing.werkbegeleider, at=NU) == 1
    assert not [rij for rij in todos(student, NU) if "uren" in rij["titel"]]


def test_who_never_came_has_no_hours_to_fill_in(client):
    plaatsing = PlaatsingFactory(begindatum=date(2026, 9, 28))
    coordinator = persoon("coordinator", plaatsing.student.school)
    verloop.niet_gekomen(plaatsing=plaatsing, zoekt_verder=True, by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    assert not als(client, plaatsing.student.user).get(url("uren", plaatsing)).context["mag_invullen"]
    with pytest.raises(DomainError, match="heb je geen stage"):
        vul(plaatsing, gewerkt(date(2026, 9, 28)), maandag=date(2026, 9, 28))


@pytest.mark.parametrize(("aantal", "eind"), [("9", time(23, 30)), ("7.5", time(22)), ("6", None), ("24", None)])
def test_minor_who_stayed_longer_is_told_of_the_evening(client, plaatsing, aantal, eind):
    student = plaatsing.student
    student.geboortedatum = date(2010, 1, 1)
    student.save()
    regel = [Regel(0, time(14), time(22), 30)]
    zet_patroon(plaatsing=plaatsing, geldig_van=plaatsing.begindatum, regels=regel, by=plaatsing.werkbegeleider, at=NU)
    als(client, student.user)
    velden_nu = velden(client, week_41(plaatsing)) | {f"uren_{MAANDAG}": aantal}
    pagina = client.post(week_41(plaatsing), velden_nu, follow=True).content.decode()
    assert plaatsing.urendagen.get().eind == eind
    assert ("niet na 23.00 uur" in pagina) == (aantal == "9")


def test_closing_tells_what_is_not_in(client, plaatsing):
    client = als(client, persoon("coordinator", plaatsing.student.school))
    assert "Stage afronden" not in client.get(url("detail", plaatsing)).content.decode()  # not before the last day
    plaatsing.einddatum = date(2026, 10, 9)
    plaatsing.save()
    vul(plaatsing, gewerkt())
    assert "Stage afronden" in client.get(url("detail", plaatsing)).content.decode()
    adres = url("status", plaatsing, "afronden")
    pagina = client.get(adres).content.decode()
    for zin in ("2 weken met uren wachten op de student.", "1 dag wacht op akkoord", "8 van de 100 uur"):
        assert zin in pagina
    Evaluatie.objects.create(plaatsing=plaatsing, formulier=FormulierFactory(), moment="eind", geopend_op=NU)
    assert "De eindbeoordeling ligt nog niet vast." in client.get(adres).content.decode()
    type(plaatsing).objects.update(uren_norm=8)
    plaatsing.urendagen.update(bevestigd_op=NU)
    plaatsing.evaluaties.update(status="vast", vast_op=NU)
    pagina = client.get(adres).content.decode()
    assert "1 week met uren wacht op de student." in pagina  # the one of which nothing is confirmed
    assert not [woord for woord in ("ligt nog niet vast", "op akkoord", "De student maakte") if woord in pagina]
    assert client.post(adres).status_code == 302  # it warns, and stops nobody
    plaatsing.refresh_from_db()
    assert plaatsing.status == "afgerond"


def test_open_pause_does_not_make_all_hours_expected(plaatsing):
    geplande_week(plaatsing)
    coordinator = persoon("coordinator", plaatsing.student.school)
    vul(plaatsing, gewerkt(date(2026, 9, 28)), gewerkt(date(2026, 9, 29)), maandag=date(2026, 9, 28))
    zonder = uren.stand(plaatsing=plaatsing, op=date(2026, 10, 2))
    verloop.onderbreek(
        plaatsing=plaatsing, reden="ziekte", van=MAANDAG, by=coordinator, at=NU, verwacht_tot=date(2026, 11, 1)
    )
    plaatsing.refresh_from_db()
    stand = uren.stand(plaatsing=plaatsing, op=NU.date())
    assert zonder.verwacht < stand.verwacht < 2 * zonder.verwacht  # fewer days in all, but not all of them
    assert stand.bereikt_op > date(2026, 11, 1)  # at the pace of before, once the student is back
    assert uren.stand(plaatsing=plaatsing, op=date(2026, 11, 20)).verwacht >= stand.verwacht  # later than thought
