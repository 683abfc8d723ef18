"""The students that come to a leerbedrijf: a page per department and a list to take along (R3.6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.errors import DomainError
from basis.lijst_pdf import lijst_pdf
from basis.paginering import pagina_van
from basis.pdf import pdf_response
from basis.uitvoer import FORMATEN, bestandsnaam, tabel_response
from kern.rules import alleen
from plaatsingen.rules import leidt_op
from plaatsingen.services import aankomend as dienst
from plaatsingen.tables import AANKOMEND_KOLOMMEN, AANKOMEND_OP_PAPIER

PER_PAGINA = 50
TITEL = "Onze studenten"


@alleen(leidt_op)
@require_safe
def studenten(request: HttpRequest) -> HttpResponse:
    """Show who comes and who is there, per department; `?formaat=` downloads the list, also as PDF."""
    at = timezone.now()
    op = timezone.localdate(at)
    rijen = dienst.aankomend(request.user, op=op)
    formaat = request.GET.get("formaat", "")
    if formaat in FORMATEN:
        return tabel_response(request, TITEL, AANKOMEND_KOLOMMEN, rijen, op=op)
    if formaat == "pdf":
        uitleg = (
            "Studenten met een stageplaats bij u, die komen of er nu zijn. Bewaar deze lijst niet langer dan nodig."
        )
        try:
            pdf = lijst_pdf(TITEL, AANKOMEND_OP_PAPIER, rijen, at=at, inleiding=uitleg)
        except DomainError as fout:
            messages.error(request, fout.message)
            return redirect("plaatsingen:studenten")
        return pdf_response(pdf, bestandsnaam(TITEL, "pdf", op=op))
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {"pagina": pagina, "groepen": dienst.per_afdeling(pagina.object_list), "vandaag": op}
    return render(request, "plaatsingen/studenten.html", context)
