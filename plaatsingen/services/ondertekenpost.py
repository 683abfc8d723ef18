"""Mails about signing: the question, with a link that works; the receipt; and to the coordinator what got stuck."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from kern.enums import Linkdoel
from kern.models import Bericht, Toegangslink, User
from kern.services import berichten, toegangslinks
from plaatsingen.enums import PartijRol
from plaatsingen.models import Ondertekening
from plaatsingen.services.mails import coordinatoren_van, praktijkopleiders_van
from plaatsingen.services.partijen import Tekenaar, namens_van, tekenaars

LINK_GELDIG = timedelta(days=60)


def vraag(
    *, partij: Ondertekening, at: datetime, by: User | None, alleen: Tekenaar | None = None, herinnering: bool = False
) -> int:
    """Ask everybody who may sign for this party (or one of them); returns how many mails were queued.

    Who has an account signs in the portal; others get a link of their own. When nobody may sign for an organisation,
    those who can register somebody are told.
    """
    mensen = [alleen] if alleen else tekenaars(partij=partij, op=timezone.localdate(at))
    gestuurd = [_vraag_een(partij, mens, at, by, herinnering=herinnering) for mens in mensen]
    if not mensen and partij.organisatie_id:
        _meld_niemand(partij, at)
    return sum(gestuurd)


def _vraag_een(partij: Ondertekening, mens: Tekenaar, at: datetime, by: User | None, *, herinnering: bool) -> bool:
    """Queue one mail; the same question to the same person is queued once."""
    ronde = f"{partij.gevraagd_op:%y%m%d%H%M%S}:{partij.herinneringen}:{at:%y%m%d}"
    sleutel = f"ondertekenen:{partij.public_id}:{ronde}:{by.pk if by else 0}"
    context = {
        "partij": partij,
        "overeenkomst": partij.overeenkomst,
        "student": partij.overeenkomst.plaatsing.student,
        "namens": namens_van(partij),
        "mens": mens,
        "herinnering": herinnering,
        "is_ouder": partij.rol == PartijRol.OUDER,
    }
    soort = "ondertekenen_herinnering" if herinnering else "ondertekenen_vraag"
    gegevens = {"partij": partij.pk, "email": mens.email}
    if mens.user is not None:
        bericht = berichten.zet_klaar(
            soort=soort,
            sleutel=f"{sleutel}:{mens.user.pk}",
            at=at,
            sjabloon="ondertekenen_student" if partij.rol == PartijRol.STUDENT else "ondertekenen_organisatie",
            context=context,
            ontvanger=mens.user,
            pad=reverse("plaatsingen:onderteken", args=[partij.public_id]),
            controle="nog_te_tekenen",
            controle_gegevens=gegevens,
        )
        return bericht is not None
    if not mens.email or Bericht.objects.filter(sleutel=f"{sleutel}:{mens.email}"[:200]).exists():
        return False
    link, token = toegangslinks.maak_link(
        doel=Linkdoel.ONDERTEKENING,
        object_id=partij.public_id,
        naam=mens.naam,
        email=mens.email,
        geldig_tot=at + LINK_GELDIG,
        by=by,
        at=at,
    )
    bericht = berichten.zet_klaar(
        soort=soort,
        sleutel=f"{sleutel}:{mens.email}",
        at=at,
        sjabloon="ondertekenen_link",
        context={**context, "link": link},
        aan=mens.email,
        pad=reverse("plaatsingen:teken", args=[token]),
        controle="nog_te_tekenen",
        controle_gegevens={**gegevens, "link": link.pk},
        gevoelig=True,
    )
    return bericht is not None


@berichten.registreer_controle("nog_te_tekenen")
def nog_te_tekenen(bericht: object, at: datetime) -> str | None:
    """Just before sending: it is still this party's turn, this person may sign, and the link is good."""
    gegevens = bericht.controle_gegevens  # type: ignore[attr-defined]  # a Bericht; the stubs see a protocol
    partij = (
        Ondertekening.objects.wachtend()
        .select_related("overeenkomst__plaatsing__student__user")
        .filter(pk=gegevens["partij"])
        .first()
    )
    if partij is None:
        return "Hier hoeft niemand meer te tekenen."
    mensen = tekenaars(partij=partij, op=timezone.localdate(at))
    if gegevens["email"].lower() not in {mens.email.lower() for mens in mensen}:
        return "Deze persoon mag hier niet meer tekenen."
    link = gegevens.get("link")
    if link and not Toegangslink.objects.filter(pk=link, ingetrokken_op=None, gebruikt_op=None).exists():
        return "De link in deze mail is ingetrokken."
    return None


