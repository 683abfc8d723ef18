"""Mails about one placement; each is a row of the outbox in the transaction of what it tells."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep, OrganisatieSoort, Rol
from kern.models import Lidmaatschap, User
from kern.services import berichten
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

berichten.registreer_groep(Mailgroep.PLAATSINGEN, "plaatsing_aangeboden", "plaatsing_geweigerd", "plaatsing_beeindigd")


def coordinatoren_van(*, school_id: int, op: date) -> list[User]:
    """Return the coordinators of a school; those of the regional bureau when it has none."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.COORDINATOR, user__is_active=True).select_related("user")
    eigen = {lid.user_id: lid.user for lid in leden.filter(organisatie_id=school_id).order_by("user_id")}
    bureau = leden.filter(organisatie__soort=OrganisatieSoort.BUREAU)
    return list(eigen.values()) or list({lid.user_id: lid.user for lid in bureau.order_by("user_id")}.values())


def praktijkopleiders_van(*, organisatie_ids: Iterable[int], op: date) -> dict[int, list[User]]:
    """Return the praktijkopleiders per organisation."""
    leden = (
        Lidmaatschap.objects.geldig_op(op)
        .filter(rol=Rol.PRAKTIJKOPLEIDER, organisatie_id__in=set(organisatie_ids), user__is_active=True)
        .select_related("user")
        .order_by("organisatie_id", "user__achternaam", "user_id")
    )
    gevonden: dict[int, dict[int, User]] = {}
    for lid in leden:
        gevonden.setdefault(lid.organisatie_id, {})[lid.user_id] = lid.user
    return {organisatie_id: list(mensen.values()) for organisatie_id, mensen in gevonden.items()}


def school_en_huizen(
    *, school_id: int, organisatie_ids: Iterable[int], op: date
) -> tuple[list[User], dict[int, list[User]]]:
    """Return what `coordinatoren_van` and `praktijkopleiders_van` return, in one query together."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(user__is_active=True).order_by()
    coordineert = leden.filter(rol=Rol.COORDINATOR)
    # Apart and then put together, each by its own index.
    alle = leden.filter(rol=Rol.PRAKTIJKOPLEIDER, organisatie_id__in=set(organisatie_ids)).values("pk")
    alle = alle.union(
        coordineert.filter(organisatie_id=school_id).values("pk"),
        coordineert.filter(organisatie__soort=OrganisatieSoort.BUREAU).values("pk"),
    )
    rijen = Lidmaatschap.objects.filter(pk__in=alle).select_related("user")
    school: dict[int, User] = {}
    bureau: dict[int, User] = {}
    huizen: dict[int, dict[int, User]] = {}
    for lid in rijen.order_by("organisatie_id", "user__achternaam", "user_id"):
        if lid.rol == Rol.PRAKTIJKOPLEIDER:
            huizen.setdefault(lid.organisatie_id, {})[lid.user_id] = lid.user
        else:
            (school if lid.organisatie_id == school_id else bureau)[lid.user_id] = lid.user
    mensen = school or bureau
    return [mensen[pk] for pk in sorted(mensen)], {pk: list(van_huis.values()) for pk, van_huis in huizen.items()}


def mensen_van_huis(plaatsing: Plaatsing, *, op: date) -> dict[int, User]:
    """Return by id who supervises at the leerbedrijf, or at both: begeleiders first, then praktijkopleiders."""
    begeleiders = [plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
    organisaties = {plaatsing.stageplaats.afdeling.locatie.organisatie_id}
    for deel in plaatsing.delen.geldig().select_related("werkbegeleider", "stageplaats__afdeling__locatie"):
        begeleiders.append(deel.werkbegeleider)
        organisaties.add(deel.stageplaats.afdeling.locatie.organisatie_id)
    mensen = {user.pk: user for user in begeleiders if user is not None}
    for opleiders in praktijkopleiders_van(organisatie_ids=organisaties, op=op).values():
        mensen |= {user.pk: user for user in opleiders}
    return mensen


def mail_aanbod(*, plaatsing: Plaatsing, at: datetime) -> None:
    """Tell the student of the offer: where, when, and that an answer is asked."""
    berichten.zet_klaar(
        soort="plaatsing_aangeboden",
        sleutel=f"plaatsing-aangeboden:{plaatsing.public_id}",
        at=at,
        sjabloon="plaatsing_aangeboden",
        context={"plaatsing": plaatsing, "student": plaatsing.student},
        ontvanger=plaatsing.student.user,
        pad=reverse("plaatsingen:detail", args=[plaatsing.public_id]),
        controle="plaatsing_nog_aangeboden",
        controle_gegevens={"plaatsing": plaatsing.pk},
    )


@berichten.registreer_controle("plaatsing_nog_aangeboden")
def nog_aangeboden(bericht: object, at: datetime) -> str | None:
    """Just before sending: the offer must still stand."""
    pk = bericht.controle_gegevens["plaatsing"]  # type: ignore[attr-defined]  # a Bericht; the stubs see a protocol
    if Plaatsing.objects.filter(pk=pk, status=PlaatsingStatus.AANGEBODEN).exists():
        return None
    return "Het aanbod geldt niet meer."


def mail_weigering(*, plaatsing: Plaatsing, at: datetime) -> None:
    """Tell the coordinators that a student said no; the reason stands on the page, not in the mail."""
    pad = reverse("plaatsingen:detail", args=[plaatsing.public_id])
    for user in coordinatoren_van(school_id=plaatsing.student.school_id, op=timezone.localdate(at)):
        berichten.zet_klaar(
            soort="plaatsing_geweigerd",
            sleutel=f"plaatsing-geweigerd:{plaatsing.public_id}:{user.pk}",
            at=at,
            sjabloon="plaatsing_geweigerd",
            context={"plaatsing": plaatsing, "student": plaatsing.student},
            ontvanger=user,
            pad=pad,
        )


def mail_einde(*, plaatsing: Plaatsing, at: datetime, ook_student: bool = True) -> None:
    """Tell the student and the leerbedrijf that a placement was stopped or cancelled, with a link to the page.

    `ook_student` False: another mail tells the student.
    """
    mensen = {plaatsing.student.user_id: plaatsing.student.user} if ook_student else {}
    mensen |= mensen_van_huis(plaatsing, op=timezone.localdate(at))
    for user in mensen.values():
        berichten.zet_klaar(
            soort="plaatsing_beeindigd",
            sleutel=f"plaatsing-beeindigd:{plaatsing.public_id}:{plaatsing.status}:{user.pk}",
            at=at,
            sjabloon="plaatsing_beeindigd",
            context={
                "plaatsing": plaatsing,
                "student": plaatsing.student,
                "is_student": user.pk == plaatsing.student.user_id,
            },
            ontvanger=user,
            pad=reverse("plaatsingen:detail", args=[plaatsing.public_id]),
        )
