"""The replacement assignment: what is asked, writing it, handing it in; and its readers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from evaluaties.views.gemeenschappelijk import plaatsing_of_404


@require_safe
def opdracht(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show the assignment to the student; a reader goes on to the page for readers."""
    plaatsing_of_404(request, public_id)
    return redirect("verslagen:lijst")
