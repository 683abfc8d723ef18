"""How allauth is tied to the portal: no open sign-up, mail through the outbox."""

import logging
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from kern.inloggen.schoolaccount import lees_claims, vind_persoon
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_tekst_klaar

logger = logging.getLogger("stagebureau.inloggen")


def user_display(user: User) -> str:
    """Name shown by allauth's pages."""
    return user.naam


class AccountAdapter(DefaultAccountAdapter):
    """Accounts exist by import or invitation only; mail goes through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting wrong tries per account to axes: in the database, with one clear page (A2)."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue the mail; its body holds a login link, so it is wiped after sending."""
        verzoek = self.request
        volledig = {"request": verzoek, "email": email, "current_site": get_current_site(verzoek), **context}
        mail = self.render_mail(template_prefix, email, volledig)
        zet_tekst_klaar(
            soort=f"account:{template_prefix.rsplit('/', 1)[-1]}",
            sleutel=f"account:{uuid.uuid4()}",
            at=timezone.now(),
            ontvanger=context.get("user"),
            aan=email,
            onderwerp=mail.subject,
            tekst=mail.body,
            gevoelig=True,
        )


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A school account opens the account of a person who is already known (stack.md, section 8)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up by themselves."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **kwargs: Any
    ) -> None:
        """Tell the log what went wrong at the school's side; codes and tokens stay out of it."""
        logger.warning("schoolaccount %s: %s (%s)", provider, error, type(exception).__name__)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie issuer + sub to the person the first time; refuse with a clear page when nobody fits."""
        if sociallogin.is_existing:
            return
        claims = lees_claims(sociallogin.account.extra_data)
        persoon = vind_persoon(claims, op=timezone.localdate())
        # Somebody who is logged in can tie only the own school account, never a colleague's.
        if persoon is None or (request.user.is_authenticated and request.user != persoon):
            pagina = render(request, "account/onbekend.html", {"organisatie": claims.organisatie_domein}, status=403)
            raise ImmediateHttpResponse(pagina)
        sociallogin.connect(request, persoon)
        leg_vast(actie="schoolaccount gekoppeld", obj=persoon, by=persoon, at=timezone.now())
