"""What a full BPV-boek holds of the student: 360 feedback, goals, portfolio with EVC, acts and exams."""

from datetime import date, datetime, timedelta
from typing import Protocol

from evaluaties.models import (
    Actiepunt,
    Beheersing,
    Bewijsstuk,
    Bewijsversie,
    Doelverwijzing,
    Evconderdeel,
    Evctraject,
    Examen,
    Examengang,
    Feedbackantwoord,
    Feedbackformulier,
    Feedbackronde,
    Feedbacktekst,
    Handeling,
    Handelingscertificaat,
    Leerdoel,
)
from kern.models import Student, User
from kern.services.bestanden import bewaar_bestand
from plaatsingen.models import Plaatsing
from stagebureau.demo import volboektekst as tekst


class Stage(Protocol):
    """The stage that is being filled."""

    plaatsing: Plaatsing
    student: Student
    school: User
    begeleider: User | None

    def op(self, deel: float, uur: int = 14) -> datetime:
        """Return a moment so far into the stage."""

    def dag(self, deel: float) -> date:
        """Return a day so far into the stage."""


def feedback(v: Stage) -> None:
    """A closed round of 360 feedback that the student shares."""
    if v.plaatsing.feedbackrondes.exists():
        return
    formulieren = list(Feedbackformulier.objects.order_by("rol", "-versie"))
    if not formulieren:
        return
    ronde = Feedbackronde.objects.create(
        student=v.student,
        plaatsing=v.plaatsing,
        titel="Voor de tussenevaluatie",
        sluit_op=v.dag(0.48),
        geopend_op=v.op(0.4),
        gesloten_op=v.op(0.48),
        gedeeld=True,
    )
    for nummer in range(5):
        formulier = formulieren[nummer % len(formulieren)]
        codes = [vraag["code"] for vraag in formulier.vragen if vraag["soort"] == "score"]
        scores = {code: 3 + (nummer + i) % 3 for i, code in enumerate(codes)}
        Feedbackantwoord.objects.create(ronde=ronde, rol=formulier.rol, formulier=formulier, scores=scores)
    ronde.zelf = {code: 3 for antwoord in ronde.antwoorden.all() for code in antwoord.scores}
    ronde.save(update_fields=["zelf"])
    open_vraag = next((v["code"] for f in formulieren for v in f.vragen if v["soort"] == "open"), "tip")
    for zin in tekst.FEEDBACKTEKSTEN:
        Feedbacktekst.objects.create(ronde=ronde, code=open_vraag, tekst=zin, moderatie="tonen")


def doelen(v: Stage) -> None:
    """Goals with steps, tied to a report, a talk and an evaluation."""
    stukken = {
        "verslag": v.plaatsing.verslagen.order_by("plicht").first(),
        "gesprek": v.plaatsing.gesprekken.order_by("datum").last(),
        "evaluatie": v.plaatsing.evaluaties.order_by("geopend_op").last(),
    }
    for nummer, (titel, waarom, stappen) in enumerate(tekst.DOELEN):
        doel = Leerdoel.objects.create(
            student=v.student,
            titel=titel,
            waarom=waarom,
            aanpak="Ik bespreek dit elke twee weken met mijn werkbegeleider.",
            klaar_voor=v.dag(0.9),
            gemaakt_op=v.op(0.05 + nummer / 10),
            behaald_op=v.dag(0.9) if nummer < 2 else None,
        )
        for wat in stappen:
            Actiepunt.objects.create(doel=doel, wat=wat, hulp_van="mijn werkbegeleider", gedaan_op=v.dag(0.7))
        soort = list(stukken)[nummer]
        if stukken[soort] is not None:
            Doelverwijzing.objects.create(
                doel=doel,
                soort=soort,
                object_id=stukken[soort].public_id,
                notitie="Hier is te zien dat het beter gaat.",
                gemaakt_op=v.op(0.6),
            )


def portfolio(v: Stage) -> None:
    """Evidence, one piece with a file, and an EVC procedure that was decided."""
    at = v.op(0.2)
    stukken = []
    for soort, titel, uitleg in tekst.STUKKEN:
        stuk = Bewijsstuk.objects.create(
            student=v.student, soort=soort, titel=titel, werkprocessen="B1-K1-W4", gemaakt_op=at
        )
        bestand = None
        if soort == "diploma":
            bestand = bewaar_bestand(
                naam="certificaat.pdf",
                soort="bewijs",
                mime="application/pdf",
                inhoud=b"%PDF-1.7 demo",
                by=v.student.user,
                at=at,
            )
        Bewijsversie.objects.create(stuk=stuk, versie=1, tekst=uitleg, bestand=bestand, gemaakt_op=at)
        stukken.append(stuk)
    traject = Evctraject.objects.create(
        student=v.student,
        opleiding=v.student.opleiding,
        status="besloten",
        assessor=v.school,
        geopend_op=at,
        ingediend_op=at + timedelta(days=10),
        gesprek_op=at + timedelta(days=20),
        beoordeeld_op=at + timedelta(days=21),
        besloten_op=at + timedelta(days=25),
        besloten_door=v.school,
        besluit="Een deel is erkend. De stage wordt 40 uur korter.",
        uren_minder=40,
        weken_korter=2,
    )
    for code, titel, oordeel, motivering, uren in tekst.EVC:
        deel = Evconderdeel.objects.create(
            traject=traject,
            code=code,
            titel=titel,
            toelichting="Ik heb dit eerder in mijn werk gedaan.",
            gevraagd=True,
            oordeel=oordeel,
            motivering=motivering,
            uren_minder=uren,
        )
        deel.bewijsstukken.set(stukken[:2])


def vaardig(v: Stage) -> None:
    """Certificates, levels of acts, and exams."""
    at = v.op(0.1)
    for nummer, handeling in enumerate(Handeling.objects.order_by("volgorde", "pk")[:8]):
        Handelingscertificaat.objects.get_or_create(
            student=v.student,
            handeling=handeling,
            ingetrokken_op=None,
            defaults={"afgegeven_op": v.dag(0.1), "door": v.school, "at": at},
        )
        if not v.plaatsing.beheersingen.filter(handeling=handeling).exists():
            Beheersing.objects.create(
                plaatsing=v.plaatsing,
                handeling=handeling,
                niveau="zelfstandig" if nummer % 2 else "begeleid",
                at=at,
                bevestigd_door=v.begeleider,
                bevestigd_op=v.op(0.5),
            )
    for nummer, examen in enumerate(Examen.objects.order_by("volgorde", "pk")[:4]):
        velden = {
            "datum": v.dag(0.6 + nummer / 10),
            "uitslag": "behaald",
            "uitslag_op": v.op(0.65 + nummer / 10),
        }
        Examengang.objects.get_or_create(
            plaatsing=v.plaatsing, examen=examen, poging=1, defaults={"aangevraagd_op": at, **velden}
        )
