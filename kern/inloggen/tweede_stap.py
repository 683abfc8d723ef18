"""How the second step is kept: encrypted with the key of the portal, so that a copy of the database opens nothing."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _sleutels() -> MultiFernet:
    """Return the key made of SECRET_KEY, and those of its predecessors to read what is older."""
    geheimen = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa:{geheim}".encode()).digest())) for geheim in geheimen]
    )


class MFAAdapter(DefaultMFAAdapter):
    """Encrypts the secret of the app and the seed of the recovery codes."""

    def encrypt(self, text: str) -> str:
        """Return `text` encrypted."""
        return _sleutels().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text that `encrypt` was given."""
        return _sleutels().decrypt(encrypted_text.encode()).decode()
