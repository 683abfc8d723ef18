"""Fixtures of the tests of rounds."""

import pytest

from kern.models import User


@pytest.fixture
def client_van(client):
    """Log somebody in: client_van(user). Django keeps memberships on the object, so each login has a fresh one."""

    def maak(user):
        client.force_login(User.objects.get(pk=user.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return maak
