"""The state table, the student's answer, starting and ending."""

from datetime import date, timedelta

import pytest

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from plaatsingen import signals
from plaatsingen.enums import OVERGANGEN, PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import status
from plaatsingen.services.mails import nog_aangeboden
from plaatsingen.tasks import start_plaatsingen
from tests.factories import NU, LidmaatschapFactory, PlaatsingFactory, persoon

pytestmark = pytest.mark.django_db

S = PlaatsingStatus
VERBODEN = [(van, naar) for van in S.values for naar in S.values if naar not in OVERGANGEN[van] and naar != van]
TOEGESTAAN = [(van, naar) for van in S.values for naar in OVERGANGEN[van]]
VOORBIJ = {"begindatum": date(2026, 8, 24), "einddatum": date(2026, 10, 9)}


@pytest.mark.parametrize(("van", "naar"), VERBODEN)
def test_wijzig_status_refuses_a_step_outside_the_table(van, naar):
    plaatsing = PlaatsingFactory(status=van, **VOORBIJ)
    with pytest.raises(DomainError, match="kan niet naar"):
        status.wijzig_status(plaatsing=plaatsing, naar=naar, by=None, at=NU, reden="Een reden.")
    plaatsing.refresh_from_db()
    assert plaatsing.status == van
    assert not plaatsing.statuswijzigingen.exists()


@pytest.mark.parametrize(("van", "naar"), TOEGESTAAN)
def test_wijzig_status_records_who_when_and_why(van, naar):
    door = persoon("beheerder")
    plaatsing = PlaatsingFactory(status=van, **VOORBIJ)
    nu = status.wijzig_status(plaatsing=plaatsing, naar=naar, by=door, at=NU, reden="Een reden.")
    assert nu.status == naar
    wijziging = plaatsing.statuswijzigingen.get()
    assert (wijziging.van, wijziging.naar, wijziging.by, wijziging.at, wijziging.reden) == (
        van,
        naar,
        door,
        NU,
        "Een reden.",
    )
    regel = AuditRegel.objects.get(actie=f"plaatsing {S(naar).label}")
    assert (regel.voor, regel.na) == ({"status": van}, {"status": naar})


def test_wijzig_status_twice_does_it_once():
    plaatsing = PlaatsingFactory(status=S.VOORGESTELD)
    for _ in range(2):
        status.wijzig_status(plaatsing=plaatsing, naar=S.AANGEBODEN, by=None, at=NU)
    assert plaatsing.statuswijzigingen.count() == 1


@pytest.mark.parametrize("naar", [S.GESTOPT, S.ONDERBROKEN])
def test_wijzig_status_asks_a_reason(naar):
    plaatsing = PlaatsingFactory(status=S.LOPEND)
    with pytest.raises(DomainError, match="reden"):
        status.wijzig_status(plaatsing=plaatsing, naar=naar, by=None, at=NU, reden="  ")


def test_start_before_the_first_day_is_refused():
    plaatsing = PlaatsingFactory(status=S.GEACCEPTEERD, begindatum=date(2026, 10, 13))
    with pytest.raises(DomainError, match="13 oktober"):
        status.start_of_hervat(plaatsing=plaatsing, by=None, at=NU)


def test_close_before_the_last_day_is_refused():
    plaatsing = PlaatsingFactory(status=S.LOPEND)
    with pytest.raises(DomainError, match="loopt nog"):
        status.rond_af(plaatsing=plaatsing, by=None, at=NU)


def test_bevestig_accepts_and_tells_higher_apps():
    gehoord = []

    def luister(sender, **gegevens):
        gehoord.append((gegevens["plaatsing"].pk, gegevens["by"], gegevens["at"]))

    plaatsing = PlaatsingFactory(status=S.AANGEBODEN)
    signals.plaatsing_bevestigd.connect(luister)
    try:
        for _ in range(2):
            nu = status.bevestig_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU)
    finally:
        signals.plaatsing_bevestigd.disconnect(luister)
    assert (nu.status, nu.bevestigd_op) == (S.GEACCEPTEERD, NU)
    assert gehoord == [(plaatsing.pk, plaatsing.student.user, NU)]


def test_bevestig_by_somebody_else_is_refused():
    plaatsing = PlaatsingFactory(status=S.AANGEBODEN)
    with pytest.raises(GeenToegang):
        status.bevestig_plaatsing(plaatsing=plaatsing, by=persoon("beheerder"), at=NU)


def test_bevestig_after_withdrawal_is_refused_in_plain_words():
    plaatsing = PlaatsingFactory(status=S.GEANNULEERD)
    with pytest.raises(DomainError, match="geldt niet meer"):
        status.bevestig_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU)


