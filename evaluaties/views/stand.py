"""Where do I stand: the ladder of one placement as a picture, with what happened below it (R6.8)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluaties.secties import NOG_NIET_BEGONNEN, standcontext
from evaluaties.services.overzicht import verslagen_van
from evaluaties.views.gemeenschappelijk import plaatsing_of_404


@require_safe
def stand(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the rung, what brought the student there, what is asked now and what follows; for all concerned."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    context = standcontext(request.user, verslagen_van([plaatsing], at)[0], at)
    context |= {"plaatsing": plaatsing, "begonnen": plaatsing.status not in NOG_NIET_BEGONNEN}
    return render(request, "verslagen/stand.html", context)
