"""Is this figure still right? Saying so, and asking who has not said so for a long time (R3.1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Mailgroep, OrganisatieSoort
from kern.models import Bericht, User
from kern.services import berichten
from kern.services.audit import leg_vast
from vacatures.models import Stageplaats, StageplaatsQuerySet
from vacatures.services.lezen import lang_niet_bevestigd
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave, OpgaveQuerySet
from vraagaanbod.rules import mag_opgeven_voor, organisaties_als
from vraagaanbod.services.wie import praktijkopleiders

MAIL = "aanbod_bevestigen"
CONTROLE = "aanbod_nog_te_bevestigen"
berichten.registreer_groep(Mailgroep.TAKEN, MAIL)


def termijn() -> timedelta:
    """Return after how long a figure is asked after (a setting, in weeks)."""
    return timedelta(weeks=settings.AANBOD_BEVESTIGEN_WEKEN)


def oud_voor(at: datetime) -> datetime:
    """Return the moment before which a figure counts as old."""
    return at - termijn()


def eigen_opgaven(user: User, *, op: date) -> OpgaveQuerySet:
    """Return the figures that stand and that the person states for an own organisation, of this school year and on."""
    eigen = Q(soort=OpgaveSoort.VRAAG, organisatie__in=organisaties_als(user, OpgaveSoort.VRAAG))
    eigen |= Q(soort=OpgaveSoort.AANBOD, organisatie__in=organisaties_als(user, OpgaveSoort.AANBOD))
    return Opgave.objects.geldend().filter(eigen, schooljaar__eind__gte=op)


def eigen_plaatsen(user: User, *, op: date) -> StageplaatsQuerySet:
    """Return the places that the person offers in this school year and on."""
    eigen = organisaties_als(user, OpgaveSoort.AANBOD)
    return Stageplaats.objects.actief().filter(afdeling__locatie__organisatie__in=eigen, schooljaar__eind__gte=op)


@transaction.atomic
def bevestig(*, opgaven: Iterable[int], by: User, at: datetime) -> int:
    """Say that figures (ids) are still right; return how many. One that was replaced meanwhile is left alone.

    Raises GeenToegang when `by` may not state one of them, DomainError when none stands any more.
    """
    rijen = list(
        Opgave.objects.select_for_update(of=("self",))
        .geldend()
        .filter(pk__in=set(opgaven))
        .select_related("schooljaar", "organisatie", "cluster")
        .order_by("pk")
    )
    if not rijen:
        raise DomainError("Deze cijfers zijn intussen veranderd. Kijk ze hieronder na.")
    if not all(mag_opgeven_voor(by, rij.soort, rij.organisatie_id) for rij in rijen):
        raise GeenToegang("U mag deze cijfers niet bevestigen.")
    Opgave.objects.filter(pk__in=[rij.pk for rij in rijen]).update(bevestigd_op=at, bevestigd_door=by)
    groepen: dict[tuple, list[Opgave]] = {}
    for rij in rijen:
        groepen.setdefault((rij.schooljaar_id, rij.soort, rij.organisatie_id), []).append(rij)
    for groep in groepen.values():
        eerste = groep[0]
        leg_vast(
            actie=f"{OpgaveSoort(eerste.soort).label} bevestigd",
            obj=eerste.organisatie or eerste.schooljaar,
            by=by,
            at=at,
            reden=eerste.schooljaar.naam,
            na={rij.cluster.code: rij.aantal for rij in groep},
        )
    return len(rijen)


@transaction.atomic
def bevestig_plaatsen(*, plaatsen: Iterable[UUID], by: User, at: datetime) -> int:
    """Say that own places (public ids) are still right; return how many. One line in the log per leerbedrijf."""
    op = timezone.localdate(at)
    rijen = list(
        eigen_plaatsen(by, op=op)
        .select_for_update(of=("self",))
        .filter(public_id__in=set(plaatsen))
        .met_leerbedrijf()
        .order_by("pk")
    )
    if not rijen:
        raise DomainError("Deze stageplaatsen zijn intussen veranderd. Kijk ze hieronder na.")
    Stageplaats.objects.filter(pk__in=[rij.pk for rij in rijen]).update(bevestigd_op=op)
    groepen: dict[int, list[Stageplaats]] = {}
    for rij in rijen:
        groepen.setdefault(rij.leerbedrijf.pk, []).append(rij)
    for groep in groepen.values():
        wat = {"stageplaatsen": [rij.code for rij in groep], "bevestigd_op": op}
        leg_vast(actie="stageplaatsen bevestigd", obj=groep[0].leerbedrijf, by=by, at=at, na=wat)
    return len(rijen)


def oud_aanbod(*, at: datetime) -> dict[int, tuple[int, int]]:
    """Return per leerbedrijf how many (figures, places) of this school year and on are old. Two queries."""
    op = timezone.localdate(at)
    cijfers = (
        Opgave.objects.geldend()
        .niet_bevestigd_sinds(oud_voor(at))
        .filter(soort=OpgaveSoort.AANBOD, organisatie__soort=OrganisatieSoort.LEERBEDRIJF, schooljaar__eind__gte=op)
        .order_by("organisatie_id")
        .values_list("organisatie_id")
        .annotate(n=Count("pk"))
    )
    bij = "afdeling__locatie__organisatie_id"
    plaatsen = lang_niet_bevestigd(Stageplaats.objects.filter(schooljaar__eind__gte=op), op=op)
    uit = {pk: (n, 0) for pk, n in cijfers}
    for pk, n in plaatsen.order_by(bij).values_list(bij).annotate(n=Count("pk")):
        uit[pk] = (uit.get(pk, (0, 0))[0], n)
    return uit


@transaction.atomic
def herinner(*, at: datetime, kenmerk: str = "") -> int:
    """Mail every praktijkopleider whose leerbedrijf has old figures or places; return how many mails.

    Safe to run twice and at the same time: a person is asked once per term. With a `kenmerk` (before a round is
    prepared) the term doesn't count, but each kenmerk asks once.
    """
    oud = oud_aanbod(at=at)
    mensen = praktijkopleiders(organisatie_ids=oud, op=timezone.localdate(at))
    per_persoon: dict[int, list[tuple[int, int]]] = {}
    users: dict[int, User] = {}
    for organisatie_id, leden in mensen.items():
        for user in leden:
            users[user.pk] = user
            per_persoon.setdefault(user.pk, []).append(oud[organisatie_id])
    eerder = {
        pk: (n, laatste)
        for pk, n, laatste in Bericht.objects.filter(soort=MAIL, ontvanger__in=users)
        .order_by("ontvanger_id")
        .values_list("ontvanger_id")
        .annotate(n=Count("pk"), laatste=Max("aangemaakt_op"))
    }
    with berichten.postzak() as zak:
        for pk, user in users.items():
            aantal, laatste = eerder.get(pk, (0, None))
            if not kenmerk and laatste is not None and laatste > oud_voor(at):
                continue
            # Two runs at once count the same earlier mails, so they make the same key: one mail.
            _mail(user, per_persoon[pk], sleutel=f"{MAIL}:{pk}:{kenmerk or aantal + 1}", at=at)
    return zak.aantal


def _mail(user: User, oud: list[tuple[int, int]], *, sleutel: str, at: datetime) -> None:
    cijfers, plaatsen = (sum(deel) for deel in zip(*oud, strict=True))
    berichten.zet_klaar(
        soort=MAIL,
        sleutel=sleutel,
        at=at,
        sjabloon=MAIL,
        context={"cijfers": cijfers, "plaatsen": plaatsen, "weken": settings.AANBOD_BEVESTIGEN_WEKEN},
        ontvanger=user,
        pad=reverse("vraagaanbod:klopt_nog"),
        controle=CONTROLE,
    )


@berichten.registreer_controle(CONTROLE)
def nog_te_bevestigen(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: something must still be old, and the person must still be the one to say so."""
    op, user = timezone.localdate(at), bericht.ontvanger
    if user is None:
        return "De ontvanger is er niet meer."
    if eigen_opgaven(user, op=op).niet_bevestigd_sinds(oud_voor(at)).exists():
        return None
    if lang_niet_bevestigd(eigen_plaatsen(user, op=op), op=op).exists():
        return None
    return "Alles is intussen bevestigd."
