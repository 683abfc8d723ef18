"""How allauth is tied to the portal: no open sign-up, mail through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from kern.models import User


def user_display(user: User) -> str:
    """Name shown by allauth's pages."""
    return user.naam


class AccountAdapter(DefaultAccountAdapter):
    """Accounts exist by import or invitation only."""

    def is_open_for_signup(self, request: object) -> bool:
        """Nobody signs up by themselves."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Login by a school account ties to a person who is already known."""

    def is_open_for_signup(self, request: object, sociallogin: object) -> bool:
        """Nobody signs up by themselves."""
        return False