def test_weiger_frees_the_seat_and_mails_the_coordinator_without_the_reason():
    plaatsing = PlaatsingFactory(status=S.AANGEBODEN)
    coordinator = persoon("coordinator", plaatsing.student.school)
    for _ in range(2):
        status.weiger_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU, reden="Te ver van huis.")
    plaatsing.refresh_from_db()
    assert plaatsing.status == S.GEANNULEERD
    assert not Plaatsing.objects.bezet().exists()
    bericht = Bericht.objects.get()
    assert bericht.ontvanger == coordinator
    assert "Te ver" not in bericht.tekst + bericht.html
    assert plaatsing.student.user.achternaam not in bericht.onderwerp
    assert str(plaatsing.public_id) in bericht.tekst


def test_weiger_without_reason_is_refused():
    plaatsing = PlaatsingFactory(status=S.AANGEBODEN)
    with pytest.raises(DomainError):
        status.weiger_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU, reden="")


def test_weiger_reaches_the_bureau_when_the_school_has_no_coordinator():
    bureau = persoon("coordinator", LidmaatschapFactory(rol="beheerder", organisatie__bureau=True).organisatie)
    plaatsing = PlaatsingFactory(status=S.AANGEBODEN)
    status.weiger_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU, reden="Past niet.")
    assert Bericht.objects.get().ontvanger == bureau


def test_offer_mail_is_dropped_when_the_offer_is_gone():
    plaatsing = PlaatsingFactory(status=S.VOORGESTELD)
    nu = status.bied_aan(plaatsing=plaatsing, by=None, at=NU)
    bericht = Bericht.objects.get()
    assert bericht.ontvanger == plaatsing.student.user
    assert nog_aangeboden(bericht, NU) is None
    status.annuleer_plaatsing(plaatsing=nu, by=persoon("beheerder"), at=NU, reden="Afdeling gesloten.")
    assert nog_aangeboden(bericht, NU)


def test_stop_mails_those_concerned_once():
    plaatsing = PlaatsingFactory(status=S.LOPEND, werkbegeleider=persoon("werkbegeleider"))
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    coordinator = persoon("coordinator", plaatsing.student.school)
    for _ in range(2):
        status.stop_plaatsing(plaatsing=plaatsing, by=coordinator, at=NU, reden="Andere opleiding.")
    ontvangers = {bericht.ontvanger for bericht in Bericht.objects.all()}
    assert ontvangers == {plaatsing.student.user, plaatsing.werkbegeleider, opleider}
    assert Bericht.objects.count() == 3


def test_start_lopende_starts_what_is_due_and_nothing_else():
    vandaag = NU.date()
    begonnen = PlaatsingFactory(status=S.GEACCEPTEERD, begindatum=vandaag)
    morgen = PlaatsingFactory(status=S.GEACCEPTEERD, begindatum=vandaag + timedelta(days=1))
    aanbod = PlaatsingFactory(status=S.AANGEBODEN, begindatum=vandaag)
    assert status.start_lopende(at=NU) == 1
    assert status.start_lopende(at=NU) == 0
    assert list(Plaatsing.objects.filter(status=S.LOPEND)) == [begonnen]
    assert {morgen.pk, aanbod.pk} == set(Plaatsing.objects.exclude(status=S.LOPEND).values_list("pk", flat=True))
    assert begonnen.statuswijzigingen.get().by is None


def test_start_lopende_goes_on_after_one_that_fails():
    def kapot(sender, plaatsing, **_):
        if plaatsing.pk == eerste.pk:
            raise RuntimeError

    eerste, tweede = PlaatsingFactory.create_batch(2, status=S.GEACCEPTEERD)
    signals.plaatsing_gestart.connect(kapot)
    try:
        assert status.start_lopende(at=NU) == 1
    finally:
        signals.plaatsing_gestart.disconnect(kapot)
    tweede.refresh_from_db()
    eerste.refresh_from_db()
    assert (eerste.status, tweede.status) == (S.GEACCEPTEERD, S.LOPEND)


def test_start_task_twice_does_it_once():
    plaatsing = PlaatsingFactory(status=S.GEACCEPTEERD, begindatum=date(2020, 9, 1))
    start_plaatsingen()
    start_plaatsingen()
    assert plaatsing.statuswijzigingen.count() == 1


def test_werkbegeleider_of_another_house_is_refused():
    plaatsing = PlaatsingFactory()
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    with pytest.raises(DomainError, match="geen werkbegeleider"):
        status.kies_werkbegeleider(plaatsing=plaatsing, werkbegeleider=persoon("werkbegeleider"), by=opleider, at=NU)
    eigen = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    nu = status.kies_werkbegeleider(plaatsing=plaatsing, werkbegeleider=eigen, by=opleider, at=NU)
    assert nu.werkbegeleider == eigen
