"""The demo region: the same for a seed and a day, in proportion, and within every rule of a real placement."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from basis.errors import DomainError
from begeleiding.models import Gesprek
from begeleiding.signals import gesprek_vastgelegd
from evaluaties.models import Invulling, LadderEvent, Verslag, Verslagfeit
from kern.kalender import is_werkdag
from kern.models import Bericht, Organisatie, Student, User
from matching.models import Voorkeur
from plaatsingen.models import Plaatsing, Urendag
from stagebureau.demo.accounts import ACCOUNTS, WACHTWOORD, maak_accounts
from stagebureau.demo.maak import maak_regio
from stagebureau.demo.studenten import MARKT, verdeel
from tests.factories import StudentFactory
from vacatures.models import Stageplaats
from vraagaanbod.models import Opgave

pytestmark = pytest.mark.django_db
VANDAAG = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def maak(aantal: int = 200, seed: int = 7, vandaag: date = VANDAAG) -> dict[str, int]:
    return maak_regio(aantal=aantal, seed=seed, vandaag=vandaag, at=AT)


def afdruk() -> dict[str, list]:
    """Return the key tables without primary keys, which another run may number differently."""
    rijen = {
        "personen": User.objects.order_by("email").values_list("public_id", "email", "voornaam", "achternaam"),
        "organisaties": Organisatie.objects.order_by("code").values_list("public_id", "code", "naam", "sector"),
        "studenten": Student.objects.order_by("studentnummer").values_list(
            "public_id", "studentnummer", "geboortedatum", "school__code", "cluster__code", "lat", "dagen", "vog"
        ),
        "stageplaatsen": Stageplaats.objects.order_by("code").values_list(
            "public_id", "code", "afdeling__code", "capaciteit", "min_leeftijd", "begeleider__email"
        ),
        "opgaven": Opgave.objects.order_by(
            "cluster__code", "organisatie__code", "soort", "schooljaar__naam", "periode", "op", "aantal"
        ).values_list("cluster__code", "organisatie__code", "soort", "schooljaar__naam", "aantal", "op"),
        "plaatsingen": Plaatsing.objects.order_by("public_id").values_list(
            "public_id", "student__studentnummer", "stageplaats__code", "status", "begindatum", "stagebegeleider__email"
        ),
        "uren": Urendag.objects.order_by("plaatsing__public_id", "datum").values_list(
            "plaatsing__public_id", "datum", "uren", "soort"
        ),
        "gesprekken": Gesprek.objects.order_by("public_id").values_list("public_id", "datum", "gaat_goed", "kan_beter"),
        "verslagen": Verslag.objects.order_by("public_id").values_list("public_id", "plicht", "status", "situatie"),
        "feiten": Verslagfeit.objects.order_by(
            "plaatsing__public_id", "plicht", "received_at", "soort", "waarde"
        ).values_list("plaatsing__public_id", "soort", "plicht", "received_at"),
        "ladder": LadderEvent.objects.order_by("plaatsing__public_id", "volgnummer").values_list(
            "plaatsing__public_id", "volgnummer", "soort", "plicht"
        ),
        "invullingen": Invulling.objects.order_by("evaluatie__public_id", "rol").values_list(
            "evaluatie__public_id", "rol", "antwoorden", "ingediend_op"
        ),
        "voorkeuren": Voorkeur.objects.order_by("student__studentnummer", "rang").values_list(
            "student__studentnummer", "stageplaats__code", "rang"
        ),
        "mails": Bericht.objects.order_by("aan", "soort", "aangemaakt_op").values_list("aan", "soort", "aangemaakt_op"),
    }
    return {naam: list(waarden) for naam, waarden in rijen.items()}


@pytest.mark.slow
def test_same_seed_and_day_give_the_same_region():
    afdrukken = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            maak(60, seed)
            afdrukken.append(afdruk())
            transaction.set_rollback(True)
    assert afdrukken[0] == afdrukken[1]
    assert all(afdrukken[0].values())
    assert afdrukken[0]["studenten"] != afdrukken[2]["studenten"]


@pytest.mark.parametrize("aantal", [20, 21, 37, 60])
def test_small_region_has_the_accounts_and_a_running_stage(aantal):
    maak(aantal, seed=aantal)
    assert User.objects.filter(email__in=[account.email for account in ACCOUNTS]).count() == len(ACCOUNTS)
    assert Student.objects.count() == aantal
    student = Student.objects.get(user__email="student@demo.test")
    assert student.plaatsingen.get().status == "lopend"


@pytest.mark.slow
@pytest.mark.parametrize("dag", [date(2027, 1, 1), date(2027, 7, 31), date(2027, 8, 1), date(2028, 2, 29)])
def test_region_can_be_made_on_any_day_of_the_year(dag):
    with time_machine.travel(datetime.combine(dag, time(9), AT.tzinfo), tick=False):
        maak(30, vandaag=dag)
    assert Plaatsing.objects.filter(status="lopend", begindatum__lte=dag, einddatum__gte=dag).exists()


def test_talks_are_on_working_days_and_make_reports_due_as_the_service_does():
    maak(60)
    assert all(is_werkdag(gesprek.datum) for gesprek in Gesprek.objects.all())
    gesprek = Gesprek.objects.filter(soort="kennismaking", plaatsing__status="lopend").order_by("pk").first()
    velden = ("waarde", "ref", "datum", "bron", "by", "recorded_at", "plicht", "reden")
    uit_demo = gesprek.plaatsing.verslagfeiten.filter(soort="meeting", waarde="kennismaking")
    rij = uit_demo.values(*velden).get()
    uit_demo.delete()
    gesprek_vastgelegd.send(Gesprek, gesprek=gesprek, by=gesprek.vastgelegd_door, at=gesprek.vastgelegd_op)
    assert uit_demo.values(*velden).get() == rij


def test_every_kind_of_report_is_shown():
    maak(60)
    assert set(Verslag.objects.values_list("soort", flat=True)) == {"monthly", "kennismaking", "tussenevaluatie"}


def test_too_small_a_region_is_refused():
    with pytest.raises(DomainError, match="minstens 20"):
        maak(19)


def test_database_with_students_is_left_alone():
    StudentFactory()
    voor = User.objects.count()
    with pytest.raises(DomainError, match="Er staan al studenten"):
        maak(20)
    assert User.objects.count() == voor


def test_accounts_are_never_made_outside_the_demo(settings):
    settings.DEMO = False
    maak(20)
    assert not User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists()
    assert not [user for user in User.objects.all() if user.check_password(WACHTWOORD)]
    with pytest.raises(DomainError, match="alleen in de demo"):
        maak_accounts(None, None, None)


def test_command_demo_laden_refuses_outside_the_demo(settings, capsys):
    settings.DEMO = False
    with pytest.raises(SystemExit) as fout:
        call_command("demo_laden")
    assert fout.value.code == 1
    assert not Student.objects.exists()


def test_command_demo_laden_twice_changes_nothing(capsys):
    call_command("demo_laden", studenten=20)
    voor = User.objects.count()
    call_command("demo_laden", studenten=20)
    assert User.objects.count() == voor
    assert "staat er al" in capsys.readouterr().out


def test_command_regio_maken_tells_what_it_made(capsys):
    call_command("regio_maken", studenten=20, seed=1, vandaag=VANDAAG, json=True)
    assert '"studenten": 20' in capsys.readouterr().out
    with pytest.raises(SystemExit) as fout:
        call_command("regio_maken", studenten=20, seed=1)
    assert fout.value.code == 1


def test_shares_add_up_and_follow_the_weights():
    assert verdeel(10, [1, 1, 2]) == [3, 2, 5]
    assert sum(verdeel(600, [vraag for vraag, _ in MARKT.values()], minimum=1)) == 600
