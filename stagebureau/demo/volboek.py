"""One finished stage with everything a BPV-boek can hold: to look at, to test with and to measure on.

Rows are written as they would have been after months of use; what is there already stays. Real steps of a stage are
shown elsewhere in the demo; here the paper at its end is the subject.
"""

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from begeleiding.models import Gesprek, Vervolgstap
from evaluaties.models import (
    Bezwaar,
    Evaluatie,
    Evaluatieformulier,
    Evaluatiehandtekening,
    Evaluatieresultaat,
    Feedback,
    Inlevering,
    Invulling,
    Verslag,
)
from evaluaties.services.resultaat_lezen import bereken_hash
from evaluaties.vragen import opzet_van
from kern.kalender import lokaal_moment
from kern.models import User
from plaatsingen.models import Overeenkomst, Overeenkomsttekst, Plaatsing, Roosterregel, Urendag
from plaatsingen.models.overeenkomst import Ondertekening
from plaatsingen.services.overeenkomst_gegevens import IN_TE_VULLEN, verzamel
from stagebureau.demo import volboek_student
from stagebureau.demo import volboektekst as tekst


class Vulling:
    """Fills the book of one placement. `omvang` multiplies the talks, the reports and the length of their texts."""

    def __init__(self, plaatsing: Plaatsing, *, school: User, omvang: int = 1) -> None:
        self.plaatsing = plaatsing
        self.student = plaatsing.student
        self.school = school
        self.omvang = omvang
        self.begeleider = plaatsing.werkbegeleider
        self.begin, self.eind = plaatsing.begindatum, plaatsing.einddatum

    def op(self, deel: float, uur: int = 14) -> datetime:
        """Return a moment so far into the stage (0 is the first day, 1 the last)."""
        return lokaal_moment(self.dag(deel), time(uur))

    def dag(self, deel: float) -> date:
        """Return a day so far into the stage."""
        return self.begin + (self.eind - self.begin) * min(max(deel, 0), 1)

    def vul(self) -> None:
        """Write everything."""
        self.overeenkomst()
        self.rooster_en_uren()
        self.gesprekken()
        self.verslagen()
        self.evaluatie("tussen", 0.5)
        self.evaluatie("eind", 0.98)
        for deel in (
            volboek_student.feedback,
            volboek_student.doelen,
            volboek_student.portfolio,
            volboek_student.vaardig,
        ):
            deel(self)

    def overeenkomst(self) -> None:
        """An agreement that all parties signed, and an amendment."""
        if self.plaatsing.overeenkomsten.exists():
            return
        bron = Overeenkomsttekst.objects.order_by("pk").first()
        if bron is None:
            bron = Overeenkomsttekst.objects.create(versie=1, tekst="...", geldig_van=self.begin, gemaakt_op=self.op(0))
        later = [{"soort": "anders", "wat": "stagedagen", "van": "maandag en dinsdag", "naar": "dinsdag en donderdag"}]
        gegevens = verzamel(plaatsing=self.plaatsing, afspraken=dict.fromkeys(IN_TE_VULLEN, ""), op=self.begin)
        for nummer, wijzigingen in enumerate(([], later)):
            at = self.op(0) - timedelta(days=20) if not nummer else self.op(0.3)
            digest = hashlib.sha256(f"{self.plaatsing.public_id}{nummer}".encode()).hexdigest()
            stuk = Overeenkomst.objects.create(
                plaatsing=self.plaatsing,
                soort="pok" if not nummer else "aanvulling",
                volgnummer=nummer,
                bron=bron,
                status="getekend",
                gegevens=gegevens,
                tekst="De afspraken van deze stage.",
                tekst_hash=digest,
                pdf_hash=digest[::-1],
                wijzigingen=wijzigingen,
                ingangsdatum=self.dag(0.32) if nummer else None,
                gemaakt_op=at,
                verstuurd_op=at,
                getekend_op=at + timedelta(days=3),
                verzegeld_op=at + timedelta(days=3, minutes=2),
                doorgevoerd_op=at + timedelta(days=3) if nummer else None,
            )
            self._partijen(stuk, at)

    def _partijen(self, stuk: Overeenkomst, at: datetime) -> None:
        huis = self.plaatsing.stageplaats.afdeling.locatie.organisatie
        namen = (
            ("student", None, self.student.naam, ""),
            ("leerbedrijf", huis, self.begeleider.naam if self.begeleider else "Marjan de Groot", huis.naam),
            ("school", self.student.school, self.school.naam, self.student.school.naam),
        )
        for nummer, (rol, organisatie, naam, namens) in enumerate(namen, start=1):
            Ondertekening.objects.create(
                overeenkomst=stuk,
                rol=rol,
                organisatie=organisatie,
                naam=naam,
                gevraagd_op=at,
                getekend_op=at + timedelta(days=nummer),
                getekend_door=naam,
                namens=namens,
                wijze="maillink" if rol == "leerbedrijf" else "portaal",
                tekst_hash=stuk.tekst_hash,
            )

    def rooster_en_uren(self) -> None:
        """A timetable, and hours of all weeks that the leerbedrijf confirmed."""
        nu = self.op(1, 20)
        if not self.plaatsing.roosterregels.exists():
            for weekdag in (1, 3):
                Roosterregel.objects.create(
                    plaatsing=self.plaatsing,
                    geldig_van=self.begin,
                    weekdag=weekdag,
                    begin=time(7, 30),
                    eind=time(16),
                    pauze=30,
                    op=nu,
                )
        if not self.plaatsing.urendagen.exists():
            dagen = [self.begin + timedelta(days=n) for n in range((self.eind - self.begin).days + 1)]
            Urendag.objects.bulk_create(
                Urendag(
                    plaatsing=self.plaatsing,
                    datum=dag,
                    uren=Decimal(8) if nummer % 17 else Decimal(0),
                    soort="aanwezig" if nummer % 17 else "ziek",
                    ingevoerd_op=nu,
                )
                for nummer, dag in enumerate((dag for dag in dagen if dag.weekday() in (1, 3)), start=1)
            )
        self.plaatsing.urendagen.filter(bevestigd_op__isnull=True).update(
            bevestigd_op=nu, bevestigd_door=self.begeleider
        )

    def gesprekken(self) -> None:
        """Talks through the whole stage, which the student read and agreed with."""
        for nummer in range(6 * self.omvang - self.plaatsing.gesprekken.count()):
            deel = (nummer + 0.5) / (6 * self.omvang)
            soort, goed, beter, stap = tekst.GESPREKKEN[nummer % len(tekst.GESPREKKEN)]
            gesprek = Gesprek.objects.create(
                plaatsing=self.plaatsing,
                soort=soort,
                vorm="op_locatie" if nummer % 2 else "online",
                datum=self.dag(deel),
                aanwezig=f"{self.student.naam} en {self.begeleider.naam if self.begeleider else 'de werkbegeleider'}",
                gaat_goed=goed,
                kan_beter=beter,
                vastgelegd_door=self.begeleider,
                vastgelegd_op=self.op(deel, 17),
                oordeel_student="klopt",
                oordeel_op=self.op(deel, 20),
            )
            Vervolgstap.objects.create(
                gesprek=gesprek,
                voor="student",
                wat=stap,
                voor_datum=self.dag(deel + 0.08),
                gedaan_op=self.dag(deel + 0.06),
            )

    def verslagen(self) -> None:
        """A reflection per month with feedback, as handed in."""
        aantal = 6 * self.omvang
        er_al = set(self.plaatsing.verslagen.values_list("plicht", flat=True))
        for nummer in range(aantal - len(er_al)):
            at = self.op((nummer + 1) / (aantal + 1))
            jaar, maand = divmod(self.begin.year * 12 + self.begin.month - 1 + nummer + 1, 12)
            plicht = f"monthly:{jaar}-{maand + 1:02d}"
            if plicht in er_al:
                continue
            verslag = Verslag.objects.create(
                plaatsing=self.plaatsing,
                plicht=plicht,
                status="besproken",
                bewaard_op=at,
                eerste_inlevering=at,
                laatste_inlevering=at,
            )
            inhoud = {
                vraag.naam: " ".join([f"{tekst.ALINEAS[(nummer + i) % len(tekst.ALINEAS)]}"] * self.omvang)
                for i, vraag in enumerate(opzet_van("monthly").vragen)
            }
            digest = hashlib.sha256(plicht.encode()).hexdigest()
            Inlevering.objects.create(verslag=verslag, ontvangen_op=at, inhoud=inhoud, sha256=digest)
            Feedback.objects.create(
                verslag=verslag,
                door=self.school,
                op=at + timedelta(days=3),
                tekst=tekst.FEEDBACK[nummer % len(tekst.FEEDBACK)],
            )

    def evaluatie(self, moment: str, deel: float) -> None:
        """An evaluation from both sides to signatures; of the last one an objection that was answered."""
        alle = Evaluatieformulier.objects.filter(status="gepubliceerd").order_by("-versie", "pk")
        formulier = next((rij for rij in alle if moment in rij.momenten), None)
        if formulier is None:
            return
        at = self.op(deel)
        evaluatie, _ = Evaluatie.objects.get_or_create(
            plaatsing=self.plaatsing, moment=moment, defaults={"formulier": formulier, "geopend_op": at}
        )
        evaluatie.status, evaluatie.vast_op = "vast", at + timedelta(days=4)
        evaluatie.gesprek_begonnen_op = at + timedelta(days=2)
        evaluatie.save()
        delen = evaluatie.formulier.onderdelen
        for rol, door, schuif in (("student", self.student.user, 0), ("werkbegeleider", self.begeleider, 1)):
            if door is not None:
                velden = {
                    "door": door,
                    "antwoorden": tekst.antwoorden(delen, schuif + (moment == "eind")),
                    "algemeen": tekst.ALGEMEEN[rol],
                    "status": "ingediend",
                    "versie": 1,
                    "bewaard_op": at,
                    "ingediend_op": at + timedelta(days=1),
                }
                Invulling.objects.update_or_create(evaluatie=evaluatie, rol=rol, defaults=velden)
        if not evaluatie.resultaten.exists():
            self._resultaat(evaluatie, delen, at + timedelta(days=2))

    def _resultaat(self, evaluatie: Evaluatie, delen: list[dict], at: datetime) -> None:
        eind = evaluatie.moment == "eind"
        resultaat = Evaluatieresultaat(
            evaluatie=evaluatie,
            antwoorden=tekst.antwoorden(delen, 1 + eind),
            algemeen=tekst.SAMEN,
            afspraken="" if eind else tekst.AFSPRAKEN,
            eindscore="goed" if eind else "",
            onderbouwing=tekst.ONDERBOUWING if eind else "",
            gemaakt_door=self.school,
            gemaakt_op=at,
            bewaard_op=at,
            aangeboden_op=at,
            vast_op=at + timedelta(days=2),
        )
        digest = resultaat.hash = bereken_hash(resultaat)
        resultaat.save()
        mensen = (("student", self.student.user), ("werkbegeleider", self.begeleider), ("school", self.school))
        for nummer, (rol, door) in enumerate(mensen):
            if door is not None:
                Evaluatiehandtekening.objects.create(
                    resultaat=resultaat,
                    rol=rol,
                    door=door,
                    naam=door.naam,
                    op=at + timedelta(hours=20 * nummer),
                    hash=digest,
                    via_link=rol == "werkbegeleider",
                )
        if not eind:
            Bezwaar.objects.create(
                resultaat=resultaat,
                tekst=tekst.BEZWAAR[0],
                ingediend_op=at + timedelta(days=5),
                gegrond=False,
                besluit=tekst.BEZWAAR[1],
                besloten_door=self.school,
                besloten_naam=self.school.naam,
                besloten_op=at + timedelta(days=9),
            )


def vul_boek(plaatsing: Plaatsing, *, school: User, omvang: int = 1) -> None:
    """Give a finished placement everything that a BPV-boek can hold."""
    Vulling(plaatsing, school=school, omvang=omvang).vul()


def maak_vol_boek(*, school: User, vandaag: date) -> Plaatsing | None:
    """Fill the book of one student of this coordinator whose stage is over; None when there is none."""
    klaar = Plaatsing.objects.met_betrokkenen().filter(
        status="afgerond",
        student__school__in=school.organisatie_ids_als("coordinator"),
        einddatum__lte=vandaag,
    )
    plaatsing = klaar.order_by("student__studentnummer", "pk").first()
    if plaatsing is not None:
        vul_boek(plaatsing, school=school)
    return plaatsing
