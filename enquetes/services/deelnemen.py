"""Asking people, reminding them, and taking in an answer that is tied to nobody (R8.7, R8.8).

No line in the log says that somebody answered, and a sheet has no moment: together they would tell who wrote what.
"""

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError
from enquetes.enums import EnqueteSoort, MetingStatus, VraagSoort
from enquetes.models import Antwoordblad, Deelnemer, Meting
from enquetes.services.optellen import opties
from enquetes.services.sluiten import HERINNERING, MAIL, MAILS, sluit, vergeet_deelnemers
from kern.enums import BerichtStatus, Linkdoel
from kern.models import Bericht, Lidmaatschap, User
from kern.services import berichten, toegangslinks
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Plaatsing

VOOR_EINDE = timedelta(days=14)  # a student is asked in the last two weeks, or when the stage has ended
HERINNER_NA = timedelta(days=7)
PER_KEER = 500
MENG = 40  # sheets that are written anew with each answer
MAX_TEKST = 2000


class Onvolledig(DomainError):
    """Questions without an answer; `velden` says for each what."""

    def __init__(self, velden: dict[str, str]) -> None:
        super().__init__(" ".join(velden.values()), field=next(iter(velden)))
        self.velden = velden


def volg(*, at: datetime) -> dict[str, int]:
    """Open and close rounds by their days, ask who should be asked, remind once; safe to run as often as one likes."""
    op = timezone.localdate(at)
    Meting.objects.filter(status=MetingStatus.CONCEPT, van__lte=op, tot__gte=op).update(status=MetingStatus.OPEN)
    telling = {"gevraagd": 0, "herinnerd": 0, "gesloten": 0}
    for meting in Meting.objects.exclude(status=MetingStatus.GESLOTEN).filter(tot__lt=op):
        sluit(meting=meting, by=None, at=at)
        telling["gesloten"] += 1
    # Somebody asked by another sweep, while this one closed the round.
    for meting in Meting.objects.filter(status=MetingStatus.GESLOTEN, deelnemers__isnull=False).distinct():
        vergeet_deelnemers(meting=meting, at=at)
    # Called off before it went: it says who had answered, or who was asked in a round that closed meanwhile.
    Bericht.objects.filter(soort__in=MAILS, status=BerichtStatus.VERVALLEN).delete()
    for meting in Meting.objects.filter(status=MetingStatus.OPEN).select_related("vragenlijst"):
        telling["gevraagd"] += nodig_uit(meting=meting, at=at)
        telling["herinnerd"] += _herinner(meting, at)
    return telling


def nodig_uit(*, meting: Meting, at: datetime) -> int:
    """Ask everybody who should be asked and wasn't yet; returns how many."""
    if meting.vragenlijst.soort == EnqueteSoort.STUDENT:
        nieuw = _studenten(meting, timezone.localdate(at), at)
    else:
        nieuw = _werkveld(meting, timezone.localdate(at), at)
    for deelnemer in nieuw:
        with transaction.atomic():
            # The key is unique in the table: of two sweeps at once one makes the row, and only that one mails.
            rij, gemaakt = Deelnemer.objects.get_or_create(
                meting=meting,
                user=deelnemer.user,
                plaatsing=deelnemer.plaatsing,
                organisatie=deelnemer.organisatie,
                defaults={"uitgenodigd_op": at},
            )
            if gemaakt:
                _mail(rij, MAIL, at)
    return len(nieuw)


def _studenten(meting: Meting, op: date, at: datetime) -> list[Deelnemer]:
    klaar = Plaatsing.objects.filter(
        status__in=[PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT], einddatum__gte=meting.van
    )
    bijna = Plaatsing.objects.filter(status__in=ACTIEF, einddatum__lte=op + VOOR_EINDE)
    al = Deelnemer.objects.filter(meting=meting, plaatsing__isnull=False).values("plaatsing")
    return [
        Deelnemer(meting=meting, user=plaatsing.student.user, plaatsing=plaatsing)
        for rijen in (klaar, bijna)
        for plaatsing in rijen.exclude(pk__in=al).select_related("student__user").order_by("pk")[:PER_KEER]
    ]


def _werkveld(meting: Meting, op: date, at: datetime) -> list[Deelnemer]:
    al = set(
        Deelnemer.objects.filter(meting=meting, organisatie__isnull=False).values_list("user_id", "organisatie_id")
    )
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol="praktijkopleider", organisatie__soort="leerbedrijf")
    rijen = leden.filter(user__is_active=True).select_related("user", "organisatie").order_by("pk")
    nieuw: dict[tuple[int, int], Deelnemer] = {}
    for lid in rijen:
        if (lid.user_id, lid.organisatie_id) not in al:
            deelnemer = Deelnemer(meting=meting, user=lid.user, organisatie=lid.organisatie)
            nieuw.setdefault((lid.user_id, lid.organisatie_id), deelnemer)
    return list(nieuw.values())[:PER_KEER]


@transaction.atomic
def _herinner(meting: Meting, at: datetime) -> int:
    """Remind once, a week after the question, who didn't answer."""
    rijen = meting.deelnemers.filter(ingevuld=False, herinnerd_op=None, uitgenodigd_op__lte=at - HERINNER_NA)
    aantal = 0
    for deelnemer in rijen.select_for_update(of=("self",)).select_related("user").order_by("pk")[:PER_KEER]:
        deelnemer.herinnerd_op = at
        deelnemer.save(update_fields=["herinnerd_op"])
        _mail(deelnemer, HERINNERING, at)
        aantal += 1
    return aantal


