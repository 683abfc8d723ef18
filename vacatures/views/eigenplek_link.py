"""The leerbedrijf confirms a place by a mailed link, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from basis.http import begonnen_op, fouten_melden
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.views.links import met_link
from vacatures.enums import EigenPlekStatus
from vacatures.forms_eigenplek import ContactForm
from vacatures.models import EigenPlek
from vacatures.rules import DAGNAMEN, in_het_kort
from vacatures.services.eigenplek import antwoord_contact


@met_link(Linkdoel.EIGEN_PLEK)
@require_http_methods(["GET", "HEAD", "POST"])
def bevestigen(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Show what the student filled in, and take the answer. Looking writes nothing."""
    plek = get_object_or_404(EigenPlek.objects.met_student(), public_id=link.object_id)
    begin = {"naam": plek.contact_naam, "afdeling": plek.afdeling_naam, "leerbedrijf_code": plek.leerbedrijf_code}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        klopt = request.POST.get("antwoord") == "ja"
        with fouten_melden(request, form) as fouten:
            antwoord_contact(link=link, klopt=klopt, **form.cleaned_data, at=begonnen_op(request))
        if not fouten:
            return render(request, "vacatures/eigenplek_dank.html", {"plek": plek, "klopt": klopt})
    context = {
        "plek": plek,
        "form": form,
        "link": link,
        "kan": plek.status == EigenPlekStatus.VOORGESTELD,
        "wanneer": in_het_kort(plek.dagen, tuple(DAGNAMEN)),
    }
    return render(request, "vacatures/eigenplek_bevestigen.html", context, status=422 if form.errors else 200)
