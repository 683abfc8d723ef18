"""One demo region, many questions: in proportion, within every rule of a real placement, with work for every role.

Apart from test_demo.py: the region stays in the database until this module is done.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse

from begeleiding.models import Gesprek, Vervolgstap
from evaluaties.models import Evaluatie, Invulling, LadderEvent, Leerdoel, Verslag, Verslagfeit
from evaluaties.services.besluiten import besluitstand
from kern.models import Bericht, Lidmaatschap, Organisatie, Student, User
from matching.models import Bezwaar, Ronde, Voorkeur
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.slot import Aanvraag, knopen
from stagebureau.demo.accounts import ACCOUNTS, WACHTWOORD
from stagebureau.demo.maak import maak_regio
from stagebureau.demo.studenten import MARKT
from vacatures.models import Stageplaats
from vraagaanbod.models import Opgave

# That the region can be made on each database is in test_demo.py; what is in it does not depend on the database.
pytestmark = [pytest.mark.django_db, pytest.mark.eens]
VANDAAG = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def maak(aantal: int = 200, seed: int = 7, vandaag: date = VANDAAG) -> dict[str, int]:
    return maak_regio(aantal=aantal, seed=seed, vandaag=vandaag, at=AT)


@pytest.fixture(scope="module")
def regio(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield maak()
        transaction.set_rollback(True)


def test_counts_are_in_proportion(regio):
    assert Student.objects.count() == 200
    vraag = Counter(Student.objects.values_list("cluster__code", flat=True))
    som = sum(asked for asked, _ in MARKT.values())
    assert all(abs(vraag[code] - 200 * asked / som) <= 1 for code, (asked, _) in MARKT.items())
    plekken = sum(Stageplaats.objects.filter(code__startswith="SP0").values_list("capaciteit", flat=True))
    assert 0.8 < plekken / 200 < 1.0  # the region is short of places, as in the table
    assert Organisatie.objects.filter(soort="leerbedrijf").count() == 40
    statussen = Counter(Plaatsing.objects.values_list("status", flat=True))
    assert statussen["lopend"] > 80
    assert min(statussen[status] for status in ("aangeboden", "geaccepteerd", "afgerond")) >= 3


def test_years_before_have_stages_that_ended_and_that_stopped_after_a_sign(regio):
    oud = Plaatsing.objects.filter(stageplaats__code__startswith="OUD-")
    jaren = oud.values_list("stageplaats__schooljaar__naam", flat=True).order_by().distinct()
    assert {"2024/2025", "2025/2026"} <= set(jaren)
    assert set(oud.values_list("status", flat=True)) == {"afgerond", "gestopt"}
    assert not oud.filter(status="gestopt", beeindiging=None).exists()
    assert not oud.filter(signalen__gemeld_op__date__gt=F("einddatum")).exists()
    druk = oud.values("stageplaats").annotate(n=Count("pk"), ruimte=F("stageplaats__capaciteit"))
    assert not druk.filter(n__gt=F("ruimte")).exists()
    assert not oud.filter(student__user__email="student@demo.test").exists()


def test_demand_and_supply_on_the_board_are_those_of_people_and_places(regio):
    telling = Counter()
    for opgave in Opgave.objects.filter(schooljaar__begin__lte=VANDAAG, schooljaar__eind__gte=VANDAAG):
        telling[opgave.soort] += opgave.aantal
    plekken = Stageplaats.objects.filter(code__startswith="SP0").values_list("capaciteit", flat=True)
    assert telling == {"vraag": 200, "aanbod": sum(plekken)}


ROL_VAN_ACCOUNT = {
    "coordinator@demo.test": "coordinator",
    "stagedocent@demo.test": "stagedocent",
    "praktijkopleider@demo.test": "praktijkopleider",
    "werkbegeleider@demo.test": "werkbegeleider",
    "stagebegeleider@demo.test": "stagebegeleider",
    "student@demo.test": "student",
    "coordinator-iz@demo.test": "coordinator_iz",
    "beheerder@demo.test": "beheerder",
    "coordinator-twee@demo.test": "coordinator",
    "student-zoekt@demo.test": "student",
}


@pytest.mark.parametrize(("email", "rol"), ROL_VAN_ACCOUNT.items())
def test_demo_account_has_its_role_and_password(regio, email, rol):
    user = User.objects.get(email=email)
    assert user.check_password(WACHTWOORD)
    assert {lid.rol for lid in user.lidmaatschappen.geldig_op(VANDAAG)} == {rol}


def test_printed_accounts_are_those_of_the_contract_and_one_who_looks_for_a_place(regio):
    assert {account.email for account in ACCOUNTS} == set(ROL_VAN_ACCOUNT)
    assert not Student.objects.get(user__email="student-zoekt@demo.test").plaatsingen.exists()


def test_second_coordinator_does_not_see_the_first_school(regio):
    een, twee = (User.objects.get(email=f"coordinator{naam}@demo.test") for naam in ("", "-twee"))
    van_een, van_twee = (set(Student.objects.visible_to(user).values_list("pk", flat=True)) for user in (een, twee))
    assert van_een
    assert van_twee
    assert not van_een & van_twee
    student = Student.objects.get(user__email="student@demo.test")
    assert student in Student.objects.visible_to(een)


def test_roles_of_the_demo_meet_in_one_stage(regio):
    stage = Plaatsing.objects.get(student__user__email="student@demo.test")
    assert stage.status == "lopend"
    assert stage.werkbegeleider.email == "werkbegeleider@demo.test"
    assert stage.stagebegeleider.email == "stagebegeleider@demo.test"
    assert stage.student.stagedocent.email == "stagedocent@demo.test"
    opleider = User.objects.get(email="praktijkopleider@demo.test")
    assert stage in Plaatsing.objects.visible_to(opleider)
    assert stage.verslagen.filter(status="besproken").exists()
    assert stage.verslagen.filter(status="concept").exists()


def test_every_placement_is_within_the_hard_rules(regio):
    plaatsen = {plaats.pk: plaats for plaats in Stageplaats.objects.met_leerbedrijf()}
    fouten = []
    for stage in Plaatsing.objects.select_related("student__opleiding", "student__cluster", "student__user"):
        plaats = plaatsen[stage.stageplaats_id]
        keuring = Geschiktheid(plaatsen=[plaats], begin=stage.begindatum, eind=stage.einddatum)
        aanvraag = Aanvraag(stage.student_id, stage.begindatum, stage.einddatum, stage.periodes, stage.dagen)
        reden = keuring.waarom_niet(stage.student, plaats, aanvraag)
        te_hoog = 0 < plaats.begeleider_niveau < stage.student.opleiding.niveau
        if reden or te_hoog:
            fouten.append((stage.pk, reden or "niveau"))
    assert fouten == []


def test_no_place_holds_more_students_than_it_can(regio):
    bezet = Counter()
    for stage in Plaatsing.objects.filter(status__in=BEZET):
        bezet[stage.stageplaats_id] += 1  # stricter than the rule: nobody counts as being there at another time
    plaatsen = Stageplaats.objects.met_leerbedrijf()
    assert all(bezet[plaats.pk] <= plaats.capaciteit for plaats in plaatsen)
    boven, grenzen = Counter(), {}
    for plaats in plaatsen:
        for knoop, grens, _ in knopen(plaats)[1:]:
            boven[knoop] += bezet[plaats.pk]
            grenzen[knoop] = grens
    assert all(grens is None or boven[knoop] <= grens for knoop, grens in grenzen.items())


def test_nobody_has_two_placements_at_a_time(regio):
    per_jaar = Counter(Plaatsing.objects.values_list("student_id", "stageplaats__schooljaar"))
    assert max(per_jaar.values()) == 1


def test_preferences_go_to_places_of_the_own_cluster_that_are_open_to_the_school(regio):
    for voorkeur in Voorkeur.objects.select_related("student", "stageplaats").prefetch_related(
        "stageplaats__clusters", "stageplaats__scholen"
    ):
        assert voorkeur.student.cluster in voorkeur.stageplaats.clusters.all()
        scholen = set(voorkeur.stageplaats.scholen.values_list("pk", flat=True))
        assert not scholen or voorkeur.student.school_id in scholen


def test_rounds_are_ready_to_be_run_by_the_coordinator(regio):
    assert Ronde.objects.exists()
    assert all(ronde.begindatum > VANDAAG for ronde in Ronde.objects.all())
    school = User.objects.get(email="coordinator@demo.test").lidmaatschappen.get().organisatie
    eigen = [ronde for ronde in Ronde.objects.all() if list(ronde.scholen.all()) == [school]]
    assert [ronde.status for ronde in eigen] == ["voorbereiding"]


def test_other_rounds_are_further_on_their_way(regio):
    nakijken = Ronde.objects.get(status="berekend")
    assert nakijken.berekeningen.count() == 2
    assert nakijken.gekozen.samenvatting["geplaatst"] > 0
    gepubliceerd = Ronde.objects.get(status="gepubliceerd")
    assert gepubliceerd.gekozen.voorstellen.filter(plaatsing__isnull=False).exists()
    assert set(Bezwaar.objects.values_list("status", flat=True)) == {"open", "afgewezen"}
    assert all(bezwaar.voorstel.berekening.ronde == gepubliceerd for bezwaar in Bezwaar.objects.all())


def test_something_is_late_due_running_and_done(regio):
    soorten = Counter(LadderEvent.objects.values_list("soort", flat=True))
    assert len(soorten) >= 2
    wachtend = Verslag.objects.filter(status="ingeleverd").count()
    assert wachtend
    assert Verslag.objects.filter(status="besproken").exists()
    assert Vervolgstap.objects.filter(gedaan_op__isnull=True, voor_datum__lt=VANDAAG).exists()
    assert Vervolgstap.objects.filter(gedaan_op__isnull=False).exists()
    assert Urendag.objects.filter(bevestigd_op__isnull=True).exists()
    assert Urendag.objects.filter(bevestigd_op__isnull=False).exists()
    assert Leerdoel.objects.exists()
    een_kant = [e for e in Evaluatie.objects.prefetch_related("invullingen") if len(e.invullingen.all()) == 1]
    assert een_kant


def test_every_rung_of_the_ladder_has_somebody_on_it(regio):
    gemist = Counter(LadderEvent.objects.filter(soort="MISS").values_list("plaatsing", flat=True))
    assert {1, 2, 3, 4} <= set(gemist.values())
    assert LadderEvent.objects.filter(soort="MISS_UNDONE").exists()
    feiten = set(Verslagfeit.objects.values_list("soort", flat=True))
    assert {"excuse", "pause", "extension", "decision"} <= feiten
    coordinator = User.objects.get(email="coordinator@demo.test")
    voorstellen = LadderEvent.objects.filter(soort="INSUFFICIENT_PROPOSED").values("plaatsing")
    eigen = Plaatsing.objects.visible_to(coordinator).filter(pk__in=voorstellen)
    assert any(besluitstand(plaatsing).open for plaatsing in eigen)


def test_nothing_but_plans_lies_in_the_future(regio):
    morgen = AT.replace(hour=0) + timedelta(days=1)
    assert not Verslag.objects.filter(laatste_inlevering__gte=morgen).exists()
    assert not Urendag.objects.filter(datum__gte=VANDAAG).exists()
    assert not Gesprek.objects.filter(datum__gte=VANDAAG).exists()
    assert not Invulling.objects.filter(ingediend_op__gte=morgen).exists()
    assert not Evaluatie.objects.filter(geopend_op__gte=morgen).exists()
    assert not Plaatsing.objects.filter(aangemaakt_op__gte=morgen).exists()
    assert not Plaatsing.objects.filter(bevestigd_op__gte=morgen).exists()
    assert not Bericht.objects.filter(aangemaakt_op__gte=morgen).exists()


def test_people_are_recognisably_invented(regio):
    assert all(email.endswith("@demo.test") for email in User.objects.values_list("email", flat=True))
    assert all(postcode.endswith(" ZZ") for postcode in Student.objects.values_list("postcode", flat=True))
    assert Lidmaatschap.objects.filter(rol="student").count() == 200


@pytest.mark.parametrize("email", ROL_VAN_ACCOUNT)
def test_every_subject_in_the_menu_of_a_demo_account_opens(regio, client, email):
    user = User.objects.get(email=email)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    start = client.get(reverse("vandaag"))
    assert start.status_code == 200
    adressen = {item["url"] for item in start.context["navigatie"]} - {"/"}
    antwoorden = {adres: client.get(adres, follow=True).status_code for adres in adressen}
    assert set(antwoorden.values()) <= {200}, antwoorden
