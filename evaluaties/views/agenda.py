"""The calendar of one person at a secret address, for calendar programs: no login, no cookies, nothing written."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.ical import schrijf_agenda
from evaluaties.services.agenda import punten_voor
from kern.services.agendasleutel import eigenaar_van

NAAM = "Stagebureau"


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the calendar of whom the secret belongs to; 404 when it is unknown, withdrawn or its owner is blocked."""
    user = eigenaar_van(token)
    if user is None:
        raise Http404
    inhoud = schrijf_agenda(NAAM, punten_voor(user, timezone.now()))
    etag = f'"{hashlib.sha256(inhoud).hexdigest()[:32]}"'
    if etag in [deel.strip().removeprefix("W/") for deel in request.headers.get("If-None-Match", "").split(",")]:
        antwoord: HttpResponse = HttpResponseNotModified()
    else:
        antwoord = HttpResponse(inhoud, content_type="text/calendar; charset=utf-8")
        antwoord.headers["Content-Disposition"] = 'inline; filename="stagebureau.ics"'
    antwoord.headers["ETag"] = etag
    antwoord.headers["Cache-Control"] = "private, no-store"
    antwoord.headers["X-Robots-Tag"] = "noindex, nofollow"
    antwoord.headers["Referrer-Policy"] = "no-referrer"
    return antwoord
