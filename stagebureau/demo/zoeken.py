"""Kept searches, and places that students found in every state, for the demo accounts."""

from datetime import timedelta

from kern.models import Student, User
from stagebureau.demo.basis import Wereld
from vacatures.models import EigenPlek, Zoekopdracht
from vacatures.models.eigenplek import OPEN

# name, town, state, days ago, what the last step says
PLEKKEN = (
    ("Woonzorg De Fictie", "Assen", "voorgesteld", 1, "Mail gestuurd naar Robin Verzonnen."),
    ("Thuiszorg Het Voorbeeld", "Meppel", "in_controle", 2, "Dit klopt."),
    ("Kleinschalig Wonen De Bedachte Hoeve", "Emmen", "erkenning", 6, "Nog niet erkend voor deze opleiding."),
    ("Zorgboerderij Nergenshuizen", "Hoogeveen", "afgewezen", 9, "Er is op deze dagen geen begeleider."),
    ("Dagopvang De Verzinner", "Assen", "ingetrokken", 12, ""),
)


def maak_zoekwerk(wereld: Wereld) -> None:
    """Give the student who still looks two searches and a proposal, and the school of the demo some to check."""
    zoeker = Student.objects.filter(user__email="student-zoekt@demo.test").select_related("user").first()
    if zoeker is None:
        return
    _zoekopdrachten(wereld, zoeker)
    docent = User.objects.filter(email="stagedocent@demo.test").first()
    anderen = Student.objects.exclude(pk=zoeker.pk).exclude(user__email="student@demo.test")
    van_docent = list(anderen.filter(stagedocent=docent).order_by("pk")[:2])
    van_school = anderen.filter(school=zoeker.school).exclude(pk__in=[rij.pk for rij in van_docent]).order_by("pk")
    for student, plek in zip([zoeker, *van_docent, *van_school[: len(PLEKKEN)]], PLEKKEN, strict=False):
        _plek(wereld, student, *plek)


def _zoekopdrachten(wereld: Wereld, student: Student) -> None:
    toen = wereld.moment(wereld.dagen_geleden(5))
    for naam, vraag, mail in (("Dicht bij huis", "km=15&vrij=on", True), ("Zomer", "periode=z", False)):
        Zoekopdracht.objects.create(
            public_id=wereld.id(),
            user=student.user,
            naam=naam,
            vraag=vraag,
            mail=mail,
            gemaakt_op=toen,
            bekeken_tot=toen,
        )


def _plek(  # noqa: PLR0917 - one row of the table above
    wereld: Wereld, student: Student, naam: str, plaats: str, status: str, dagen: int, tekst: str
) -> None:
    toen, later = wereld.moment(wereld.dagen_geleden(dagen + 3)), wereld.moment(wereld.dagen_geleden(dagen))
    bevestigd = status in {"in_controle", "erkenning"}
    begin = wereld.vandaag + timedelta(days=28)
    plek = EigenPlek.objects.create(
        public_id=wereld.id(),
        student=student,
        organisatie_naam=naam,
        afdeling_naam="Begane grond",
        adres="Bedachtelaan 1",
        postcode={"Assen": "9401 AA", "Meppel": "7941 AA", "Emmen": "7811 AA"}.get(plaats, "7901 AA"),
        plaats=plaats,
        contact_naam="Robin Verzonnen",
        contact_email="contact@voorbeeld.test",
        contact_telefoon="0592 000000",
        omschrijving="Helpen bij de dagelijkse zorg.",
        begindatum=begin,
        einddatum=begin + timedelta(days=70),
        dagen=student.dagen,
        status=status,
        uren_per_week=16,
        wacht_sinds=later if status in OPEN else None,
        contact_bevestigd_op=later if bevestigd else None,
        gemaakt_op=toen,
    )
    plek.stappen.create(naar="voorgesteld", at=toen, by=student.user, by_naam=student.naam, tekst=PLEKKEN[0][4])
    if status == "voorgesteld":
        return
    wie = f"Robin Verzonnen, {naam}" if bevestigd else str(student.stagedocent or student.naam)
    plek.stappen.create(van="voorgesteld", naar=status, at=later, by_naam=wie, tekst=tekst)