def _mail(deelnemer: Deelnemer, soort: str, at: datetime) -> None:
    meting, user = deelnemer.meting, deelnemer.user
    if user is None:
        return
    _, token = toegangslinks.maak_link(
        doel=Linkdoel.ENQUETE,
        object_id=deelnemer.public_id,
        naam=user.naam,
        email=user.email,
        geldig_tot=max(
            timezone.make_aware(datetime.combine(meting.tot + timedelta(days=1), datetime.min.time())),
            at + timedelta(hours=1),
        ),
        by=None,
        at=at,
    )
    berichten.zet_klaar(
        soort=soort,
        sleutel=f"{soort}:{deelnemer.public_id}",
        at=at,
        sjabloon=soort,
        context={"meting": meting, "student": deelnemer.plaatsing_id is not None},
        ontvanger=user,
        pad=reverse("enquetes:link", args=[token]),
        controle="enquete_nog_open",
        controle_gegevens={"deelnemer": deelnemer.pk},
        gevoelig=True,
    )


@berichten.registreer_controle("enquete_nog_open")
def _nog_open(bericht: Bericht, at: datetime) -> str | None:
    rij = Deelnemer.objects.filter(pk=bericht.controle_gegevens["deelnemer"]).select_related("meting").first()
    if rij is None or rij.ingevuld or rij.meting.status != MetingStatus.OPEN:
        return "De vragenlijst is al ingevuld of gesloten."
    return None


@transaction.atomic
def lever_in(*, deelnemer: Deelnemer, antwoorden: Mapping[str, str], at: datetime) -> None:
    """Take in the answers of somebody who was asked, once. Closed questions must all be answered; open ones may stay.

    Raises Onvolledig, or DomainError when the round is closed or it was answered before. Nothing of the person goes
    along but leerbedrijf, school and cluster, by which it is counted.
    """
    # The round first, as closing does: one that closes meanwhile counts this answer, or says that it was too late.
    meting = Meting.objects.select_for_update(of=("self",)).select_related("vragenlijst").get(pk=deelnemer.meting_id)
    rijen = Deelnemer.objects.select_for_update(of=("self",)).select_related(
        "plaatsing__student", "plaatsing__stageplaats__afdeling__locatie"
    )
    vast = rijen.filter(pk=deelnemer.pk).first()
    if meting.status != MetingStatus.OPEN or vast is None:
        raise DomainError("Deze vragenlijst is gesloten. Invullen kan niet meer.")
    if vast.ingevuld:
        raise DomainError("Deze vragenlijst is al ingevuld. Er is niets dubbel bewaard.")
    schoon = _controleer(meting.vragenlijst.vragen, antwoorden)
    plaatsing = vast.plaatsing
    nieuw = Antwoordblad(
        meting=meting,
        leerbedrijf_id=plaatsing.stageplaats.afdeling.locatie.organisatie_id if plaatsing else None,
        school_id=plaatsing.student.school_id if plaatsing else None,
        cluster_id=plaatsing.student.cluster_id if plaatsing else None,
        antwoorden=schoon,
        oordelen={
            vraag["code"]: "wacht"
            for vraag in meting.vragenlijst.vragen
            if vraag["soort"] == VraagSoort.OPEN and schoon.get(vraag["code"])
        },
    )
    _leg_ertussen(nieuw)
    Deelnemer.objects.filter(pk=deelnemer.pk).update(ingevuld=True)


def _leg_ertussen(nieuw: Antwoordblad) -> None:
    """Keep a sheet among others that are written anew with it, shuffled: its place in the table isn't its turn."""
    rijen = Antwoordblad.objects.filter(meting=nieuw.meting_id).order_by("sleutel")
    bladen = list(rijen.filter(sleutel__gte=uuid.uuid4())[:MENG])
    bladen += list(rijen.exclude(pk__in=[blad.pk for blad in bladen])[: MENG - len(bladen)])
    Antwoordblad.objects.filter(pk__in=[blad.pk for blad in bladen]).delete()
    bladen.append(nieuw)
    secrets.SystemRandom().shuffle(bladen)
    for blad in bladen:
        blad.sleutel = uuid.uuid4()
    Antwoordblad.objects.bulk_create(bladen)


def _controleer(vragen: list[dict[str, Any]], antwoorden: Mapping[str, str]) -> dict[str, str]:
    mist: dict[str, str] = {}
    schoon: dict[str, str] = {}
    for nummer, vraag in enumerate(vragen, start=1):
        code, waarde = vraag["code"], str(antwoorden.get(vraag["code"], "")).strip()
        if vraag["soort"] == VraagSoort.OPEN:
            schoon[code] = waarde[:MAX_TEKST]
        elif waarde in opties(vraag):
            schoon[code] = waarde
        else:
            mist[code] = f"Kies een antwoord bij vraag {nummer}."
    if mist:
        raise Onvolledig(mist)
    return schoon


def open_vragen(user: User) -> list[Deelnemer]:
    """Return what this person was asked and may still answer; one query."""
    rijen = Deelnemer.objects.visible_to(user).filter(ingevuld=False, meting__status=MetingStatus.OPEN)
    return list(rijen.select_related("meting__vragenlijst").order_by("meting__tot", "pk"))
