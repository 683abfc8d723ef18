"""Doing something about a signal: a next step, a line, another owner, who reads along, and the end (R7.7)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from begeleiding import rules_signalen as rules
from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalStatus
from begeleiding.models import Signaal, Signaalkring
from begeleiding.services import signalen_wie as wie
from begeleiding.services.signalen_stap import eis, noteer, roep, vergrendeld
from kern.models import User

UITERLIJK = timedelta(days=92)  # until the day of the next step nothing reminds
AL_AFGEROND = "Dit signaal is al afgerond. Geef een nieuw signaal als het weer speelt."


def _te_behandelen(signaal: Signaal, by: User) -> Signaal:
    nu = vergrendeld(signaal)
    if nu.status == SignaalStatus.AFGEROND:
        raise DomainError(AL_AFGEROND)
    eis(mag=rules.mag_behandelen(by, nu, wie.kring_ids(nu)))
    return nu


@transaction.atomic
def spreek_stap_af(*, signaal: Signaal, actie: str, voor: date, by: User, at: datetime) -> Signaal:
    """Take the signal up: what happens next and by which day. From that day on it waits again."""
    nu = _te_behandelen(signaal, by)
    if not actie.strip():
        raise DomainError("Schrijf op wat er gaat gebeuren.", field="actie")
    if voor < timezone.localdate(at):
        raise DomainError("Kies vandaag of een latere dag.", field="voor")
    if voor > timezone.localdate(at) + UITERLIJK:
        raise DomainError("Kies een dag binnen drie maanden. Zo blijft het signaal niet liggen.", field="voor")
    if (nu.status, nu.actie, nu.actie_voor) == (SignaalStatus.BEZIG, actie.strip(), voor):
        return nu
    eerste = nu.status == SignaalStatus.OPEN
    nu.status, nu.actie, nu.actie_voor = SignaalStatus.BEZIG, actie.strip(), voor
    nu.wacht_vanaf, nu.trede, nu.geescaleerd_op = voor, 0, None
    nu.save(update_fields=["status", "actie", "actie_voor", "wacht_vanaf", "trede", "geescaleerd_op"])
    noteer(nu, wat=f"Volgende stap voor {voor:%d-%m-%Y}", tekst=actie.strip(), by=by, at=at)
    if eerste:
        noteer(nu, wat=f"{by.naam} is ermee bezig", by=by, at=at, voor_melder=True)
    return nu


@transaction.atomic
def schrijf(*, signaal: Signaal, tekst: str, voor_melder: bool, by: User, at: datetime) -> None:
    """Add a line: for the circle, or also for who raised it."""
    nu = vergrendeld(signaal)
    kring = wie.kring_ids(nu)
    if nu.status == SignaalStatus.AFGEROND:
        raise DomainError(AL_AFGEROND)
    eis(mag=rules.mag_schrijven(by, nu, kring) or nu.gemeld_door_id == by.pk)
    if not tekst.strip():
        raise DomainError("Schrijf iets op.", field="tekst")
    van_melder = nu.gemeld_door_id == by.pk and not rules.is_van_kring(by, nu, kring)
    laatste = nu.regels.order_by("-at", "-pk").first()
    if laatste and (laatste.by_id, laatste.tekst) == (by.pk, tekst.strip()):
        return  # the same line, sent twice
    wat = f"{by.naam} schreef"
    regel = noteer(nu, wat=wat, tekst=tekst.strip(), by=by, at=at, voor_melder=voor_melder or van_melder)
    if by != nu.eigenaar:
        roep([nu.eigenaar], regel=regel, at=at)


@transaction.atomic
def draag_over(*, signaal: Signaal, naar: User, by: User, at: datetime) -> Signaal:
    """Give the signal another owner; the one before keeps reading along. Waiting starts anew."""
    nu = _te_behandelen(signaal, by)
    op = timezone.localdate(at)
    if naar == nu.eigenaar:
        return nu
    if naar.pk not in {user.pk for user in wie.overnemers(nu, op=op)}:
        raise DomainError("Aan deze persoon kunt u het niet overdragen.", field="naar")
    zet_eigenaar(nu, naar, by=by, at=at)
    return nu


def zet_eigenaar(nu: Signaal, naar: User, *, by: User | None, at: datetime) -> None:
    """Change the owner of a locked signal, tell the new one and who raised it."""
    vorige = nu.eigenaar
    nu.eigenaar, nu.trede, nu.geescaleerd_op = naar, 0, None
    nu.wacht_vanaf = max(timezone.localdate(at), nu.actie_voor or date.min)
    nu.save(update_fields=["eigenaar", "trede", "geescaleerd_op", "wacht_vanaf"])
    Signaalkring.objects.filter(signaal=nu, user=naar).delete()
    if vorige is not None and vorige.is_active:
        Signaalkring.objects.get_or_create(
            signaal=nu, user=vorige, defaults={"toegevoegd_door": by, "toegevoegd_op": at}
        )
    regel = noteer(nu, wat=f"Overgedragen aan {naar.naam}", by=by, at=at, voor_melder=True)
    dringend = rules.is_dringend(nu.soort, nu.bron, spoed=nu.spoed)
    roep([naar], regel=regel, at=at, haast=dringend)


@transaction.atomic
def laat_toe(*, signaal: Signaal, user: User, by: User, at: datetime) -> None:
    """Let somebody read along. Of a safe report the student is told who."""
    nu = _te_behandelen(signaal, by)
    if Signaalkring.objects.filter(signaal=nu, user=user).exists():
        return
    if user.pk not in {mens.pk for mens in wie.toe_te_laten(nu, op=timezone.localdate(at))}:
        raise DomainError("Deze persoon kan niet meelezen.", field="user")
    Signaalkring.objects.create(signaal=nu, user=user, toegevoegd_door=by, toegevoegd_op=at)
    regel = noteer(nu, wat=f"{user.naam} leest mee", by=by, at=at, voor_melder=nu.bron == SignaalBron.MELDING)
    roep([user], regel=regel, at=at)


@transaction.atomic
def haal_weg(*, signaal: Signaal, user: User, by: User, at: datetime) -> None:
    """Take somebody out of the circle; at once, also for a page that is open."""
    nu = _te_behandelen(signaal, by)
    aantal, _ = Signaalkring.objects.filter(signaal=nu, user=user).delete()
    if aantal:
        noteer(nu, wat=f"{user.naam} leest niet meer mee", by=by, at=at, voor_melder=nu.bron == SignaalBron.MELDING)


@transaction.atomic
def rond_af(*, signaal: Signaal, afloop: str, besluit: str, bericht: str, by: User, at: datetime) -> Signaal:
    """End the signal: how it ended, what was done, and a word for who raised it."""
    nu = vergrendeld(signaal)
    if nu.status == SignaalStatus.AFGEROND:
        if (nu.afloop, nu.besluit) == (afloop, besluit.strip()):
            return nu
        raise DomainError(AL_AFGEROND)
    eis(mag=rules.mag_behandelen(by, nu, wie.kring_ids(nu)))
    if afloop not in SignaalAfloop.values:
        raise DomainError("Kies hoe het afliep.", field="afloop")
    if not besluit.strip():
        raise DomainError("Schrijf op wat er is gedaan.", field="besluit")
    if nu.bron == SignaalBron.MELDING and not bericht.strip():
        raise DomainError("De student wacht op een antwoord. Schrijf wat u voor de student heeft.", field="bericht")
    nu.status, nu.afloop, nu.besluit, nu.afgerond_op, nu.wacht_vanaf = "afgerond", afloop, besluit.strip(), at, None
    nu.save(update_fields=["status", "afloop", "besluit", "afgerond_op", "wacht_vanaf"])
    wat = f"Afgerond: {SignaalAfloop(afloop).label}"
    noteer(nu, wat=wat, tekst=besluit.strip(), by=by, at=at)
    if nu.gemeld_door_id:
        noteer(nu, wat="Antwoord bij het afronden", tekst=bericht.strip(), by=by, at=at, voor_melder=True)
    return nu


@transaction.atomic
def lees_antwoord(*, signaal: Signaal, by: User) -> None:
    """Who raised it has read what was answered; nothing else changes."""
    Signaal.objects.filter(pk=signaal.pk, gemeld_door=by).update(melder_ongelezen=False)
