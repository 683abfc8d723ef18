"""Somebody of the poule is away: who has nobody then, and who is told (R7.3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from begeleiding import vandaag_poule
from begeleiding.models import Toewijzing, Toewijzingsronde, Waarneming
from begeleiding.services import waarnemen
from begeleiding.services.afwezigheid import zonder_waarnemer
from begeleiding.services.toewijzen_vaststellen import stel_vast
from kern.models import Bericht
from plaatsingen.enums import PlaatsingStatus
from tests.begeleiding.test_poule import als
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon
from tests.factories.gesprekken import AfspraakFactory
from tests.factories.poule import PoulebegeleiderFactory

pytestmark = pytest.mark.django_db
VANDAAG = NU.date()


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def bureau():
    return persoon("coordinator", OrganisatieFactory(bureau=True))


def over(dagen):
    return VANDAAG + timedelta(days=dagen)


def weg(begeleider, van=0, tot=None):
    return begeleider.afwezigheden.create(
        van=over(van), tot=None if tot is None else over(tot), reden="ziek", gemaakt_op=NU
    )


def neemt_waar(stage, door, van=0, tot=30):
    return Waarneming.objects.create(
        plaatsing=stage, voor=stage.stagebegeleider, door=door.user, van=over(van), tot=over(tot), gemaakt_op=NU
    )


def test_vandaag_of_the_bureau_asks_for_cover_until_every_student_has_it(bureau):
    ziek, collega = PoulebegeleiderFactory.create_batch(2)
    een, twee = PlaatsingFactory.create_batch(2, stagebegeleider=ziek.user)
    afwezig = weg(ziek, -1)
    (rij,) = vandaag_poule.todos(bureau, NU)
    assert rij["titel"] == f"{ziek} is afwezig: 2 studenten hebben geen waarnemer"
    assert rij["ernst"] == "rood"
    assert "ziek" not in str(rij).replace(str(ziek), "")  # only the bureau's own page of the person tells why
    form = als(bureau).get(rij["url"]).context["form"]
    assert str(form["afwezige"].value()) == str(ziek.public_id)
    assert form["peildatum"].value() == VANDAAG
    assert rij["titel"] in als(bureau).get(reverse("vandaag")).content.decode()
    neemt_waar(een, collega)
    assert "1 student heeft geen" in vandaag_poule.todos(bureau, NU)[0]["titel"]
    lijst = als(bureau).get(reverse("toewijzen:waarnemen")).content.decode()
    assert "1 student zonder waarnemer" in lijst
    neemt_waar(twee, collega)
    assert vandaag_poule.todos(bureau, NU) == []
    weg(collega, 0)  # who covers falls ill as well
    assert "2 studenten hebben geen" in vandaag_poule.todos(bureau, NU)[0]["titel"]
    afwezig.delete()
    assert vandaag_poule.todos(bureau, NU) == []


@pytest.mark.parametrize(
    ("van", "tot", "rijen"),
    [
        pytest.param(0, 3, 0, id="four days"),
        pytest.param(0, 4, 1, id="a working week"),
        pytest.param(14, 30, 1, id="begins in two weeks"),
        pytest.param(15, 30, 0, id="later"),
        pytest.param(-9, -1, 0, id="back today"),
        pytest.param(-9, 0, 1, id="last day"),
    ],
)
def test_a_short_or_far_absence_is_no_row(bureau, van, tot, rijen):
    ziek = PoulebegeleiderFactory()
    PlaatsingFactory(stagebegeleider=ziek.user)
    weg(ziek, van, tot)
    assert len(vandaag_poule.todos(bureau, NU)) == rijen


def test_only_the_days_that_student_and_supervisor_share_count():
    ziek, collega = PoulebegeleiderFactory.create_batch(2)
    weg(ziek, 0, 20)
    begint = PlaatsingFactory(stagebegeleider=ziek.user, begindatum=over(10), status=PlaatsingStatus.GEACCEPTEERD)
    PlaatsingFactory(stagebegeleider=ziek.user, begindatum=over(21), status=PlaatsingStatus.GEACCEPTEERD)
    PlaatsingFactory(stagebegeleider=ziek.user, status=PlaatsingStatus.GESTOPT)
    pauze = PlaatsingFactory(stagebegeleider=ziek.user, status=PlaatsingStatus.ONDERBROKEN)
    PlaatsingFactory(stagebegeleider=collega.user)
    neemt_waar(begint, collega, 0, 9)  # ends before the stage begins
    assert set(zonder_waarnemer(VANDAAG)) == {begint, pauze}
    neemt_waar(begint, collega, 10, 20)
    assert set(zonder_waarnemer(VANDAAG)) == {pauze}
    assert set(zonder_waarnemer(over(21))) == set()


def test_a_school_hears_of_its_own_students_only_and_others_of_nothing(bureau):
    ziek = PoulebegeleiderFactory()
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    PlaatsingFactory(stagebegeleider=ziek.user)
    weg(ziek)
    school = persoon("coordinator", stage.student.school)
    (rij,) = vandaag_poule.todos(school, NU)
    assert "1 student heeft geen waarnemer" in rij["titel"]
    assert als(school).get(rij["url"]).status_code == 200
    for ander in (persoon("coordinator"), ziek.user, stage.student.user, persoon("stagedocent", stage.student.school)):
        assert vandaag_poule.todos(ander, NU) == []


def test_talks_in_the_days_of_a_cover_go_along_and_come_back(bureau):
    ziek, een, twee = PoulebegeleiderFactory.create_batch(3)
    stage = PlaatsingFactory(stagebegeleider=ziek.user)

    def gesprek(dagen, wie):
        return AfspraakFactory(plaatsing=stage, begeleider=wie, begin=NU + timedelta(days=dagen))

    eerst, laatst, erna = (gesprek(dagen, ziek.user) for dagen in (1, 14, 15))
    van_docent = gesprek(3, stage.student.stagedocent or persoon("stagedocent", stage.student.school))
    docent = van_docent.begeleider

    def wie():
        rijen = (eerst, laatst, erna, van_docent)
        for rij in rijen:
            rij.refresh_from_db()
        return [rij.begeleider for rij in rijen]

    zo = {"plaatsingen": [stage], "van": VANDAAG, "tot": over(14), "by": bureau, "at": NU}
    waarnemen.neem_waar(door=een.user, **zo)
    assert wie() == [een.user, een.user, ziek.user, docent]
    assert reverse("afspraken:detail", args=[eerst.public_id]) in als(een.user).get(reverse("vandaag")).content.decode()
    post = {mail.ontvanger: mail.agenda for mail in Bericht.objects.filter(soort="gesprek_afspraak").order_by("pk")}
    assert "METHOD:CANCEL" in post[ziek.user]
    assert "METHOD:REQUEST" in post[een.user]
    (ander,) = waarnemen.neem_waar(door=twee.user, **zo)  # another one covers after all
    assert wie() == [twee.user, twee.user, ziek.user, docent]
    for _ in range(2):
        waarnemen.stop_waarneming(waarneming=ander, by=bureau, at=NU)
    assert wie() == [ziek.user, ziek.user, ziek.user, docent]


def test_a_shorter_cover_gives_back_the_talks_after_it(bureau):
    ziek, een, twee = PoulebegeleiderFactory.create_batch(3)
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    vroeg, midden, laat = (
        AfspraakFactory(plaatsing=stage, begeleider=ziek.user, begin=NU + timedelta(days=dagen)) for dagen in (1, 6, 20)
    )

    def regel(door, van, tot):
        waarnemen.neem_waar(plaatsingen=[stage], door=door.user, van=over(van), tot=over(tot), by=bureau, at=NU)
        for rij in (vroeg, midden, laat):
            rij.refresh_from_db()
        return [rij.begeleider for rij in (vroeg, midden, laat)]

    assert regel(een, 0, 30) == [een.user] * 3
    assert regel(twee, 5, 10) == [ziek.user, twee.user, ziek.user]  # nobody covers on the other days any more
    assert regel(een, 20, 30) == [ziek.user, twee.user, een.user]  # beside a cover that goes on


def test_a_new_supervisor_takes_over_the_talks_of_who_covered(bureau):
    ziek, waarnemer, nieuw = PoulebegeleiderFactory.create_batch(3)
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    afspraak = AfspraakFactory(plaatsing=stage, begeleider=ziek.user, begin=NU + timedelta(days=2))
    waarnemen.neem_waar(plaatsingen=[stage], door=waarnemer.user, van=VANDAAG, tot=over(9), by=bureau, at=NU)
    ronde = Toewijzingsronde.objects.create(
        peildatum=VANDAAG, tot=over(60), status="voorstel", gemaakt_door=bureau, gemaakt_op=NU
    )
    Toewijzing.objects.create(ronde=ronde, plaatsing=stage, begeleider=nieuw, vorige=ziek)
    assert stel_vast(ronde=ronde, by=bureau, at=NU) == 1
    afspraak.refresh_from_db()
    assert afspraak.begeleider == nieuw.user


def test_who_reports_to_be_away_hears_of_the_talks_in_those_days(bureau):
    ziek = PoulebegeleiderFactory()
    stage = PlaatsingFactory(stagebegeleider=ziek.user)
    for dagen in (1, 7, 8):
        AfspraakFactory(plaatsing=stage, begeleider=ziek.user, begin=NU + timedelta(days=dagen))
    data = {"afwezig-van": VANDAAG, "afwezig-tot": over(7), "afwezig-reden": "ziek"}
    pad = reverse("poule:afwezig", args=[ziek.public_id])
    antwoord = als(ziek.user).post(pad, data, follow=True)
    assert "staan nog 2 gesprekken in de agenda" in antwoord.content.decode()


def test_many_absences_are_one_row_and_the_page_asks_as_much(bureau):
    client, tellingen = als(bureau), []
    for aantal in (1, 4):
        for _ in range(aantal):
            begeleider = PoulebegeleiderFactory()
            PlaatsingFactory(stagebegeleider=begeleider.user)
            weg(begeleider)
        client.get(reverse("toewijzen:waarnemen"))
        with CaptureQueriesContext(connection) as vragen:
            client.get(reverse("toewijzen:waarnemen"))
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30
    (rij,) = vandaag_poule.todos(bureau, NU)
    assert rij["titel"] == "5 begeleiders zijn afwezig: 5 studenten hebben geen waarnemer"
    with CaptureQueriesContext(connection) as vragen:
        client.get(reverse("vandaag"))
    assert len(vragen) <= 30
