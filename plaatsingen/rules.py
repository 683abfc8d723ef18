"""Who may do what with a placement, once they may see it (403 when not), and what its state table allows."""

from datetime import date
from typing import Any

from plaatsingen.enums import ACTIEF, OVERGANGEN, STAPPEN, PlaatsingStatus, Wie
from vacatures.rules import BUITEN_RONDE


def overgang_mag(van: str, naar: str) -> bool:
    """Whether the state table knows this step (R5.1)."""
    return naar in OVERGANGEN.get(van, frozenset())


def is_student_van(user: Any, plaatsing: Any) -> bool:
    """Whether this is the student's own placement."""
    return plaatsing.student.user_id == user.pk


def is_coordinator_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person coordinates for the student's school or for the region."""
    return mag_student_plaatsen(user, plaatsing.student)


def leidt_op(user: Any) -> bool:
    """Whether the person leads the training at a leerbedrijf: sees all students of the house (R3.6)."""
    return user.heeft_rol("praktijkopleider")


def mag_plaatsen(user: Any) -> bool:
    """Whether the person places students by hand at all."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_student_plaatsen(user: Any, student: Any) -> bool:
    """Whether the person coordinates for the school of this student, or for the region."""
    return user.is_beheerder or user.regio_coordinator or student.school_id in user.organisatie_ids_als("coordinator")


def is_begeleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person supervises at the leerbedrijf: the werkbegeleider, or a praktijkopleider of the house."""
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    return is_werkbegeleider_van(user, plaatsing) or organisatie_id in user.organisatie_ids_als("praktijkopleider")


def is_werkbegeleider_van(user: Any, plaatsing: Any) -> bool:
    """Whether the person is the first or the second werkbegeleider at the first leerbedrijf."""
    eigen = user.pk in {plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id}
    return eigen and user.heeft_rol("werkbegeleider")


def delen_van(user: Any, plaatsing: Any) -> list[Any]:
    """Return the parts of the stage at a second host that this person supervises; they see no more than that part."""
    huizen = user.organisatie_ids_als("praktijkopleider")
    return [
        deel
        for deel in plaatsing.geldige_delen
        if (
            (deel.werkbegeleider_id == user.pk and user.heeft_rol("werkbegeleider"))
            or deel.stageplaats.afdeling.locatie.organisatie_id in huizen
        )
    ]


def alleen_van_deel(user: Any, plaatsing: Any) -> bool:
    """Whether the person knows this stage only from a part at the second host: what the first keeps isn't theirs."""
    anders = user.is_beheerder or user.regio_coordinator or is_student_van(user, plaatsing)
    if anders or is_van_school(user, plaatsing) or is_begeleider_van(user, plaatsing):
        return False
    return bool(delen_van(user, plaatsing))


def is_van_school(user: Any, plaatsing: Any) -> bool:
    """Whether the person follows this student for school: coordinator, stagedocent or stagebegeleider."""
    docent = plaatsing.student.stagedocent_id == user.pk
    return is_coordinator_van(user, plaatsing) or docent or plaatsing.begeleidt(user)


def wie_is(user: Any, plaatsing: Any) -> frozenset[str]:
    """Return what this person is to the placement, in the words of the table of steps."""
    rollen = {
        Wie.STUDENT: is_student_van(user, plaatsing),
        Wie.COORDINATOR: is_coordinator_van(user, plaatsing),
        Wie.LEERBEDRIJF: is_begeleider_van(user, plaatsing),
    }
    return frozenset(wie for wie, waar in rollen.items() if waar)


def mag_overgang(user: Any, plaatsing: Any, naar: str) -> bool:
    """Whether the table of steps lets this person move the placement to `naar` (R5.1)."""
    stap = STAPPEN.get((plaatsing.status, naar))
    return stap is not None and bool(stap.wie & wie_is(user, plaatsing))


def mag_documenten_bijwerken(user: Any, plaatsing: Any) -> bool:
    """School and the leerbedrijf say which documents they have seen (R5.3)."""
    return is_van_school(user, plaatsing) or is_begeleider_van(user, plaatsing)


def mag_documenten_zien(user: Any, plaatsing: Any) -> bool:
    """The student, school and the first leerbedrijf; a second host sees only its own part."""
    return is_student_van(user, plaatsing) or mag_documenten_bijwerken(user, plaatsing)


def mag_kennismaking_plannen(user: Any, plaatsing: Any) -> bool:
    """School or the leerbedrijf plans the visit, as long as the student may still say yes or no (R4.8)."""
    return plaatsing.status == PlaatsingStatus.AANGEBODEN and (
        is_coordinator_van(user, plaatsing) or is_begeleider_van(user, plaatsing)
    )


def mag_delen_regelen(user: Any, plaatsing: Any) -> bool:
    """The coordinator ties a second leerbedrijf to a stage that is not over."""
    return is_coordinator_van(user, plaatsing) and bool(OVERGANGEN.get(plaatsing.status))


