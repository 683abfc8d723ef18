"""What a student does with a report: keep a draft, hand in, hand in again (R6.10)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError
from basis.keuring import Gekeurd
from evaluaties import rules
from evaluaties.enums import VerslagSoort, VerslagStatus
from evaluaties.models import Bijlage, Inlevering, Verslag
from evaluaties.services import bijlagen, feiten
from evaluaties.services.ladderpost import coordinatoren_van
from evaluaties.vragen import labels
from evaluaties.woorden import is_plicht, plichtsoort, plichttitel
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar
from plaatsingen.models import Plaatsing

DELEN = "delen_met_werkbegeleider"
SCHRIJFBAAR = frozenset({VerslagStatus.CONCEPT, VerslagStatus.TERUG})


class Conflict(DomainError):
    """Somebody (another tab or phone) saved in between; `verslag` is what stands there now."""

    def __init__(self, verslag: Verslag) -> None:
        super().__init__(
            "Dit verslag is intussen ergens anders bewaard, bijvoorbeeld op je telefoon. Beide teksten staan hieronder."
        )
        self.verslag = verslag


def inhoud_van(verslag: Verslag) -> dict[str, object]:
    """Return what a report says: its six parts and whether it is shared."""
    return {naam: getattr(verslag, naam) for naam in Verslag.ONDERDELEN} | {DELEN: verslag.delen_met_werkbegeleider}


def opname_van(verslag: Verslag) -> dict[str, object]:
    """Return what a hand-in of this moment would keep: the text, and name, size and hash of each file."""
    return inhoud_van(verslag) | bijlagen.opname(verslag)


def hash_van(inhoud: Mapping[str, object]) -> str:
    """SHA-256 (hex) of what was handed in, as canonical JSON."""
    return hashlib.sha256(json.dumps(inhoud, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _vergrendeld(plaatsing: Plaatsing, plicht: str, by: User, at: datetime) -> Verslag:
    """Return the own report about an obligation, locked; made when there is none."""
    if not rules.is_student_van(by, plaatsing):
        raise DomainError("Alleen de student zelf schrijft aan een verslag.")
    if not is_plicht(plicht):
        raise DomainError("Dit verslag bestaat niet.")
    verslag, _ = Verslag.objects.get_or_create(
        plaatsing=plaatsing, plicht=plicht, defaults={"soort": plichtsoort(plicht), "bewaard_op": at}
    )
    return Verslag.objects.select_for_update(of=("self",), no_key=True).get(pk=verslag.pk)


def _schrijfbaar(plaatsing: Plaatsing, plicht: str, by: User, at: datetime) -> Verslag:
    verslag = _vergrendeld(plaatsing, plicht, by, at)
    if verslag.status not in SCHRIJFBAAR:
        raise DomainError("Dit verslag is al ingeleverd. Je kunt het niet meer veranderen.")
    return verslag


def _neem_over(verslag: Verslag, inhoud: Mapping[str, object]) -> bool:
    """Put the text in the report; whether anything changed."""
    oud = inhoud_van(verslag)
    for naam in Verslag.ONDERDELEN:
        if naam in inhoud:
            setattr(verslag, naam, str(inhoud[naam]).replace("\r\n", "\n").strip())
    if DELEN in inhoud:
        verslag.delen_met_werkbegeleider = bool(inhoud[DELEN])
    return inhoud_van(verslag) != oud


@transaction.atomic
def bewaar_concept(
    *, plaatsing: Plaatsing, plicht: str, inhoud: Mapping[str, object], versie: int, by: User, at: datetime
) -> Verslag:
    """Keep a draft. `versie` is the version the text was based on.

    Raises Conflict when another text was saved in between, DomainError when the report is handed in already.
    """
    verslag = _schrijfbaar(plaatsing, plicht, by, at)
    gewijzigd = _neem_over(verslag, inhoud)
    if not gewijzigd:
        return verslag
    if versie != verslag.versie:
        raise Conflict(Verslag.objects.get(pk=verslag.pk))
    verslag.versie += 1
    verslag.bewaard_op = at
    verslag.save()
    return verslag


@transaction.atomic
def voeg_bijlage_toe(*, plaatsing: Plaatsing, plicht: str, gekeurd: Gekeurd, by: User, at: datetime) -> Bijlage:
    """Add a file to the own report while it may be written to. Raises DomainError (handed in, or no room)."""
    return bijlagen.voeg_toe(_schrijfbaar(plaatsing, plicht, by, at), gekeurd, by=by, at=at)


@transaction.atomic
def haal_bijlage_weg(*, plaatsing: Plaatsing, plicht: str, bijlage: UUID, by: User, at: datetime) -> str:
    """Take a file away from the own report while it may be written to; returns its name, empty when it was gone."""
    return bijlagen.haal_weg(_schrijfbaar(plaatsing, plicht, by, at), bijlage, by=by, at=at)


@transaction.atomic
def lever_in(
    *,
    plaatsing: Plaatsing,
    plicht: str,
    inhoud: Mapping[str, object],
    versie: int,
    received_at: datetime,
    by: User,
    at: datetime,
) -> Inlevering:
    """Hand in: snapshot with hash, the fact for the ladder, and a receipt by mail. Twice the same is once (C2).

    An empty `inhoud` hands in the draft as it stands at `versie`. `received_at` is the moment the request began: that
    counts for the deadline.
    """
    verslag = _vergrendeld(plaatsing, plicht, by, at)
    laatste = verslag.inleveringen.last()
    if verslag.status not in SCHRIJFBAAR:
        _neem_over(verslag, inhoud)
        if laatste is not None and laatste.sha256 == hash_van(opname_van(verslag)):
            return laatste
        raise DomainError("Dit verslag is al ingeleverd. Je kunt de tekst niet meer veranderen.")
    gewijzigd = _neem_over(verslag, inhoud)
    if versie != verslag.versie and (gewijzigd or not inhoud):
        raise Conflict(Verslag.objects.get(pk=verslag.pk))
    _eis_compleet(verslag)
    verslag.status = VerslagStatus.INGELEVERD
    verslag.versie += 1
    verslag.bewaard_op = at
    verslag.eerste_inlevering = verslag.eerste_inlevering or received_at
    verslag.laatste_inlevering = received_at
    verslag.save()
    inhoud_nu = inhoud_van(verslag) | bijlagen.bevries(verslag, at=received_at)
    inlevering = Inlevering.objects.create(
        verslag=verslag, ontvangen_op=received_at, inhoud=inhoud_nu, sha256=hash_van(inhoud_nu)
    )
    feiten.meld_inlevering(plaatsing=plaatsing, plicht=plicht, received_at=received_at, by=by, at=at)
    leg_vast(actie="verslag ingeleverd", obj=verslag, by=by, at=at, na={"inlevering": inlevering.sha256})
    _bevestig(plaatsing, inlevering, by, at)
    return inlevering


def lezers_van(verslag: Verslag, plaatsing: Plaatsing) -> list[str]:
    """Return who reads a report now that it is handed in, as the receipt names them (R6.2, R6.10)."""
    begeleider, docent = plaatsing.stagebegeleider, plaatsing.student.stagedocent
    lezers = [f"{begeleider.naam}, je stagebegeleider"] if begeleider else []
    if docent:
        lezers.append(f"{docent.naam}, je stagedocent")
    lezers.append("de coördinator van je school")
    if verslag.delen_met_werkbegeleider:
        begeleiders = filter(None, (plaatsing.werkbegeleider, plaatsing.tweede_begeleider))
        lezers += [f"{mens.naam}, je werkbegeleider" for mens in begeleiders]
    return lezers


def _eis_compleet(verslag: Verslag) -> None:
    leeg = [naam for naam in Verslag.ONDERDELEN if not getattr(verslag, naam)]
    if leeg:
        veld = labels(verslag.soort)[leeg[0]]
        raise DomainError(f"Vul alle delen in. Nog leeg: {veld}.", field=leeg[0])


def _bevestig(plaatsing: Plaatsing, inlevering: Inlevering, by: User, at: datetime) -> None:
    """Queue the receipt, and tell school that the report of a tussenevaluatie is there (R6.2)."""
    verslag = inlevering.verslag
    pad = reverse("verslagen:detail", args=[verslag.public_id])
    titel = plichttitel(verslag.plicht)
    zet_klaar(
        soort="verslag_ontvangen",
        sleutel=f"verslag-ontvangen:{verslag.public_id}:{inlevering.pk}",
        at=at,
        sjabloon="verslag_ontvangen",
        context={"verslag": titel, "ontvangen_op": inlevering.ontvangen_op, "kenmerk": inlevering.sha256[:12]},
        ontvanger=by,
        pad=pad,
    )
    if verslag.soort != VerslagSoort.TUSSENEVALUATIE:
        return
    school = coordinatoren_van(plaatsing.student.school_id, lokale_dag(at))
    lezers = {user.pk: user for user in [*school, plaatsing.student.stagedocent] if user}
    for lezer in lezers.values():
        zet_klaar(
            soort="verslag_te_lezen",
            sleutel=f"verslag-te-lezen:{verslag.public_id}:{inlevering.pk}:{lezer.pk}",
            at=at,
            sjabloon="verslag_te_lezen",
            context={"verslag": titel},
            ontvanger=lezer,
            pad=pad,
        )
