"""Logging talks and their next steps (R7.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding import rules
from begeleiding.enums import Partij
from begeleiding.models import Gesprek, Vervolgstap
from begeleiding.signals import gesprek_vastgelegd
from kern.enums import Mailgroep
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_groep, zet_klaar
from plaatsingen.models import Plaatsing

VELDEN = ("soort", "vorm", "datum", "aanwezig", "gaat_goed", "kan_beter")
MAX_STAPPEN = 3
registreer_groep(Mailgroep.GESPREKKEN, "gesprek_stap")


@dataclass(frozen=True, slots=True)
class Stap:
    """A next step as it is entered: for whom (a Partij), what, by when."""

    voor: str
    wat: str
    voor_datum: date | None = None


def _controleer(gegevens: Mapping[str, object], plaatsing: Plaatsing, stappen: Sequence[Stap], at: datetime) -> None:
    datum = gegevens["datum"]
    if datum > lokale_dag(at):
        raise DomainError("Dit gesprek is nog niet geweest. Kies vandaag of een eerdere dag.", field="datum")
    if not gegevens["aanwezig"]:
        raise DomainError("Kies wie erbij waren.", field="aanwezig")
    if len(stappen) > MAX_STAPPEN:
        raise DomainError(f"Spreek hoogstens {MAX_STAPPEN} vervolgstappen af.")


@transaction.atomic
def leg_gesprek_vast(
    *, plaatsing: Plaatsing, gegevens: Mapping[str, object], stappen: Sequence[Stap], by: User, at: datetime
) -> Gesprek:
    """Log a talk. `gegevens` holds the fields of VELDEN. The same talk posted twice is kept once (C2).

    Sends `gesprek_vastgelegd`, so that a report can become due (R6.2).
    """
    if not rules.mag_gesprek_vastleggen(by, plaatsing):
        raise GeenToegang("U kunt bij deze stage geen gesprek vastleggen.")
    _controleer(gegevens, plaatsing, stappen, at)
    Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing.pk)
    velden = {naam: gegevens[naam] for naam in VELDEN}
    dubbel = plaatsing.gesprekken.filter(vastgelegd_door=by, **velden).first()
    if dubbel is not None:
        return dubbel
    gesprek = Gesprek.objects.create(plaatsing=plaatsing, vastgelegd_door=by, vastgelegd_op=at, **velden)
    _zet_stappen(gesprek, stappen)
    leg_vast(
        actie="gesprek vastgelegd",
        obj=gesprek,
        by=by,
        at=at,
        na={"soort": gesprek.soort, "vorm": gesprek.vorm, "datum": gesprek.datum, "stappen": len(stappen)},
    )
    _vertel(gesprek, {stap.voor for stap in stappen}, by, at)
    gesprek_vastgelegd.send(sender=Gesprek, gesprek=gesprek, by=by, at=at)
    return gesprek


@transaction.atomic
def wijzig_gesprek(
    *, gesprek: Gesprek, gegevens: Mapping[str, object], stappen: Sequence[Stap], by: User, at: datetime
) -> Gesprek:
    """Mend a talk within 24 hours; the kind stays, because a report may have become due by it."""
    rijen = Gesprek.objects.select_for_update(of=("self",), no_key=True).select_related("plaatsing")
    gesprek = rijen.get(pk=gesprek.pk)
    if not rules.mag_gesprek_wijzigen(by, gesprek, at):
        raise GeenToegang("Een gesprek kunt u tot 24 uur na het vastleggen veranderen, als u het zelf vastlegde.")
    _controleer(gegevens, gesprek.plaatsing, stappen, at)
    voor = {"vorm": gesprek.vorm, "datum": gesprek.datum}
    for naam in VELDEN:
        if naam != "soort":
            setattr(gesprek, naam, gegevens[naam])
    gesprek.save()
    gedaan = {(stap.voor, stap.wat): stap.gedaan_op for stap in gesprek.vervolgstappen.all()}
    gesprek.vervolgstappen.all().delete()
    _zet_stappen(gesprek, stappen, gedaan)
    na = {"vorm": gesprek.vorm, "datum": gesprek.datum}
    leg_vast(actie="gesprek gewijzigd", obj=gesprek, by=by, at=at, voor=voor, na=na)
    gesprek_vastgelegd.send(sender=Gesprek, gesprek=gesprek, by=by, at=at)
    return gesprek


def _zet_stappen(
    gesprek: Gesprek, stappen: Sequence[Stap], gedaan: Mapping[tuple[str, str], date | None] | None = None
) -> None:
    Vervolgstap.objects.bulk_create(
        Vervolgstap(
            gesprek=gesprek,
            voor=stap.voor,
            wat=stap.wat,
            voor_datum=stap.voor_datum,
            gedaan_op=(gedaan or {}).get((stap.voor, stap.wat)),
        )
        for stap in stappen
    )


def _vertel(gesprek: Gesprek, partijen: set[str], by: User, at: datetime) -> None:
    """Mail the people for whom a step was agreed, without what it is."""
    plaatsing = gesprek.plaatsing
    mensen = {Partij.STUDENT: plaatsing.student.user, Partij.WERKBEGELEIDER: plaatsing.werkbegeleider}
    for partij, user in mensen.items():
        if partij in partijen and user is not None and user != by:
            zet_klaar(
                soort="gesprek_stap",
                sleutel=f"gesprek-stap:{gesprek.public_id}:{user.pk}",
                at=at,
                sjabloon="gesprek_stap",
                context={"student": partij == Partij.STUDENT},
                ontvanger=user,
                pad=reverse("begeleiding:detail", args=[gesprek.public_id]),
            )


@transaction.atomic
def vink_stap_af(*, gesprek: Gesprek, nummer: int, gedaan: bool, by: User, at: datetime) -> Vervolgstap:
    """Tick a step off (or on again); `nummer` counts from 1 within the talk. DomainError when there is none."""
    stappen = list(gesprek.vervolgstappen.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not 1 <= nummer <= len(stappen):
        raise DomainError("Deze stap is er niet meer. Laad de pagina opnieuw.")
    stap = stappen[nummer - 1]
    if not rules.mag_stap_afvinken(by, gesprek, stap.voor):
        raise GeenToegang("Deze stap is niet van u.")
    nieuw = lokale_dag(at) if gedaan else None
    if (stap.gedaan_op is None) == (nieuw is None):
        return stap
    stap.gedaan_op = nieuw
    stap.save(update_fields=["gedaan_op"])
    actie = "vervolgstap gedaan" if gedaan else "vervolgstap weer open"
    leg_vast(actie=actie, obj=gesprek, by=by, at=at, na={"stap": nummer})
    return stap
