"""One full dossier."""

import pytest

from tests.boek_hulp import maak_dossier


@pytest.fixture
def dossier(db):
    return maak_dossier()
