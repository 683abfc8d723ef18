"""An agreement that was sent to be signed, with its people; without the document, which is another subject."""

import hashlib
import re
from datetime import date

from kern.models import Bericht, Toegangslink, Vertegenwoordiger
from plaatsingen.models import Overeenkomst, Overeenkomsttekst, Plaatsing, Tekenbevoegdheid
from plaatsingen.services import ondertekenen
from tests.factories import NU, ErkenningFactory, OrganisatieFactory, StageplaatsFactory, StudentFactory, persoon

TEKST = "# Praktijkovereenkomst\n\nWij spreken af wat hieronder staat."
HASH = hashlib.sha256(TEKST.encode()).hexdigest()


class Wereld:
    """The people of one agreement: `student`, `coordinator`, `opleider` and who may sign for whom."""

    def __init__(self, *, minderjarig: bool = False, volgorde: str = "", bevoegd: bool = True) -> None:
        self.school = OrganisatieFactory(school=True)
        plaats = StageplaatsFactory()
        self.huis = plaats.leerbedrijf
        geboren = date(2010, 1, 1) if minderjarig else date(2000, 1, 1)
        self.student = StudentFactory(school=self.school, geboortedatum=geboren)
        ErkenningFactory(organisatie=self.huis, opleiding=self.student.opleiding)
        self.coordinator = persoon("coordinator", self.school)
        self.opleider = persoon("praktijkopleider", self.huis)
        if bevoegd:
            self.voor_school = self.mag(self.school, self.coordinator)
            self.voor_huis = self.mag(self.huis, self.opleider)
        if minderjarig:
            self.ouder = self.maak_ouder("Mia Ouder", "mia@voorbeeld.test")
        self.plaatsing = Plaatsing.objects.create(
            student=self.student,
            stageplaats=plaats,
            begindatum=date(2027, 2, 1),
            einddatum=date(2027, 7, 2),
            periodes="3 4",
            dagen="ma di",
            status="ondertekening",
            aangemaakt_op=NU,
        )
        self.bron = Overeenkomsttekst.objects.create(
            school=self.school, versie=1, tekst="x", volgorde=volgorde, geldig_van=date(2020, 1, 1), gemaakt_op=NU
        )

    def mag(self, organisatie, user=None, email="", **extra):
        gegevens = {"naam": user.naam if user else "Externe Tekenaar", "email": user.email if user else email}
        gegevens |= {"van": date(2020, 1, 1), "vastgelegd_op": NU} | extra
        return Tekenbevoegdheid.objects.create(organisatie=organisatie, user=user, **gegevens)

    def maak_ouder(self, naam, email):
        return Vertegenwoordiger.objects.create(student=self.student, naam=naam, relatie="ouder", email=email)

    def stuur(self, at=NU):
        self.overeenkomst = Overeenkomst.objects.create(
            plaatsing=self.plaatsing,
            volgnummer=0,
            bron=self.bron,
            status="ondertekening",
            tekst=TEKST,
            tekst_hash=HASH,
            gemaakt_op=at,
            verstuurd_op=at,
        )
        ondertekenen.start_ondertekening(overeenkomst=self.overeenkomst, by=self.coordinator, at=at)
        return self

    def partij(self, rol, **extra):
        rijen = self.overeenkomst.partijen.select_related("overeenkomst__plaatsing__student__user", "organisatie")
        return rijen.get(rol=rol, **extra)

    def teken(self, rol, by, at=NU, **extra):
        partij = self.partij(rol, **extra)
        return ondertekenen.teken_in_portaal(partij=partij, tekst_hash=HASH, akkoord=True, by=by, at=at)


def token_uit_mail(email: str) -> str:
    """The secret in the newest mail with a signing link to this address."""
    mail = Bericht.objects.filter(aan=email, gevoelig=True, pad__contains="/teken/").latest("pk")
    assert mail.pad in mail.tekst
    return mail.pad.split("/")[-2]


def link_van(email: str) -> Toegangslink:
    """The newest link of this address."""
    return Toegangslink.objects.filter(email=email).latest("pk")


def code_uit_mail() -> str:
    """The six digits of the newest mail with a code."""
    return re.search(r"\b\d{6}\b", Bericht.objects.filter(soort="toegangscode").latest("pk").tekst)[0]