def beheerders_van(partij: Ondertekening, op: date) -> list[User]:
    """Return who registers the people that may sign for this party's organisation."""
    if partij.rol == PartijRol.LEERBEDRIJF:
        mensen = praktijkopleiders_van(organisatie_ids=[partij.organisatie_id], op=op).get(partij.organisatie_id, [])
        if mensen:
            return mensen
    return coordinatoren_van(school_id=partij.overeenkomst.plaatsing.student.school_id, op=op)


def _meld_niemand(partij: Ondertekening, at: datetime) -> None:
    """Tell those who can register somebody that nobody may sign for their organisation; once a day."""
    dag = timezone.localdate(at)
    for user in beheerders_van(partij, dag):
        berichten.zet_klaar(
            soort="ondertekenen_niemand",
            sleutel=f"ondertekenen-niemand:{partij.organisatie_id}:{user.pk}:{dag}",
            at=at,
            sjabloon="ondertekenen_niemand",
            context={"organisatie": partij.organisatie},
            ontvanger=user,
            pad=reverse("plaatsingen:tekenbevoegd_organisatie", args=[partij.organisatie.public_id]),
        )


def meld_weigering(*, partij: Ondertekening, at: datetime) -> None:
    """Tell the coordinators that somebody refused; the reason stands on the page, not in the mail."""
    plaatsing = partij.overeenkomst.plaatsing
    for user in coordinatoren_van(school_id=plaatsing.student.school_id, op=timezone.localdate(at)):
        berichten.zet_klaar(
            soort="ondertekenen_geweigerd",
            sleutel=f"ondertekenen-geweigerd:{partij.public_id}:{at:%y%m%d%H%M%S}:{user.pk}",
            at=at,
            sjabloon="ondertekenen_geweigerd",
            context={"partij": partij, "student": plaatsing.student},
            ontvanger=user,
            pad=reverse("plaatsingen:ondertekeningen_van", args=[partij.overeenkomst.public_id]),
        )


def bevestig_ontvangst(*, partij: Ondertekening, email: str, at: datetime) -> None:
    """Send who signed without an account a proof: what, when, for whom, and the hash of the text."""
    berichten.zet_klaar(
        soort="ondertekenen_ontvangen",
        sleutel=f"ondertekenen-ontvangen:{partij.public_id}:{at:%y%m%d%H%M%S}",
        at=at,
        sjabloon="ondertekenen_ontvangen",
        context={"partij": partij, "student": partij.overeenkomst.plaatsing.student},
        aan=email,
    )


def meld_stilstand(*, user: User, aantal: int, at: datetime) -> None:
    """Tell a coordinator, once a week, how many signatures have been waiting for long."""
    jaar, week, _ = timezone.localdate(at).isocalendar()
    berichten.zet_klaar(
        soort="ondertekenen_blijft_liggen",
        sleutel=f"ondertekenen-blijft-liggen:{user.pk}:{jaar}-{week}",
        at=at,
        sjabloon="ondertekenen_blijft_liggen",
        context={"aantal": aantal},
        ontvanger=user,
        pad=reverse("plaatsingen:ondertekenen") + "?toon=lang",
    )
