"""Making placements: one by hand, or all of a round at once."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import Student, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing, Stagevorm, Statuswijziging
from plaatsingen.services import slot
from plaatsingen.services.begeleiderlast import bewaar_reden, eis_ruimte
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.normen import Normen
from plaatsingen.services.status import kies_werkbegeleider
from vacatures.models import Stageplaats
from vacatures.rules import BUITEN_RONDE

BEGINSTATUS = frozenset({PlaatsingStatus.VOORGESTELD, PlaatsingStatus.AANGEBODEN})


@transaction.atomic
def maak_plaatsing(
    *,
    student: Student,
    stageplaats: Stageplaats,
    begindatum: date,
    einddatum: date,
    periodes: str,
    dagen: str,
    by: User | None,
    at: datetime,
    status: str = PlaatsingStatus.VOORGESTELD,
    reden: str = "",
    werkbegeleider: User | None = None,
    vorm: Stagevorm | None = None,
    toch: str = "",
) -> Plaatsing:
    """Make one placement; `periodes` and `dagen` are codes with spaces between ("3 4", "ma di").

    Locks the place, all above it and the student before counting (R4.7). Without `werkbegeleider` the one of the place
    supervises; `toch` says why, when that is somebody with many students (R7.6). With a template (`vorm`, R5.5) the
    placement asks its hours, and may run on into the next school year. Raises GeenToegang when `by` doesn't coordinate
    for this student, DomainError when a hard rule of R4.4 speaks against it, when there is no seat, or when the student
    has another placement then.
    """
    if by is not None and not rules.mag_student_plaatsen(by, student):
        raise GeenToegang("Alleen een coördinator van de school van deze student maakt een plaatsing.")
    if status not in BEGINSTATUS:
        raise DomainError("Een plaatsing begint als voorstel of als aanbod.")
    if einddatum < begindatum:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="einddatum")
    if not periodes.split() or not dagen.split():
        raise DomainError("Kies minstens een periode en een stagedag.", field="dagen")
    aanvraag = slot.Aanvraag(student.pk, begindatum, einddatum, periodes, dagen)
    te_veel: dict[int, int] = {}
    if by is not None:
        plaats = slot.vergrendel(stageplaats_ids=[stageplaats.pk], student_ids=[student.pk])[stageplaats.pk]
        wie = werkbegeleider or plaats.begeleider
        te_veel = eis_ruimte([wie], begin=begindatum, eind=einddatum, toch=toch, at=at)
    plaatsing = maak_op_plek(
        student=student,
        stageplaats=stageplaats,
        aanvraag=aanvraag,
        status=status,
        reden=reden,
        by=by,
        at=at,
        velden={"vorm": vorm, "uren_norm": vorm.uren} if vorm else None,
    )
    if werkbegeleider is not None and werkbegeleider.pk != plaatsing.werkbegeleider_id:
        plaatsing = kies_werkbegeleider(plaatsing=plaatsing, werkbegeleider=werkbegeleider, by=by, at=at)
    if by is not None:
        bewaar_reden(te_veel, plaatsing=plaatsing, toch=toch, by=by, at=at)
    return plaatsing


def maak_op_plek(
    *,
    student: Student,
    stageplaats: Stageplaats,
    aanvraag: slot.Aanvraag,
    status: str,
    reden: str,
    by: User | None,
    at: datetime,
    velden: dict[str, Any] | None = None,
) -> Plaatsing:
    """Lock, judge and write one placement in the caller's transaction; whether `by` may is the caller's question.

    `velden`: what else the placement gets at once. Raises DomainError as `maak_plaatsing` does.
    """
    plaats = slot.vergrendel(stageplaats_ids=[stageplaats.pk], student_ids=[student.pk])[stageplaats.pk]
    begindatum, einddatum = aanvraag.begindatum, aanvraag.einddatum
    geschikt = Geschiktheid(plaatsen=[plaats], begin=begindatum, eind=einddatum)
    if ongeschikt := geschikt.waarom_niet(student, plaats, aanvraag):
        raise DomainError(ongeschikt)
    vorm = (velden or {}).get("vorm")
    if begindatum < plaats.schooljaar.begin or (begindatum if vorm else einddatum) > plaats.schooljaar.eind:
        raise DomainError(f"Stageplaats {plaats.naam} is alleen van schooljaar {plaats.schooljaar}.", field="einddatum")
    slot.controleer(plaats=plaats, aanvraag=aanvraag)
    plaatsing = schrijf([(student, plaats, aanvraag)], status=status, by=by, at=at, reden=reden)[0]
    if velden:
        for naam, waarde in velden.items():
            setattr(plaatsing, naam, waarde)
        plaatsing.save(update_fields=list(velden))
    leg_vast(
        actie="plaatsing gemaakt",
        obj=plaatsing,
        by=by,
        at=at,
        reden=reden,
        na={"stageplaats": plaats.code, "begindatum": begindatum, "einddatum": einddatum, "status": status}
        | ({"vorm": vorm.code} if vorm else {}),
    )
    return plaatsing


def schrijf(
    rijen: list[tuple[Student, Stageplaats, slot.Aanvraag]], *, status: str, by: User | None, at: datetime, reden: str
) -> list[Plaatsing]:
    """Write placements that were locked and checked by the caller, each with its first line of history.

    The caller writes the audit line. The students need `opleiding`.
    """
    normen = Normen(op=timezone.localdate(at))
    plaatsingen = Plaatsing.objects.bulk_create(
        [
            Plaatsing(
                student=student,
                stageplaats=plaats,
                begindatum=aanvraag.begindatum,
                einddatum=aanvraag.einddatum,
                periodes=aanvraag.periodes,
                dagen=aanvraag.dagen,
                status=status,
                uren_norm=0
                if plaats.soort in BUITEN_RONDE
                else normen.voor_periodes(student.opleiding, aanvraag.periodes.split()),
                werkbegeleider_id=plaats.begeleider_id,
                aangemaakt_op=at,
            )
            for student, plaats, aanvraag in rijen
        ],
        batch_size=500,
    )
    Statuswijziging.objects.bulk_create(
        [Statuswijziging(plaatsing=rij, van="", naar=status, at=at, by=by, reden=reden) for rij in plaatsingen],
        batch_size=500,
    )
    return plaatsingen