def mag_uitval_zien(user: Any) -> bool:
    """Coordinators and administrators see why stages end early; a coordinator those of the own school."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_antwoorden(user: Any, plaatsing: Any) -> bool:
    """Only the student says yes or no to an offer (R4.8)."""
    return is_student_van(user, plaatsing) and plaatsing.status == PlaatsingStatus.AANGEBODEN


def mag_uren_invullen(user: Any, plaatsing: Any) -> bool:
    """The student logs hours once the stage has begun, also of the last days of one that ended early (R5.4, R5.8).

    An orientation has dagdelen instead (R5.9).
    """
    open_voor_uren = {*ACTIEF, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT}
    met_uren = plaatsing.status in open_voor_uren and plaatsing.stageplaats.soort not in BUITEN_RONDE
    return met_uren and is_student_van(user, plaatsing)


def mag_uren_bevestigen(user: Any, plaatsing: Any) -> bool:
    """The leerbedrijf confirms hours (R5.4)."""
    return is_begeleider_van(user, plaatsing)


def rooster_open(plaatsing: Any) -> bool:
    """Whether a timetable can still be made: from the agreement to the end of the stage (R5.4)."""
    return plaatsing.status in {*ACTIEF, PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING}


def mag_stagefonds_zien(user: Any) -> bool:
    """A praktijkopleider the own house, a coordinator the own school, the bureau all."""
    return user.heeft_rol("praktijkopleider", "coordinator", "beheerder")


def mag_status_wijzigen(user: Any, plaatsing: Any) -> bool:
    """The coordinator starts, pauses, closes, stops and cancels."""
    return is_coordinator_van(user, plaatsing)


def mag_einddatum_wijzigen_nu(plaatsing: Any) -> bool:
    """Whether the last day may still change: not once the placement is closed."""
    return bool(OVERGANGEN.get(plaatsing.status))


def mag_einddatum_wijzigen(user: Any, plaatsing: Any) -> bool:
    """The coordinator gives another last day while the placement is open."""
    return is_coordinator_van(user, plaatsing) and mag_einddatum_wijzigen_nu(plaatsing)


def mag_begeleider_kiezen(user: Any, plaatsing: Any) -> bool:
    """The house says who supervises; a coordinator may too."""
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    return is_coordinator_van(user, plaatsing) or organisatie_id in user.organisatie_ids_als("praktijkopleider")


def ziet_telefoon_van_student(user: Any, plaatsing: Any, on: date) -> bool:
    """A minor's phone number is hidden from the leerbedrijf (betrouwbaarheid P7)."""
    van_school = is_student_van(user, plaatsing) or is_van_school(user, plaatsing)
    return van_school or not plaatsing.student.is_minderjarig(on)


def ziet_vertegenwoordiger(user: Any, plaatsing: Any) -> bool:
    """Parents and guardians are known to the student and the school, never to the leerbedrijf (betrouwbaarheid P7)."""
    return (
        is_student_van(user, plaatsing)
        or is_coordinator_van(user, plaatsing)
        or plaatsing.student.stagedocent_id == user.pk
        or plaatsing.begeleidt(user)
    )


def mag_ondertekening_regelen(user: Any, partij: Any) -> bool:
    """Remind and put a signed paper in: the coordinator for every party, a praktijkopleider for the own house."""
    eigen_huis = partij.organisatie_id in user.organisatie_ids_als("praktijkopleider")
    return is_coordinator_van(user, partij.overeenkomst.plaatsing) or eigen_huis


def mag_vertegenwoordiger_wijzigen(user: Any, student: Any) -> bool:
    """The student and the coordinator say who signs along for a minor."""
    return student.user_id == user.pk or mag_student_plaatsen(user, student)


def mag_plaats_leiden(user: Any, plaats: Any) -> bool:
    """Whether the person leads the learning on a place: praktijkopleider or werkbegeleider of the house, or bureau."""
    huis = plaats.afdeling.locatie.organisatie_id
    return user.is_beheerder or huis in user.organisatie_ids_als("praktijkopleider", "werkbegeleider")


def mag_zic_leiden(user: Any, plaats: Any) -> bool:
    """Pairs and lessons of a ZIC: the house, and teachers of the schools (R5.12)."""
    return mag_plaats_leiden(user, plaats) or user.heeft_rol("coordinator", "stagedocent")


def ziet_soorten(user: Any) -> bool:
    """Whether the person has the page of special kinds of stage: everybody but students."""
    return user.heeft_rol(
        "coordinator", "stagedocent", "stagebegeleider", "praktijkopleider", "werkbegeleider", "beheerder"
    )


def ziet_verblijf(user: Any, plaatsing: Any) -> bool:
    """Where a student stays far from home is for the student and the school (R5.9)."""
    return is_student_van(user, plaatsing) or is_van_school(user, plaatsing)
