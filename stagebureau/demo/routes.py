"""Choices of route and EVC in every state for the demo accounts; in numbers for a large region (R8.4, R8.5)."""

from datetime import timedelta
from typing import Any

from evaluaties.models import Bewijsstuk, Bewijsversie, Evconderdeel, Evctraject, Routekeuze
from evaluaties.services.evc import onderdelen_voor
from kern.models import Student, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

WAAROM = "Ik werkte drie jaar in de thuiszorg. Ik hielp elke dag mensen met wassen, aankleden en eten."
MOTIVERING = "Het diploma en de beoordeling laten dit zien. In het gesprek kon de student het goed uitleggen."


def maak_routes(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Let students choose a route, and show EVC from collecting to decided."""
    _keuzes(wereld, loop, hoofdpersoon)
    school = hoofdpersoon.student.school_id
    coordinator = User.objects.get(email="coordinator@demo.test")
    docent = hoofdpersoon.student.stagedocent_id
    zelfde = Student.objects.filter(school_id=school).exclude(pk=hoofdpersoon.student_id)
    anderen = list(
        zelfde.exclude(stagedocent_id=docent)
        .filter(plaatsingen__status="lopend")
        .select_related("opleiding")
        .distinct()
        .order_by("pk")[:5]
    )
    _traject(wereld, hoofdpersoon.student, "verzamelen", dagen=6)
    standen: list[tuple[str, dict[str, Any]]] = [
        ("ingediend", {}),
        ("gesprek", {"assessor_id": docent, "gesprek_op": wereld.moment(wereld.vandaag + timedelta(days=3), 14)}),
        ("beoordeeld", {"assessor_id": docent, "gesprek_op": wereld.moment(wereld.dagen_geleden(2), 14)}),
        ("besloten", {"assessor_id": docent, "gesprek_op": wereld.moment(wereld.dagen_geleden(30), 14)}),
    ]
    for student, (status, velden) in zip(anderen, standen, strict=False):
        if status in {"beoordeeld", "besloten"}:
            velden |= {"beoordeeld_op": wereld.moment(wereld.dagen_geleden(1)), "gespreksverslag": MOTIVERING}
        if status == "besloten":
            velden |= {
                "besloten_op": wereld.moment(wereld.dagen_geleden(1), 15),
                "besloten_door": coordinator,
                "besluit": "De school volgt het advies van de assessor.",
                "uren_minder": 120,
                "weken_korter": 6,
            }
        _traject(wereld, student, status, dagen=40, **velden)


def _keuzes(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Two choices at the docent of the demo: one to talk about, one that was talked about."""
    docent = hoofdpersoon.student.stagedocent_id
    ander = next(
        (
            rij
            for rij in loop.met_status("lopend")
            if rij.student.stagedocent_id == docent and rij.pk != hoofdpersoon.pk
        ),
        None,
    )
    rijen = [
        Routekeuze(
            public_id=wereld.id(),
            plaatsing=hoofdpersoon,
            keuze={"uren_meer": 4},
            toelichting="Ik wil graag voor de zomer klaar zijn.",
            gekozen_door=hoofdpersoon.student.user,
            gekozen_op=wereld.moment(wereld.dagen_geleden(1), 19),
        )
    ]
    if ander is not None:
        rijen.append(
            Routekeuze(
                public_id=wereld.id(),
                plaatsing=ander,
                keuze={"weken_weg": 2},
                gekozen_door=ander.student.user,
                gekozen_op=wereld.moment(wereld.dagen_geleden(9), 19),
                besproken_op=wereld.moment(wereld.dagen_geleden(7)),
                besproken_door_id=docent,
                antwoord="Je haalt de uren in na de voorjaarsvakantie. We kijken over een maand weer.",
            )
        )
    schrijf(Routekeuze, rijen)


def _traject(wereld: Wereld, student: Student, status: str, *, dagen: int, **velden: Any) -> Evctraject:
    """Make a procedure with all parts, of which two are filled in with evidence."""
    op = wereld.moment(wereld.dagen_geleden(dagen))
    if status != "verzamelen":
        velden["ingediend_op"] = op + timedelta(days=5)
    traject = Evctraject.objects.create(
        public_id=wereld.id(),
        student=student,
        opleiding=student.opleiding,
        status=status,
        geopend_op=op,
        geopend_door=student.user,
        **velden,
    )
    stuk = Bewijsstuk.objects.create(
        public_id=wereld.id(), student=student, soort="diploma", titel="Diploma helpende zorg", gemaakt_op=op
    )
    versie = Bewijsversie.objects.create(
        public_id=wereld.id(), stuk=stuk, versie=1, tekst="Behaald voor ik hier begon.", gemaakt_op=op
    )
    for nummer, deel in enumerate(onderdelen_voor(student.opleiding, student.school_id)):
        gevraagd = nummer < 2
        oordeel = "erkend" if gevraagd and status in {"beoordeeld", "besloten"} else ""
        rij = Evconderdeel.objects.create(
            public_id=wereld.id(),
            traject=traject,
            code=deel["code"],
            titel=deel["titel"],
            kerntaak=deel.get("kerntaak", ""),
            gevraagd=gevraagd,
            toelichting=WAAROM if gevraagd else "",
            oordeel=oordeel,
            motivering=MOTIVERING if oordeel else "",
            uren_minder=60 if oordeel else 0,
        )
        if gevraagd:
            rij.bewijsstukken.add(stuk)
            if status != "verzamelen":
                rij.versies.add(versie)
    return traject


def maak_in_bulk(wereld: Wereld) -> None:
    """Write procedures just begun for one in fifty students, and choices for one in thirty stages."""
    op = wereld.moment(wereld.dagen_geleden(15))
    al = Evctraject.objects.values("student")
    studenten = Student.objects.exclude(pk__in=al).order_by("pk").values_list("pk", "opleiding_id")
    schrijf(
        Evctraject,
        [
            Evctraject(public_id=wereld.id(), student_id=pk, opleiding_id=opleiding, geopend_op=op)
            for pk, opleiding in studenten[::50]
        ],
    )
    stages = Plaatsing.objects.filter(status="lopend").exclude(pk__in=Routekeuze.objects.values("plaatsing"))
    schrijf(
        Routekeuze,
        [
            Routekeuze(public_id=wereld.id(), plaatsing_id=pk, keuze={"weken_weg": 1}, gekozen_op=op)
            for pk in stages.order_by("pk").values_list("pk", flat=True)[::30]
        ],
    )
