"""What a person must do now about figures and willingness; the home page collects it (see `plaatsingen.vandaag`)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from basis.nederlands import count_noun
from basis.tellen import Deel, telt
from kern.models import User
from vraagaanbod.services.belangstelling import te_beantwoorden
from vraagaanbod.services.bevestigen import eigen_opgaven, oud_voor


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Ask after own figures that are old, and after answers that somebody waits for. At most five queries."""
    rijen = []
    if user.heeft_rol("coordinator", "praktijkopleider"):
        oud = eigen_opgaven(user, op=timezone.localdate(at)).niet_bevestigd_sinds(oud_voor(at))
        aantal = (yield {"oud": oud})["oud"]
        if aantal:
            rijen.append(
                _rij(
                    f"Klopt dit nog? {count_noun(aantal, 'cijfer', 'cijfers')}",
                    f"U hebt al {settings.AANBOD_BEVESTIGEN_WEKEN} weken niet gezegd of deze cijfers nog kloppen.",
                    reverse("vraagaanbod:klopt_nog"),
                    "Nakijken",
                )
            )
    if user.heeft_rol("praktijkopleider"):
        eigen = user.organisatie_ids_als("praktijkopleider")
        for organisatie, jaar in te_beantwoorden(organisatie_ids=eigen, at=at):
            vraag = urlencode({"schooljaar": jaar, "organisatie": organisatie.public_id})
            rijen.append(
                _rij(
                    f"Wilt u in {jaar} studenten begeleiden?",
                    f"De scholen vragen dit aan {organisatie.naam}. U zegt nog geen plekken toe.",
                    f"{reverse('vraagaanbod:belangstelling_antwoord')}?{vraag}",
                    "Antwoorden",
                )
            )
    return rijen


def _rij(titel: str, uitleg: str, url: str, knop: str) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "gewoon"}
