"""Published vacatures without recognition: taken back from students, with word to the house (R4.1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.models import Bericht, Erkenning
from kern.models.organisatie import ErkenningQuerySet
from kern.services import berichten
from vacatures.enums import VacatureStatus
from vacatures.models import Vacature
from vacatures.rules import ZONDER_ERKENNING
from vacatures.services.vacature import zet_dicht
from vacatures.services.vacature_controle import Bezwaar, mensen_van, zonder_erkenning

SOORT = "vacature_geen_erkenning"
BLOK = 500
DAGEN_VOORAF = 30
berichten.registreer_groep(Mailgroep.VACATURES, SOORT)


def neem_terug(*, at: datetime, huizen: Iterable[int] | None = None) -> int:
    """Take back what is open without recognition for its whole period, of all houses or these; return how many.

    Applications stay and wait. The house may publish again once it is recognised. Twice or at once does it once.
    """
    rijen = Vacature.objects.open_op(timezone.localdate(at)).exclude(stageplaats__soort__in=ZONDER_ERKENNING)
    if huizen is not None:
        rijen = rijen.filter(stageplaats__afdeling__locatie__organisatie__in=set(huizen))
    ids = list(rijen.order_by("pk").values_list("pk", flat=True))
    aantal = 0
    for begin in range(0, len(ids), BLOK):
        blok = _met_clusters(ids[begin : begin + BLOK])
        for pk in sorted(zonder_erkenning(blok)):
            aantal += _neem_terug(pk, at)
    return aantal


def aflopende_erkenningen(huizen: Iterable[int], *, op: date) -> ErkenningQuerySet:
    """Return the recognitions of these houses that end within a month and that no later one follows."""
    later = Erkenning.objects.filter(organisatie=OuterRef("organisatie"), opleiding=OuterRef("opleiding"))
    later = later.filter(Q(geldig_tot__isnull=True) | Q(geldig_tot__gt=OuterRef("geldig_tot")))
    bijna = Erkenning.objects.filter(
        organisatie__in=huizen, geldig_tot__gte=op, geldig_tot__lte=op + timedelta(days=DAGEN_VOORAF)
    )
    return bijna.filter(~Exists(later))


def _met_clusters(ids: Iterable[int]) -> list[Vacature]:
    rijen = Vacature.objects.filter(pk__in=list(ids), status=VacatureStatus.GEPUBLICEERD).met_leerbedrijf()
    return list(rijen.prefetch_related("stageplaats__clusters"))


@transaction.atomic
def _neem_terug(pk: int, at: datetime) -> bool:
    list(Vacature.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
    nu = _met_clusters([pk])
    redenen = zonder_erkenning(nu).get(pk)
    if not redenen:
        return False  # mended, or somebody else was first
    (vacature,) = nu
    reden = " ".join(bezwaar.tekst for bezwaar in redenen)
    zet_dicht(vacature, VacatureStatus.GEEN_ERKENNING, reden, by=None, at=at, actie="vacature zonder erkenning")
    _mail(vacature, redenen, at)
    return True


def _mail(vacature: Vacature, redenen: list[Bezwaar], at: datetime) -> None:
    op = timezone.localdate(at)
    mensen = {user.pk: user for user in mensen_van(vacature.leerbedrijf, op=op)}
    if vacature.contact_id:
        mensen[vacature.contact_id] = vacature.contact
    for pk, user in sorted(mensen.items()):
        berichten.zet_klaar(
            soort=SOORT,
            sleutel=f"{SOORT}:{vacature.pk}:{vacature.versie}:{pk}",
            at=at,
            sjabloon=SOORT,
            context={"vacature": vacature, "redenen": redenen},
            ontvanger=user,
            pad=reverse("vacature:controle", args=[vacature.public_id]),
            controle=SOORT,
            controle_gegevens={"vacature": vacature.pk},
            bundel=f"erkend:{op:%Y%m%d}",
        )


@berichten.registreer_controle(SOORT)
def nog_zonder(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: it must still be taken back."""
    rijen = Vacature.objects.filter(pk=bericht.controle_gegevens["vacature"], status=VacatureStatus.GEEN_ERKENNING)
    return None if rijen.exists() else "De vacature is intussen weer in orde of ingetrokken."
