"""Long lists: pages in parts are the pages of the whole, and what is remembered of very many rows is not for others."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse

from basis import filterkeuze, onthouden, paginering
from basis.paginering import Bladwijzer
from evaluaties.models import LadderEvent
from kern.models import Opleidingscluster, Student
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def veel(monkeypatch):
    """Three rows are very many."""
    for module in (onthouden, paginering, filterkeuze):
        monkeypatch.setattr(module, "VEEL", 2)


@pytest.mark.parametrize("eerst", [0, 1, 2, 3, 4, 7])
def test_pages_cut_in_parts_are_those_of_the_whole(eerst):
    for _ in range(7):
        StudentFactory()
    alle = Student.objects.order_by("pk")
    grens = list(alle.values_list("pk", flat=True))[:eerst]
    lagen = [alle.filter(pk__in=grens), alle.exclude(pk__in=grens)]
    heel, delen = Bladwijzer(alle, 2), Bladwijzer(alle, 2, lagen=lagen)
    for nummer in heel.page_range:
        assert list(delen.page(nummer)) == list(heel.page(nummer))


def test_number_of_few_rows_is_counted_each_time_and_of_very_many_for_a_minute(veel):
    school = OrganisatieFactory(soort="school")
    for _ in range(2):
        StudentFactory(school=school)
    rijen = Student.objects.order_by("pk")
    assert Bladwijzer(rijen, 10).count == 2
    StudentFactory(school=school)
    assert Bladwijzer(rijen, 10).count == 3
    StudentFactory()
    assert Bladwijzer(rijen, 10).count == 3
    assert Bladwijzer(rijen.filter(school=school), 10).count == 3
    cache.clear()
    assert Bladwijzer(rijen, 10).count == 4


def test_list_goes_on_without_a_cache(veel, settings):
    for _ in range(3):
        StudentFactory()
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert len(Bladwijzer(Student.objects.order_by("pk"), 2).page(2)) == 1
    velden = {"cluster": SimpleNamespace(queryset=None)}
    filterkeuze.beperk_uit(velden, {}, Student.objects.all(), cluster=("cluster", Opleidingscluster.objects.all()))


def test_choices_remembered_for_one_school_are_not_those_of_another(client, veel):
    een, ander = OrganisatieFactory(soort="school"), OrganisatieFactory(soort="school")
    clusters = list(Opleidingscluster.objects.order_by("pk")[:4])
    for nummer in range(4):
        StudentFactory(school=een, cluster=clusters[nummer % 2])
        StudentFactory(school=ander, cluster=clusters[2 + nummer % 2])
    for school, eigen in ((een, clusters[:2]), (ander, clusters[2:]), (een, clusters[:2])):
        client.force_login(persoon("coordinator", school))
        velden = client.get(reverse("handelingen:lijst")).context["filter"].fields
        assert set(velden["cluster"].queryset) == set(eigen)
        assert "school" not in velden


@pytest.mark.parametrize("sorteer", ["", "vergeten", "-vergeten"])
@pytest.mark.usefixtures("_op_tijd")
def test_who_forgot_is_sorted_for_a_school_as_for_one_begeleider(client, sorteer):
    school = OrganisatieFactory(soort="school")
    begeleider = persoon("stagebegeleider")
    for nummer in range(5):
        student = StudentFactory(school=school, user__achternaam=f"Naam {9 - nummer}")
        plaatsing = PlaatsingFactory(student=student, status="lopend", stagebegeleider=begeleider)
        soorten = ["MISS"] * (nummer % 3) + ["MISS_UNDONE"] * (nummer == 4)
        for volgnummer, soort in enumerate(soorten):
            velden = {"plicht": "monthly:2026-10", "due": NU.date(), "at": NU, "gegevens": {"rung": 1}}
            LadderEvent.objects.create(
                plaatsing=plaatsing, soort=soort, volgnummer=volgnummer, nummer=volgnummer, **velden
            )
    volgorde = []
    for user in (persoon("coordinator", school), begeleider):
        client.force_login(user)
        antwoord = client.get(reverse("verslagen:lijst"), {"sorteer": sorteer})
        volgorde.append([rij.plaatsing.student.naam for rij in antwoord.context["stages"]])
    assert volgorde[0] == volgorde[1]
    assert len(volgorde[0]) == 5
