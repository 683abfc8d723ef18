"""What is kept how long and why, and what goes next; for the beheerder."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kern.rules import alleen, mag_beheren
from kern.services import bewaren


@alleen(mag_beheren)
@require_safe
def bewaartermijnen(request: HttpRequest) -> HttpResponse:
    """Every term with its reason, when it last cleared something, and how many rows go at the next run."""
    rijen = bewaren.stand(at=timezone.now())
    context = {
        "rijen": rijen,
        "straks": sum(rij.aantal or 0 for rij in rijen),
        "mislukt": [rij for rij in rijen if rij.mislukt],
        "gelopen_op": max((rij.gelopen_op for rij in rijen if rij.gelopen_op), default=None),
    }
    return render(request, "beheer/bewaartermijnen.html", context)
