"""What a person must do now about places; the home page collects it (see `plaatsingen.vandaag`)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun
from kern.models import User
from vacatures.models import Stageplaats
from vacatures.services.lezen import lang_niet_bevestigd


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Ask a praktijkopleider after places that were not confirmed for some weeks. One query."""
    if not user.heeft_rol("praktijkopleider"):
        return []
    op = timezone.localdate(at)
    eigen = Stageplaats.objects.filter(
        afdeling__locatie__organisatie__in=user.organisatie_ids_als("praktijkopleider"), schooljaar__eind__gte=op
    )
    aantal = lang_niet_bevestigd(eigen, op=op).count()
    if not aantal:
        return []
    return [
        {
            "titel": f"Klopt dit nog? {count_noun(aantal, 'stageplaats', 'stageplaatsen')}",
            "uitleg": f"U hebt al {settings.AANBOD_BEVESTIGEN_WEKEN} weken niet gezegd of deze plekken nog kloppen.",
            "url": f"{reverse('vacatures:lijst')}?oud=1",
            "knop": "Nakijken",
            "voor": None,
            "ernst": "gewoon",
        }
    ]
