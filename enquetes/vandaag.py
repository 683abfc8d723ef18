"""Which questionnaire waits for somebody; the home page collects it (see `plaatsingen.vandaag`)."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from enquetes.services.deelnemen import open_vragen
from kern.models import User


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return the questionnaires one may answer; one query, and none for who is never asked."""
    if not user.heeft_rol("student", "praktijkopleider"):
        return []
    jij = user.heeft_rol("student")
    return [
        {
            "titel": rij.meting.vragenlijst.naam,
            "uitleg": f"Vul de vragen in. Niemand kan zien wat {'jij' if jij else 'u'} antwoordt.",
            "url": reverse("enquetes:invullen", args=[rij.public_id]),
            "knop": "Invullen",
            "voor": rij.meting.tot,
            "ernst": "gewoon",
        }
        for rij in open_vragen(user)[:3]
    ]
