"""The audit log is a chain: whoever changes or removes a line is found out."""

import pytest
from django.db import connection

from kern.models import AuditRegel
from kern.services.audit import controleer_keten, leg_vast
from tests.factories import NU, OrganisatieFactory, persoon

pytestmark = pytest.mark.django_db


def test_line_tells_who_did_what():
    by = persoon("beheerder")
    organisatie = OrganisatieFactory()
    regel = leg_vast(actie="getest", obj=organisatie, by=by, at=NU, reden="omdat", na={"naam": "x"})
    assert (regel.by, regel.object_id, regel.na, regel.reden) == (
        by,
        str(organisatie.public_id),
        {"naam": "x"},
        "omdat",
    )
    assert "beheerder" in regel.door


def test_untouched_chain_is_whole():
    for nummer in range(3):
        leg_vast(actie=f"stap {nummer}", obj=None, by=None, at=NU)
    assert controleer_keten() == []


def test_changed_line_is_found():
    for nummer in range(3):
        leg_vast(actie=f"stap {nummer}", obj=None, by=None, at=NU)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kern_auditregel SET actie = 'anders' WHERE volgnummer = 2")
    assert controleer_keten() == ["Regel 2 van het logboek is veranderd."]


def test_removed_middle_line_is_found():
    for nummer in range(3):
        leg_vast(actie=f"stap {nummer}", obj=None, by=None, at=NU)
    AuditRegel.objects.filter(volgnummer=2).delete()
    assert "Regel 2 ontbreekt in het logboek." in controleer_keten()


def test_removed_last_line_is_found():
    for nummer in range(3):
        leg_vast(actie=f"stap {nummer}", obj=None, by=None, at=NU)
    AuditRegel.objects.filter(volgnummer=3).delete()
    assert controleer_keten() == ["De laatste regels van het logboek ontbreken."]
