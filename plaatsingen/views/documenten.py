"""The checklist of documents of a placement (R5.3)."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import GeenToegang
from basis.http import ONGELDIG, fouten_melden
from plaatsingen import rules
from plaatsingen.enums import DocumentSoort, DocumentStatus, Startregel
from plaatsingen.forms_verloop import DocumentForm
from plaatsingen.services import documenten, startcheck
from plaatsingen.services.begindatum import NIET_BEGONNEN
from plaatsingen.views.hulp import haal


@require_safe
def lijst(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show how every document stands, and whether the stage may begin."""
    plaatsing = haal(request, public_id)
    if not rules.mag_documenten_zien(request.user, plaatsing):
        raise PermissionDenied
    wacht = plaatsing.status in NIET_BEGONNEN
    context = {
        "plaatsing": plaatsing,
        "eigen": rules.is_student_van(request.user, plaatsing),
        "regels": documenten.toestanden(plaatsing, op=timezone.localdate()),
        "mag_bijwerken": rules.mag_documenten_bijwerken(request.user, plaatsing),
        "mankementen": startcheck.mankementen(plaatsing) if wacht else [],
        "blokkeert": wacht and startcheck.regel_van(plaatsing.student.school_id) == Startregel.BLOKKEREN,
        "wacht": wacht,
        "andere": [
            (soort.value, soort.label)
            for soort in DocumentSoort
            if not plaatsing.documenten.filter(soort=soort).exists()
        ]
        if rules.mag_documenten_bijwerken(request.user, plaatsing) and plaatsing.documenten.exists()
        else [],
    }
    return render(request, "plaatsingen/documenten.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bijwerken(request: HttpRequest, public_id: uuid.UUID, document: str) -> HttpResponse:
    """Say how one document stands."""
    at, plaatsing, soort = timezone.now(), haal(request, public_id), document
    if soort not in DocumentSoort.values:
        raise Http404
    if not rules.mag_documenten_bijwerken(request.user, plaatsing):
        raise PermissionDenied
    vandaag = timezone.localdate(at)
    rijen = documenten.toestanden(plaatsing, op=vandaag)
    stand = next((rij for rij in rijen if rij.regel.soort == soort), None)
    regel = stand.regel if stand else documenten.Documentregel(plaatsing=plaatsing, soort=soort, verplicht=False)
    form = DocumentForm(
        request.POST or None,
        regel=regel,
        mag_verplichten=rules.is_coordinator_van(request.user, plaatsing),
        vandaag=vandaag,
    )
    if request.method == "POST" and "gezien" in request.POST:
        form = None
    if request.method == "POST" and (form is None or form.is_valid()):
        gegevens = dict(form.cleaned_data) if form else {"status": DocumentStatus.GEZIEN, "opmerking": regel.opmerking}
        verplicht = gegevens.pop("verplicht", None)
        vast = {"plaatsing": plaatsing, "soort": soort, "by": request.user, "at": at}
        with fouten_melden(request, form) as fouten:
            try:
                documenten.werk_bij(**vast, **gegevens)
                if verplicht is not None:
                    documenten.zet_verplicht(**vast, verplicht=verplicht)
            except GeenToegang as fout:
                raise PermissionDenied(fout.message) from fout
        if not fouten:
            messages.success(request, f"{DocumentSoort(soort).label}: bewaard.")
        if form is None or not fouten:
            return redirect("plaatsingen:documenten", public_id)
    context = {"plaatsing": plaatsing, "form": form, "regel": regel, "stand": stand}
    return render(request, "plaatsingen/document.html", context, status=ONGELDIG if form.is_bound else 200)
