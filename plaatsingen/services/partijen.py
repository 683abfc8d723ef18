"""The parties of an agreement: who must sign, in what order, who may do it for them, and where each stands (R5.2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from basis.errors import DomainError
from basis.nederlands import short_date
from kern.kalender import EEN_DAG
from kern.models import Organisatie, User, Vertegenwoordiger
from plaatsingen import rules
from plaatsingen.enums import OvereenkomstStatus, PartijRol
from plaatsingen.models import Ondertekening, Overeenkomst, Plaatsing, Tekenbevoegdheid
from plaatsingen.models.overeenkomst import TekenbevoegdheidQuerySet

GEEN_OUDER = (
    "{} is minderjarig. Leg eerst een ouder of voogd vast die meetekent. "
    "Dat kan de student zelf doen, of u op de pagina Ouders en voogden."
)


@dataclass(frozen=True, slots=True)
class Tekenaar:
    """Somebody who may sign for a party; without `user` only by mail link or on paper."""

    naam: str
    email: str
    user: User | None = None
    vertegenwoordiger: Vertegenwoordiger | None = None
    bevoegdheid: Tekenbevoegdheid | None = None


@dataclass(frozen=True, slots=True)
class Licht:
    """Where a party stands: word, kind of badge (shape and colour), and a line of detail for this reader."""

    partij: Ondertekening
    wie: str
    woord: str
    soort: str
    tekst: str


# --- Who, and when ---


def lees_volgorde(tekst: str) -> dict[str, int]:
    """Return role -> turn (from 0) of "student+ouder leerbedrijf school"; "" = everybody at once.

    A role that isn't named comes last. Raises DomainError (field `volgorde`) for a word that is no party.
    """
    beurten: dict[str, int] = {}
    groepen = re.split(r"[\s,]+", tekst.strip().lower()) if tekst.strip() else []
    for beurt, groep in enumerate(groepen):
        for rol in filter(None, groep.split("+")):
            if rol not in PartijRol.values or rol in beurten:
                kan = ", ".join(PartijRol.values)
                raise DomainError(f"'{rol}' kan hier niet. Noem elke partij één keer: {kan}.", field="volgorde")
            beurten[rol] = beurt
    return {rol: beurten.get(rol, len(groepen)) for rol in PartijRol.values}


def leerbedrijven_van(plaatsing: Plaatsing) -> list[Organisatie]:
    """Return the hosts that sign: the first, then those of the parts elsewhere; each once (R5.9)."""
    delen = plaatsing.delen.geldig().select_related("stageplaats__afdeling__locatie__organisatie")
    huizen = [plaatsing.stageplaats.leerbedrijf, *(deel.stageplaats.leerbedrijf for deel in delen)]
    return list({huis.pk: huis for huis in huizen}.values())


def ouders_van(student: Any) -> list[Vertegenwoordiger]:
    """Return the parents and guardians of a student that still count."""
    return list(student.vertegenwoordigers.filter(vervallen_op__isnull=True).order_by("naam", "pk"))


def ontbreekt(*, plaatsing: Plaatsing, op: date) -> list[str]:
    """Return what must be known before an agreement can go out to be signed (Dutch sentences); [] = nothing."""
    student = plaatsing.student
    if student.is_minderjarig(op) and not ouders_van(student):
        return [GEEN_OUDER.format(student.naam)]
    return []


def nodige_partijen(*, plaatsing: Plaatsing, op: date) -> list[dict[str, Any]]:
    """Return the parties that must sign on a day, as fields of Ondertekening: student, parent, hosts, school.

    One signature of a parent or guardian is enough (BW 1:253i), so they are one party, like an organisation.
    """
    student = plaatsing.student
    partijen: list[dict[str, Any]] = [
        {"rol": PartijRol.STUDENT, "user": student.user, "naam": student.naam, "email": student.user.email}
    ]
    if student.is_minderjarig(op):
        partijen.append({"rol": PartijRol.OUDER})
    partijen += [{"rol": PartijRol.LEERBEDRIJF, "organisatie": huis} for huis in leerbedrijven_van(plaatsing)]
    partijen.append({"rol": PartijRol.SCHOOL, "organisatie": student.school})
    return partijen


def aan_de_beurt(partijen: Iterable[Ondertekening]) -> list[Ondertekening]:
    """Return the parties of one agreement that may sign now: nobody refused, everybody before them has signed."""
    alle = list(partijen)
    open_ = [partij for partij in alle if partij.getekend_op is None]
    if any(partij.geweigerd_op for partij in alle):
        return []
    eerst = min((partij.volgorde for partij in open_), default=0)
    return [partij for partij in open_ if partij.volgorde == eerst]


def tekenaars(*, partij: Ondertekening, op: date) -> list[Tekenaar]:
    """Return everybody who may sign for this party on a day; the first one counts. [] = nobody is registered."""
    if partij.rol == PartijRol.STUDENT:
        user = partij.overeenkomst.plaatsing.student.user
        return [Tekenaar(user.naam, user.email, user)]
    if partij.rol == PartijRol.OUDER:
        ouders = ouders_van(partij.overeenkomst.plaatsing.student)
        return [Tekenaar(ouder.naam, ouder.email, vertegenwoordiger=ouder) for ouder in ouders]
    return _bevoegden(partij, Tekenbevoegdheid.objects.geldig_op(op))


def tekenaars_op_papier(*, partij: Ondertekening, eerste: date, laatste: date, vandaag: date) -> list[Tekenaar]:
    """Return everybody whose signature on a paper of eerste..laatste counts: who could sign on a day of those.

    On a day that is over also somebody whose authority ended, or whose account was closed, since.
    """
    mensen = tekenaars(partij=partij, op=vandaag) if laatste >= vandaag else []
    if partij.organisatie_id and eerste < vandaag:
        gold = Tekenbevoegdheid.objects.gold_tussen(eerste, min(laatste, vandaag - EEN_DAG))
        mensen += _bevoegden(partij, gold)
    elif eerste < vandaag and not mensen:
        mensen = tekenaars(partij=partij, op=laatste)
    return list({mens.email or mens.naam: mens for mens in reversed(mensen)}.values())[::-1]


def _bevoegden(partij: Ondertekening, rijen: TekenbevoegdheidQuerySet) -> list[Tekenaar]:
    bevoegd = rijen.filter(organisatie=partij.organisatie_id).select_related("user")
    return [
        Tekenaar(
            rij.user.naam if rij.user else rij.naam, rij.user.email if rij.user else rij.email, rij.user, None, rij
        )
        for rij in bevoegd.order_by("pk")
    ]


def namens_van(partij: Ondertekening) -> str:
    """On whose behalf this party signs: the organisation, or the minor; "" for the student."""
    if partij.organisatie is not None:
        return partij.organisatie.naam
    return partij.overeenkomst.plaatsing.student.naam if partij.rol == PartijRol.OUDER else ""


def wie_is(partij: Ondertekening) -> str:
    """What to call a party: "leerbedrijf De Linde", "student Sam", "ouder of voogd"."""
    if partij.rol == PartijRol.OUDER:
        return PartijRol.OUDER.label
    naam = partij.organisatie.naam if partij.organisatie else partij.overeenkomst.plaatsing.student.naam
    return f"{partij.get_rol_display()} {naam}"


# --- Traffic lights ---


def lichten(*, overeenkomst: Overeenkomst, user: User, op: date) -> list[Licht]:
    """Return the light of every party of one agreement, for this reader."""
    return lichten_van(overeenkomsten=[overeenkomst], user=user, op=op).get(overeenkomst.pk, [])


def lichten_van(*, overeenkomsten: Iterable[Overeenkomst], user: User, op: date) -> dict[int, list[Licht]]:
    """Return agreement id -> lights, in one query for a whole list.

    Each agreement comes with `plaatsing__student__user`.
    """
    per_id = {overeenkomst.pk: overeenkomst for overeenkomst in overeenkomsten}
    mag_iemand = Exists(Tekenbevoegdheid.objects.geldig_op(op).filter(organisatie=OuterRef("organisatie")))
    rijen = Ondertekening.objects.filter(overeenkomst__in=per_id).annotate(mag_iemand=mag_iemand)
    groepen: dict[int, list[Ondertekening]] = {}
    bevoegd: set[int] = set()
    for partij in rijen.select_related("organisatie").order_by("volgorde", "pk"):
        if partij.mag_iemand:
            bevoegd.add(partij.organisatie_id)
        partij.overeenkomst = per_id[partij.overeenkomst_id]
        groepen.setdefault(partij.overeenkomst_id, []).append(partij)
    return {pk: [_licht(partij, groep, user, bevoegd, op) for partij in groep] for pk, groep in groepen.items()}


def _licht(partij: Ondertekening, groep: list[Ondertekening], user: User, bevoegd: set[int], op: date) -> Licht:
    wie = wie_is(partij)
    open_naam = partij.rol != PartijRol.OUDER or rules.ziet_vertegenwoordiger(user, partij.overeenkomst.plaatsing)
    if partij.getekend_op:
        door = f" door {partij.getekend_door}" if open_naam else ""
        tekst = f"Op {short_date(partij.getekend_op, today=op)}{door}, {partij.get_wijze_display()}."
        return Licht(partij, wie, "getekend", "klaar", tekst)
    if partij.overeenkomst.status != OvereenkomstStatus.ONDERTEKENING:
        return Licht(partij, wie, "niet meer nodig", "neutraal", "")
    if partij.geweigerd_op:
        school = rules.ziet_vertegenwoordiger(user, partij.overeenkomst.plaatsing)
        door = f" door {partij.geweigerd_door}" if open_naam else ""
        reden = f" Reden: {partij.opmerking}" if school else ""
        return Licht(partij, wie, "geweigerd", "fout", f"Op {short_date(partij.geweigerd_op, today=op)}{door}.{reden}")
    return _open_licht(partij, groep, wie, bevoegd, op)


def _open_licht(partij: Ondertekening, groep: list[Ondertekening], wie: str, bevoegd: set[int], op: date) -> Licht:
    """Return the light of a party that must still sign."""
    if any(andere.geweigerd_op for andere in groep):
        return Licht(
            partij, wie, "wacht", "wacht", "Iemand heeft geweigerd. De coördinator kijkt wat er moet gebeuren."
        )
    if partij not in aan_de_beurt(groep):
        return Licht(partij, wie, "wacht", "wacht", "Aan de beurt als de anderen hebben getekend.")
    if partij.organisatie_id and partij.organisatie_id not in bevoegd:
        return Licht(partij, wie, "aan de beurt", "let_op", "Er is nog niemand aangewezen die hier mag tekenen.")
    gevraagd = f"Gevraagd op {short_date(partij.gevraagd_op, today=op)}." if partij.gevraagd_op else ""
    if partij.herinnerd_op:
        return Licht(partij, wie, f"herinnerd op {short_date(partij.herinnerd_op, today=op)}", "let_op", gevraagd)
    return Licht(partij, wie, "aan de beurt", "loopt", gevraagd)
