"""The second login step of somebody who lost phone, key and codes: taken away by a beheerder, with a reason."""

from collections import Counter
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from basis.nederlands import count_noun
from kern import rules
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar

WOORDEN = {
    Authenticator.Type.TOTP: ("app met codes", "apps met codes"),
    Authenticator.Type.WEBAUTHN: ("toegangssleutel", "toegangssleutels"),
}


def tweede_stap_van(user: User) -> list[str]:
    """Return what a person set up, in words: `1 app met codes`, `2 toegangssleutels`; empty when nothing."""
    tel = Counter(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return [count_noun(tel[soort], *woorden) for soort, woorden in WOORDEN.items() if tel[soort]]


@transaction.atomic
def wis_tweede_stap(*, user: User, reden: str, by: User, at: datetime) -> None:
    """Take away the second step of `user` and end the sessions; at the next login staff sets a new one up (A1).

    The person gets a mail. Raises GeenToegang for whoever doesn't administer the portal, DomainError for oneself,
    without a reason, or when there is no second step.
    """
    if not rules.mag_beheren(by):
        raise GeenToegang("Alleen een beheerder wist de tweede stap van iemand.")
    if user.pk == by.pk:
        raise DomainError("U kunt uw eigen tweede stap hier niet wissen. Vraag een andere beheerder.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    vast = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    had = tweede_stap_van(vast)
    if not had:
        raise DomainError(f"{vast.naam} heeft geen tweede stap ingesteld.")
    Authenticator.objects.filter(user=vast).delete()
    beeindig_sessies(user=vast, at=at)
    regel = leg_vast(
        actie="tweede stap gewist", obj=vast, by=by, at=at, reden=reden.strip(), voor={"tweede stap": ", ".join(had)}
    )
    zet_klaar(
        soort="tweede_stap_gewist",
        sleutel=f"tweede-stap-gewist:{vast.public_id}:{regel.volgnummer}",
        at=at,
        sjabloon="tweede_stap_gewist",
        context={"moment": at, "student": vast.heeft_rol("student")},
        ontvanger=vast,
        pad=reverse("mfa_index"),
    )


def beeindig_sessies(*, user: User, at: datetime) -> int:
    """Log a person out everywhere; return how many sessions ended. Reads the sessions that still hold at `at`."""
    eigen = [
        sessie.pk
        for sessie in Session.objects.filter(expire_date__gte=at).iterator(chunk_size=500)
        if sessie.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=eigen).delete()
    return len(eigen)
