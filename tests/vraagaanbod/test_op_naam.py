"""Students by name replace the prognosis of their school: on screen, by import, and in the figures."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from basis.errors import GeenToegang
from basis.inlezen import importeer
from kern.models import AuditRegel, Schooljaar, Student
from tests.factories import (
    NU,
    ClusterFactory,
    OpgaveFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    StagevraagFactory,
    StudentFactory,
    persoon,
)
from vraagaanbod.models import Stagevraag
from vraagaanbod.rules import Cijfer, OpNaam, tel, veel_lager, vraag_per_school
from vraagaanbod.services.bord import maak_bord
from vraagaanbod.services.op_naam import zet_op_naam

PAGINA = "/vraag-aanbod/studenten/"
CLUSTER = f"{PAGINA}VZVP12-FT/"
KOP = "rol,email,voornaam,achternaam,organisatie,studentnummer,opleiding,cluster,leerjaar,geboortedatum,schooljaar\n"


# --- the figures ---


def test_named_students_count_instead_of_the_stated_figure_of_their_school():
    cijfers = [Cijfer("A", "vraag", 1, "", 60), Cijfer("A", "vraag", 2, "", 30), Cijfer("A", "vraag", None, "", 130)]
    stand = tel(cijfers, op_naam=[OpNaam("A", 1, "1 2", 25), OpNaam("A", 1, "3 4", 15)])["A"]
    assert (stand.vraag.waarde, stand.vraag.op_naam, stand.vraag.verwacht) == (70, 40, 60)
    assert (stand.vraag.organisaties, stand.vraag.prognose, stand.vraag.veel_lager) == (2, 130, True)
    stand = tel(cijfers, "3", op_naam=[OpNaam("A", 1, "1 2", 25), OpNaam("A", 1, "3 4", 15)])["A"]
    assert stand.vraag.waarde == 45


def test_cluster_that_only_has_names_is_on_the_board():
    assert tel([], op_naam=[OpNaam("A", 1, "1 2 3 4", 3)])["A"].tekort == 3
    assert vraag_per_school([Cijfer("A", "vraag", 1, "", 9)], op_naam=[OpNaam("A", 1, "1", 3)]) == {("A", 1): 3}


def test_supply_is_never_replaced_by_names():
    stand = tel([Cijfer("A", "aanbod", 1, "", 9)], op_naam=[OpNaam("A", 1, "1 2 3 4", 3)])["A"]
    assert (stand.aanbod.waarde, stand.vraag.waarde) == (9, 3)


@pytest.mark.parametrize(
    ("op_naam", "verwacht", "lager"),
    [(40, 60, True), (50, 60, False), (6, 10, False), (0, 60, False), (3, None, False)],
)
def test_much_lower_is_a_fifth_and_at_least_five(op_naam, verwacht, lager):
    assert veel_lager(op_naam, verwacht) is lager


@pytest.mark.django_db
def test_board_counts_names_of_who_stays_in_a_constant_number_of_queries(django_assert_num_queries):
    vraag = StagevraagFactory()
    school, jaar = vraag.student.school, vraag.schooljaar
    OpgaveFactory(organisatie=school, schooljaar=jaar, aantal=20)
    StagevraagFactory(student__school=school, student__vertrokken_op=date(2026, 12, 1))
    with django_assert_num_queries(3):
        assert maak_bord(schooljaar=jaar).totaal["vraag"] == 1
    for _ in range(5):
        StagevraagFactory()
    with django_assert_num_queries(3):
        assert maak_bord(schooljaar=jaar).totaal["vraag"] == 6


# --- on screen ---


@pytest.fixture
def coordinator(client):
    user = persoon("coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def school(coordinator):
    return coordinator.lidmaatschappen.get().organisatie


def adres(pad, school, jaar="2026/2027"):
    return f"{pad}?schooljaar={jaar}&organisatie={school.public_id}"


@pytest.fixture(autouse=True)
def in_dit_jaar():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.mark.django_db
def test_page_shows_prognosis_against_names_with_a_warning(client, coordinator, school):
    OpgaveFactory(organisatie=school, aantal=20)
    for _ in range(3):
        StagevraagFactory(student__school=school)
    pagina = client.get(PAGINA).content.decode()
    assert "veel minder dan de prognose" in pagina
    assert client.get(f"{PAGINA}?formaat=csv").content.decode("utf-8-sig").splitlines()[1].endswith(",20,3,3")
    cluster = client.get("/vraag-aanbod/cluster/VZVP12-FT/?schooljaar=2026/2027").content.decode()
    assert "studenten op naam gaan voor" in cluster
    assert "verwachtten er eerder 20" in cluster


@pytest.mark.django_db
def test_coordinator_puts_students_on_the_list_and_takes_them_off(client, coordinator, school):
    een, twee, drie = (StudentFactory(school=school) for _ in range(3))
    antwoord = client.post(adres(CLUSTER, school), {"student": [een.pk, twee.pk]}, follow=True)
    assert "2 studenten erbij" in antwoord.content.decode()
    assert set(Stagevraag.objects.values_list("student_id", "door_id")) == {
        (een.pk, coordinator.pk),
        (twee.pk, coordinator.pk),
    }
    pagina = client.get(adres(CLUSTER, school)).content.decode()
    assert pagina.count("checked") == 2
    # Somebody else put the third there meanwhile: only what this person changed is changed.
    StagevraagFactory(student=drie)
    client.post(adres(CLUSTER, school), {"student": [twee.pk], "was": [een.pk, twee.pk]})
    assert set(Stagevraag.objects.values_list("student_id", flat=True)) == {twee.pk, drie.pk}
    assert AuditRegel.objects.filter(actie__startswith="studenten").count() == 2


@pytest.mark.django_db
def test_whole_cluster_at_once_with_an_exception_afterwards(client, coordinator, school):
    studenten = [StudentFactory(school=school) for _ in range(4)]
    StudentFactory(school=school, vertrokken_op=date(2026, 9, 1))
    StudentFactory(school=school, cluster=ClusterFactory(code="ZH1-PT"))
    client.post(adres(CLUSTER, school), {"alles": "1"})
    assert Stagevraag.objects.count() == 4
    over = [student.pk for student in studenten[1:]]
    client.post(adres(CLUSTER, school), {"student": over, "was": [student.pk for student in studenten]})
    assert Stagevraag.objects.count() == 3


@pytest.mark.django_db
def test_students_who_move_up_are_chosen_from_their_cluster_of_now(client, coordinator, school):
    student = StudentFactory(school=school)
    volgend = f"{PAGINA}VZ3VP2-FT/"
    assert student.naam not in client.get(adres(volgend, school, "2027/2028")).content.decode()
    pagina = client.get(f"{adres(volgend, school, '2027/2028')}&uit=VZVP12-FT").content.decode()
    assert student.naam in pagina
    assert not Schooljaar.objects.filter(naam="2027/2028").exists()
    client.post(adres(volgend, school, "2027/2028"), {"student": student.pk})
    rij = Stagevraag.objects.get()
    assert (rij.schooljaar.naam, rij.cluster.code) == ("2027/2028", "VZ3VP2-FT")


@pytest.mark.django_db
def test_other_schools_students_are_out_of_reach(client, coordinator, school):
    vreemd = StudentFactory()
    client.post(adres(CLUSTER, school), {"student": [vreemd.pk]})
    assert client.get(adres(PAGINA, vreemd.school)).status_code == 404
    assert client.post(adres(CLUSTER, vreemd.school), {"student": [vreemd.pk]}).status_code == 404
    with pytest.raises(GeenToegang):
        zet_op_naam(
            school=vreemd.school,
            schooljaar=SchooljaarFactory(),
            cluster=vreemd.cluster,
            erbij=[vreemd.pk],
            eraf=[],
            by=coordinator,
            at=NU,
        )
    assert not Stagevraag.objects.exists()
    for rol in ("stagedocent", "praktijkopleider", "student"):
        client.force_login(persoon(rol))
        assert client.get(PAGINA).status_code == 403


@pytest.mark.django_db
def test_pages_cost_the_same_for_one_and_for_many(client, coordinator, school, django_assert_max_num_queries):
    StagevraagFactory(student__school=school)
    for pad in (PAGINA, CLUSTER):
        client.get(adres(pad, school))
        with django_assert_max_num_queries(16) as een:
            client.get(adres(pad, school))
        for _ in range(4):
            StagevraagFactory(student__school=school)
        with django_assert_max_num_queries(16) as veel:
            client.get(adres(pad, school))
        assert len(een) == len(veel)


@pytest.mark.django_db
def test_empty_pages_say_what_is_next(client, coordinator, school):
    assert "Nog geen studenten" in client.get(PAGINA).content.decode()
    assert "Geen studenten" in client.get(adres(CLUSTER, school)).content.decode()


# --- by import ---


@pytest.mark.django_db
def test_import_of_people_names_students_for_a_year():
    school = OrganisatieFactory(school=True, code="ROC-01")
    StudentFactory()  # makes programme and cluster

    def rij(nummer, jaar, rol="student"):
        nummer_ = f"S{nummer}" if rol == "student" else ""
        rest = "25656,VZVP12-FT,2,2005-05-05" if rol == "student" else ",,,"
        return f"{rol},mens{nummer}@voorbeeld.test,Voor,Achter{nummer},ROC-01,{nummer_},{rest},{jaar}\n"

    tekst = KOP + rij(1, "2026/2027") + rij(2, "2026-27") + rij(3, "") + rij(4, "", "stagedocent")
    uit = importeer("personen", tekst.encode(), by=None, at=timezone.now(), naam="p.csv")
    assert uit.geschreven, uit.fouten.regels()
    gevonden = set(Stagevraag.objects.values_list("student__studentnummer", "schooljaar__naam", "bron"))
    assert gevonden == {("S1", "2026/2027", "bestand p.csv"), ("S2", "2026/2027", "bestand p.csv")}
    opnieuw = importeer("personen", tekst.encode(), by=None, at=timezone.now(), naam="p.csv")
    assert opnieuw.aantallen["ongewijzigd"] == 4
    zonder = "\n".join(regel.rpartition(",")[0] for regel in tekst.splitlines())
    assert (
        importeer("personen", zonder.encode(), by=None, at=timezone.now(), naam="q.csv").aantallen["ongewijzigd"] == 4
    )
    assert Stagevraag.objects.count() == 2
    ander = KOP + rij(1, "2026/2027").replace("VZVP12-FT", "VZ3VP2-FT") + rij(3, "2026/2027")
    uit = importeer("personen", ander.encode(), by=None, at=timezone.now(), naam="r.csv")
    assert uit.aantallen["gewijzigd"] == 2
    assert Stagevraag.objects.get(student__studentnummer="S1").cluster.code == "VZ3VP2-FT"
    assert Student.objects.filter(school=school).count() == 3
    fout = importeer("personen", (KOP + rij(4, "2026/2027", "stagedocent")).encode(), by=None, at=timezone.now())
    assert [melding.kolom for melding in fout.fouten] == ["schooljaar"]
    fout = importeer("personen", (KOP + rij(1, "ooit")).encode(), by=None, at=timezone.now())
    assert "geen schooljaar" in str(fout.fouten.regels())
