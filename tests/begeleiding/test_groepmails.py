"""Every mail about groups and signals, word for word. To renew: STAGEBUREAU_MAILS_SCHRIJF=1, and read the diff."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from begeleiding.services import groepen, groepen_post, juniors, signalen, spreekuur
from begeleiding.services.groepen import Moment, Reeksgegevens
from begeleiding.services.signalen import Inhoud
from kern.models import Bericht, User
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, StudentFactory

NU = datetime(2026, 10, 12, 16, 0, tzinfo=AMSTERDAM)
STRAKS = datetime(2026, 10, 20, 15, 0, tzinfo=AMSTERDAM)
BESTAND = Path(__file__).with_name("mails_groepen.txt")


def verhaal() -> None:
    """Let every kind of mail come up once."""
    kring = maak_kring()
    for nummer, user in enumerate((kring.student, kring.stagedocent, kring.coordinator)):
        User.objects.filter(pk=user.pk).update(voornaam="Noor", achternaam=f"Kanarie{nummer}")
    docent, student = User.objects.get(pk=kring.stagedocent.pk), kring.leerling
    student.user.refresh_from_db()
    vast = {"leider": docent, "school": kring.school, "plek": "Lokaal 2"}
    groep = groepen.maak_reeks(soort="intervisie", gegevens=Reeksgegevens(naam="Dinsdag", **vast), by=docent, at=NU)
    groepen.plan(reeks=groep, momenten=[Moment(STRAKS), Moment(STRAKS + timedelta(days=7))], by=docent, at=NU)
    groepen.voeg_leden_toe(reeks=groep, studenten=[student], by=docent, at=NU)
    een, twee = groep.bijeenkomsten.all()
    groepen_post.herinner(at=STRAKS - timedelta(hours=20))
    groepen.verplaats(bijeenkomst=een, begin=STRAKS + timedelta(days=1), plek="Zaal", thema="", by=docent, at=NU)
    groepen.zeg_af(bijeenkomst=twee, by=docent, at=NU)
    gegevens = Reeksgegevens(naam="Vragenuur", voor="school", **vast)
    uur = groepen.maak_reeks(soort="spreekuur", gegevens=gegevens, by=docent, at=NU)
    plek = groepen.plan(reeks=uur, momenten=[Moment(STRAKS)], by=docent, at=NU)[0].plekken.first()
    spreekuur.boek(plek=plek, student=student, vraag="Iets", by=student.user, at=NU)
    spreekuur.geef_terug(plek=plek, by=docent, at=NU + timedelta(hours=1))
    ouder = StudentFactory(school=kring.school, leerjaar=4)
    User.objects.filter(pk=ouder.user_id).update(voornaam="Bo", achternaam="Merel")
    ouder.user.refresh_from_db()
    juniors.koppel(ouderejaars=ouder, junior=student, by=docent, at=NU)
    for soort in ("motivatie", "onveilig"):
        signalen.geef_signaal(plaatsing=kring.plaatsing, inhoud=Inhoud(soort, "Geheim"), by=kring.werkbegeleider, at=NU)


@pytest.mark.django_db
def test_mails_are_word_for_word():
    with time_machine.travel(NU, tick=False):  # a date of this year is written without its year
        verhaal()
    rijen = Bericht.objects.order_by("soort", "onderwerp", "aangemaakt_op", "aan")
    mails = [
        f"== {rij.soort}: {rij.onderwerp}\n{rij.tekst.replace(settings.SITE_URL + rij.pad, 'PAD')}" for rij in rijen
    ]
    tekst = "\n".join(mails)
    if os.environ.get("STAGEBUREAU_MAILS_SCHRIJF"):
        BESTAND.write_text(tekst, encoding="utf-8")
    assert tekst == BESTAND.read_text(encoding="utf-8")
    assert "Geheim" not in tekst
