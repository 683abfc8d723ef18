"""What the portal does when allauth tells something."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from kern.models import User
from kern.services.audit import leg_vast

SOORTEN = {Authenticator.Type.TOTP: "app met codes", Authenticator.Type.WEBAUTHN: "toegangssleutel"}


@receiver(authenticator_added)
def tweede_stap_gezet(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who just proved to hold the app or key has taken the second step of this session."""
    if authenticator.type in SOORTEN:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        leg_vast(
            actie="tweede stap ingesteld",
            obj=user,
            by=user,
            at=timezone.now(),
            na={"soort": SOORTEN[authenticator.type]},
        )


@receiver(authenticator_removed)
def tweede_stap_weg(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write down that a second step was taken away."""
    if authenticator.type in SOORTEN:
        leg_vast(
            actie="tweede stap uitgezet",
            obj=user,
            by=user,
            at=timezone.now(),
            voor={"soort": SOORTEN[authenticator.type]},
        )
