"""Whole mails about the ladder, word for word against checked-in files.

To renew them after a change of words: STAGEBUREAU_MAILS_SCHRIJF=1 pytest tests/evaluaties/test_mails_teksten.py, and
read the difference.
"""

import os
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from evaluaties import verslagregels as regels
from evaluaties.services import ladderbrief, ladderpost
from kern.models import Bericht
from tests.evaluaties.conftest import INHOUD
from tests.evaluaties.mailverhalen import NAMEN, VERHALEN, maak_wereld
from tests.factories import NU

MAP = Path(__file__).with_name("mails")
SJABLONEN = Path(settings.BASE_DIR) / "templates" / "mail"
pytestmark = [pytest.mark.django_db, pytest.mark.eens]
EIGEN = ("verslag_", "opdracht_", "bundel", "evaluatie_herinnering", "evaluatie_blijft_liggen")
VERTROUWELIJK = [str(tekst) for tekst in INHOUD.values() if isinstance(tekst, str)]


def speel(naam: str) -> list[Bericht]:
    """Play one story; returns its mails in the order in which they were queued."""
    with time_machine.travel(NU, tick=False):  # a date of this year is written without its year
        VERHALEN[naam](maak_wereld())
    return list(Bericht.objects.select_related("ontvanger").order_by("aangemaakt_op", "pk"))


def opgeschreven(bericht: Bericht) -> str:
    kop = f"Soort: {bericht.soort}\nAan: {bericht.aan}\nOnderwerp: {bericht.onderwerp}\nPad: {bericht.pad}\n"
    return f"{'=' * 78}\n{kop}\n{bericht.tekst}\n{'- ' * 39}-\n{bericht.html.strip()}\n"


@pytest.mark.parametrize("naam", VERHALEN)
def test_mails_of_a_story_are_those_of_the_file(naam):
    tekst = "\n".join(opgeschreven(bericht) for bericht in speel(naam))
    bestand = MAP / f"{naam}.txt"
    if os.environ.get("STAGEBUREAU_MAILS_SCHRIJF"):
        bestand.write_text(tekst, encoding="utf-8")
    assert tekst == bestand.read_text(encoding="utf-8")


@pytest.mark.parametrize("naam", VERHALEN)
def test_no_mail_says_more_than_it_may(naam):
    achternamen = [achternaam for _, achternaam in NAMEN.values()]
    for bericht in speel(naam):
        for verboden in [*VERTROUWELIJK, "KANARIE-"]:
            assert verboden not in bericht.onderwerp + bericht.tekst + bericht.html
        for woord in [*achternamen, *(voornaam for voornaam, _ in NAMEN.values()), "ROC Voorbeeld"]:
            assert woord not in bericht.onderwerp
        anderen = [naam for naam in achternamen if naam != bericht.ontvanger.achternaam]
        assert not [naam for naam in anderen if naam in bericht.tekst], bericht.soort


@pytest.mark.parametrize("naam", VERHALEN)
def test_mails_lead_to_one_thing_and_to_the_preferences(naam):
    for bericht in speel(naam):
        adressen = set(re.findall(r"https?://[^\s\"<]+", bericht.tekst))
        assert adressen == {settings.SITE_URL + bericht.pad, f"{settings.SITE_URL}/account/mail/"}
        assert bericht.pad != "/"
        assert bericht.html.count(bericht.pad) >= 2


def test_students_are_je_and_others_u(db):
    teksten = "\n".join(bestand.read_text(encoding="utf-8") for bestand in sorted(MAP.glob("*.txt")))
    for deel in teksten.split("=" * 78)[1:]:
        tekst = deel.split("- - -")[0]
        zonder_kop = tekst.split("\n\n", 1)[1]
        if "Aan: student@" in deel:
            assert not re.search(r"\b[Uu]w?\b", zonder_kop), tekst
            assert zonder_kop.startswith("Hoi Noor,")
        else:
            assert not re.search(r"\b([Jj]e|[Jj]ij|[Jj]ouw)\b", zonder_kop), tekst
            assert zonder_kop.startswith("Beste ")


def test_every_event_of_the_ladder_has_its_mail():
    verteld = set(ladderbrief.AAN_STUDENT) | set(ladderpost._AAN_SCHOOL)
    assert verteld == set(regels.Type)


def test_every_template_is_in_a_story():
    gespeeld = {
        regel.removeprefix("Soort: ")
        for bestand in MAP.glob("*.txt")
        for regel in bestand.read_text(encoding="utf-8").splitlines()
        if regel.startswith("Soort: ")
    }
    sjablonen = {pad.name.removesuffix(".onderwerp.txt") for pad in SJABLONEN.glob("*.onderwerp.txt")}
    eigen = {naam for naam in sjablonen if naam.startswith(EIGEN)}
    # Back for improvement goes under the kind of feedback.
    assert eigen - {"verslag_terug"} == gespeeld


def test_every_template_has_a_subject_without_data_and_a_text():
    namen = {pad.name.split(".")[0] for pad in SJABLONEN.glob("*.txt")}
    for naam in namen:
        onderwerp = (SJABLONEN / f"{naam}.onderwerp.txt").read_text(encoding="utf-8")
        assert (SJABLONEN / f"{naam}.txt").exists()
        assert set(re.findall(r"{{\s*([\w.]+)", onderwerp)) <= {"aantal", "schooljaar"}, naam
