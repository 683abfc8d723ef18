"""Rounds that were made before freezing and variants existed, and rounds that somebody forgot."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from matching.enums import Reactie
from matching.models import Ronde, Voorstel
from matching.services import geheugen
from matching.services.publiceren import publiceer_ronde
from matching.services.reacties import telling, voorstellen_van
from tests.factories import NU, persoon
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = pytest.mark.django_db
verhuis = import_module("matching.migrations.0005_gekozen_bij_gepubliceerd").kies_wat_gepubliceerd_is


def _zoals_vroeger(ronde, student, door):
    """Published when a round had no chosen calculation, and the tries before it were kept."""
    publiceer_ronde(ronde=ronde, by=door, at=NU)
    Ronde.objects.update(gekozen=None, reactie_tot=None)
    eerder = ronde.berekeningen.create(gestart_op=NU - timedelta(days=1))
    Voorstel.objects.create(berekening=eerder, student=student, reden="tekort", toelichting="Vol.")


def test_round_published_before_variants_keeps_its_outcome(client):
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    bereken_met_hand(ronde, [(een, plaats)], [twee])
    door = persoon("beheerder")
    _zoals_vroeger(ronde, een, door)
    for _ in range(2):
        verhuis(apps, None)
    ronde = Ronde.objects.get()
    assert telling(voorstellen_van(ronde))[Reactie.GEEN_ANTWOORD] == 1
    # Who was placed isn't taken for somebody whom the round left over.
    assert geheugen.over_geweest(school_ids=[een.school_id], schooljaar_id=ronde.schooljaar_id) == {twee.pk}
    client.force_login(door)
    for naam in ("ronde", "reacties", "sluiten"):
        assert client.get(reverse(f"matching:{naam}", args=[ronde.public_id])).status_code == 200


def test_unpublished_round_gets_no_choice():
    ronde, (een,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(een, plaats)])
    verhuis(apps, None)
    assert Ronde.objects.get().gekozen is None
    assert Voorstel.objects.count() == 1
