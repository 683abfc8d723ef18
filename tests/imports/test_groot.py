"""A file of 20,000 rows is imported whole, twice, in reasonable time and with few queries.

IMPORT_JAREN=10 (`make test-chaos`) makes it 100,000 rows.
"""

import os
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from basis.inlezen import importeer
from kern.models import Student
from tests.factories import OrganisatieFactory
from vraagaanbod.models import Opgave

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JAREN = int(os.environ.get("IMPORT_JAREN", "2"))
AANTAL = JAREN * 10_000
CLUSTERS = ("ZH1-PT", "HP1-PT", "HP2-PT", "VZVP12-FT", "VP34-FT")


def test_very_many_figures():
    organisaties = OrganisatieFactory.create_batch(400)
    regels = (
        f"{jaar}/{jaar + 1},{cluster},{nummer % 50},{jaar % 40},{periode},{organisatie.code}\n"
        for jaar in range(2010, 2010 + JAREN)
        for cluster in CLUSTERS
        for periode in "1234z"
        for nummer, organisatie in enumerate(organisaties)
    )
    data = ("schooljaar,cluster,vraag,aanbod,periode,onderwijsinstelling\n" + "".join(regels)).encode()
    begin = time.monotonic()
    eerste = importeer("vraag-aanbod", data, by=None, at=timezone.now(), naam="groot.csv")
    assert (eerste.aantallen["nieuw"], eerste.fouten.regels()) == (AANTAL, [])
    assert Opgave.objects.count() == 2 * AANTAL
    assert importeer("vraag-aanbod", data, by=None, at=timezone.now()).aantallen["ongewijzigd"] == AANTAL
    assert time.monotonic() - begin < 30 * JAREN


def test_number_of_queries_grows_by_block_not_by_row():
    OrganisatieFactory(school=True, code="ROC")
    kop = "rol,email,achternaam,organisatie,studentnummer,opleiding,cluster,leerjaar,geboortedatum\n"

    def queries(naam, aantal):
        rijen = "".join(
            f"student,{naam}{i}@school.example,A,ROC,{naam}{i},25656,VZVP12-FT,2,2006-01-01\n" for i in range(aantal)
        )
        with CaptureQueriesContext(connection) as teller:
            resultaat = importeer("personen", (kop + rijen).encode(), by=None, at=timezone.now(), naam="p.csv")
        assert resultaat.ok, resultaat.fouten.regels()
        return len(teller)

    een, veel = queries("een", 1), queries("veel", 2000)
    assert Student.objects.count() == 2001
    assert veel < een + 200  # SQLite takes about 50 rows of a student in one statement
