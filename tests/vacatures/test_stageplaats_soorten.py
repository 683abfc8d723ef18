"""Kinds of places (R5.9): offered, read in, in or out of a matching round, and in a folder as others read it."""

import csv
import io
from dataclasses import replace

import pytest

from basis.inlezen import importeer
from matching.engine import read_folder, write_instance
from matching.services.momentopname import gegevens_van
from tests.factories import NU, AfdelingFactory, ErkenningFactory, RondeFactory, SchooljaarFactory, StageplaatsFactory
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("soort", PlaatsSoort.values)
def test_every_kind_can_be_read_in(soort):
    afdeling, jaar = AfdelingFactory(), SchooljaarFactory()
    kop = ["code", "naam", "afdeling", "schooljaar", "clusters", "capaciteit", "soort"]
    tekst = io.StringIO()
    csv.writer(tekst).writerows([kop, ["P1", "Plek", afdeling.code, jaar.naam, "VZVP12-FT", 2, soort]])
    importeer("stageplaatsen", tekst.getvalue().encode(), by=None, at=NU, naam="plaatsen.csv")
    assert Stageplaats.objects.get().soort == soort


def test_a_few_dagdelen_are_no_stage_to_be_matched_and_a_folder_knows_seven_kinds(tmp_path):
    for soort in PlaatsSoort.values:
        plaats = StageplaatsFactory(code=soort, soort=soort, periodes="3 4")
        ErkenningFactory(organisatie=plaats.leerbedrijf)
    foto = gegevens_van(RondeFactory())
    soorten = {plaats.plaats: plaats.soort for plaats in foto.instance.plaatsen}
    assert set(soorten) == set(PlaatsSoort.values) - {"orientatie", "kennismakingsproject"}
    assert soorten["keten"] == "keten"
    write_instance(replace(foto.instance, vast=()), tmp_path)
    gelezen = {plaats.plaats: plaats.soort for plaats in read_folder(tmp_path).plaatsen}
    assert gelezen == {**soorten, "keten": "regulier"}
