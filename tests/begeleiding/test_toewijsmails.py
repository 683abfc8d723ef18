"""Every mail about who supervises whom, word for word. To renew: STAGEBUREAU_MAILS_SCHRIJF=1, and read the diff."""

import os
from datetime import date
from pathlib import Path

import pytest

from begeleiding.models import Toewijzing, Toewijzingsronde
from begeleiding.services import waarnemen
from begeleiding.services.toewijzen_vaststellen import stel_vast
from kern.models import Bericht
from kern.services import berichten
from plaatsingen.models import Plaatsing
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon
from tests.factories.poule import PoulebegeleiderFactory

pytestmark = pytest.mark.django_db
BESTAND = Path(__file__).with_name("mails_toewijzen.txt")


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


def verhaal():
    """Two students get somebody new, one of them in the place of another; then a colleague covers for a while."""
    bureau = persoon("coordinator", OrganisatieFactory(bureau=True))
    oud, nieuw = (
        PoulebegeleiderFactory(user=persoon("stagebegeleider", voornaam="Noor", achternaam=naam))
        for naam in ("Oud", "Nieuw")
    )
    stages = [
        PlaatsingFactory(student__user__voornaam="Sam", student__user__achternaam="Kanarie", stagebegeleider=wie)
        for wie in (oud.user, None)
    ]
    ronde = Toewijzingsronde.objects.create(
        peildatum=NU.date(), tot=date(2026, 12, 1), status="voorstel", gemaakt_door=bureau, gemaakt_op=NU
    )
    for stage, vorige in zip(stages, (oud, None), strict=True):
        Toewijzing.objects.create(ronde=ronde, plaatsing=stage, begeleider=nieuw, vorige=vorige)
    stel_vast(ronde=ronde, by=bureau, at=NU)
    waarnemen.neem_waar(plaatsingen=stages, door=oud.user, van=NU.date(), tot=date(2026, 10, 30), by=bureau, at=NU)
    return bureau, stages, nieuw


def test_mails_staan_er_woord_voor_woord():
    verhaal()
    rijen = Bericht.objects.order_by("soort", "pk")
    tekst = "\n".join(f"=== {rij.soort}\n{rij.onderwerp}\n\n{_zonder_adres(rij.tekst)}\n" for rij in rijen)
    if os.environ.get("STAGEBUREAU_MAILS_SCHRIJF"):
        BESTAND.write_text(tekst, encoding="utf-8")
    assert tekst == BESTAND.read_text(encoding="utf-8")
    assert not any("Kanarie" in rij.onderwerp for rij in rijen)


def _zonder_adres(tekst):
    return "\n".join("<adres>" if regel.startswith("http") else regel.rstrip() for regel in tekst.splitlines())


def test_mail_gaat_niet_als_het_niet_meer_waar_is():
    bureau, stages, _ = verhaal()
    Plaatsing.objects.update(stagebegeleider=None)
    for rij in waarnemen.geldig_op(NU.date()):
        waarnemen.stop_waarneming(waarneming=rij, by=bureau, at=NU)
    berichten.verstuur_wachtende(at=NU)
    verstuurd = Bericht.objects.filter(status="verzonden").values_list("soort", flat=True)
    assert set(verstuurd) == {"nieuwe_studenten"}
    assert len(stages) == 2
