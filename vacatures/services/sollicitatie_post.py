"""Mails about applications; each is a row of the outbox in the transaction of what it tells, with a link to act on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kern.enums import Linkdoel, Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from kern.services.toegangslinks import maak_link
from vacatures.models import Sollicitatie, Sollicitatiestap
from vacatures.models.sollicitatie import LOPEND
from vacatures.services import sollicitatie_wie as wie

CONTROLE = "sollicitatie_wacht_nog"
SOORTEN = (
    "sollicitatie_beoordelen",
    "sollicitatie_terug",
    "sollicitatie_niet_doorgestuurd",
    "sollicitatie_doorgestuurd",
    "sollicitatie_ontvangen",
    "sollicitatie_uitnodiging",
    "sollicitatie_afgewezen",
    "sollicitatie_nieuws",
    "sollicitatie_herinnering",
    "sollicitatie_vervallen",
    "sollicitatie_vol",
)
berichten.registreer_groep(Mailgroep.VACATURES, *SOORTEN)


def pad_van(sollicitatie: Sollicitatie) -> str:
    """Return the address of the page of an application."""
    return reverse("sollicitaties:detail", args=[sollicitatie.public_id])


def mail(
    soort: str,
    nu: Sollicitatie,
    stap: Sollicitatiestap,
    aan: Iterable[User],
    *,
    at: datetime,
    wacht: bool = False,
    **context: object,
) -> None:
    """Tell people of one step, each once. `wacht`: the mail lapses when the application has moved on by then."""
    for user in aan:
        berichten.zet_klaar(
            soort=soort,
            sleutel=f"{soort}:{nu.public_id}:{stap.pk}:{user.pk}",
            at=at,
            sjabloon=soort,
            context={**_feiten(nu), "is_student": user.pk == nu.student.user_id, "tekst": "", **context},
            ontvanger=user,
            pad=pad_van(nu),
            controle=CONTROLE if wacht else "",
            controle_gegevens=_controle_gegevens(nu) if wacht else None,
        )


def _feiten(nu: Sollicitatie) -> dict[str, object]:
    vacature = nu.vacature
    return {"student": nu.student, "vacature": vacature, "leerbedrijf": vacature.leerbedrijf, "sollicitatie": nu}


def _controle_gegevens(nu: Sollicitatie) -> dict[str, object]:
    return {"sollicitatie": nu.pk, "status": nu.status}


@berichten.registreer_controle(CONTROLE)
def wacht_nog(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the application must still wait where it did."""
    gegevens = bericht.controle_gegevens
    rijen = Sollicitatie.objects.filter(pk=gegevens["sollicitatie"], status=gegevens["status"], status__in=LOPEND)
    return None if rijen.exists() else "De sollicitatie is intussen verder."


def vraag_leerbedrijf(nu: Sollicitatie, stap: Sollicitatiestap, *, at: datetime) -> None:
    """Ask the leerbedrijf for an answer: people with an account, or by a link; the bureau when nobody is known."""
    op = timezone.localdate(at)
    if mensen := wie.beoordelaars(nu.vacature, op=op):
        mail("sollicitatie_ontvangen", nu, stap, mensen, at=at, wacht=True)
    elif nu.vacature.contact_email:
        stuur_link(nu, stap, at=at)
    else:
        tekst = "Van dit leerbedrijf is niemand bekend."
        mail("sollicitatie_herinnering", nu, stap, wie.bureau(op=op), at=at, wacht=True, tekst=tekst)


def stuur_link(nu: Sollicitatie, stap: Sollicitatiestap, *, at: datetime) -> None:
    """Mail a link that opens this one application, to answer under the own name without an account."""
    vacature = nu.vacature
    _, token = maak_link(
        doel=Linkdoel.SOLLICITATIE,
        object_id=nu.public_id,
        naam=vacature.contact_naam,
        email=vacature.contact_email,
        geldig_tot=at + timedelta(days=settings.SOLLICITATIE_LINK_DAGEN),
        by=None,
        at=at,
    )
    berichten.zet_klaar(
        soort="sollicitatie_link",
        sleutel=f"sollicitatie_link:{nu.public_id}:{stap.pk}",
        at=at,
        sjabloon="sollicitatie_link",
        context={**_feiten(nu), "naam": vacature.contact_naam, "dagen": settings.SOLLICITATIE_LINK_DAGEN},
        aan=vacature.contact_email,
        pad=reverse("sollicitaties:antwoord", args=[token]),
        controle=CONTROLE,
        controle_gegevens=_controle_gegevens(nu),
        gevoelig=True,
    )


def namen(mensen: Iterable[User]) -> str:
    """Return names as a person says them: "Aya Bos en Ben Kok"."""
    lijst = [user.naam for user in mensen]
    return " en ".join(filter(None, [", ".join(lijst[:-1]), *lijst[-1:]])) or "niemand"
