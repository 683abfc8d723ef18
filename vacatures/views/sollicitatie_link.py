"""Answering an application by a mailed link, without an account: one application, under the name of the contact."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import ONGELDIG, meld_fout
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.views.links import met_link
from vacatures.models import Sollicitatie
from vacatures.rules_sollicitatie import BIJ_LEERBEDRIJF
from vacatures.services import sollicitatie_lezen as lezen
from vacatures.services.sollicitatie_leerbedrijf import ANDER_CONTACT, antwoord_via_link
from vacatures.services.sollicitatie_wie import antwoordt_met
from vacatures.views.sollicitatie import AANNEMEN, AFWIJZEN, UITNODIGEN, begin_van

ANTWOORDEN = {"aannemen": AANNEMEN, "uitnodigen": UITNODIGEN, "afwijzen": AFWIJZEN}


@require_http_methods(["GET", "HEAD", "POST"])
@met_link(Linkdoel.SOLLICITATIE)
def antwoord(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Show the application and, with `?wat=`, the question of one answer; only a post answers."""
    rijen = Sollicitatie.objects.met_betrokkenen().filter(bereikte_leerbedrijf_op__isnull=False)
    sollicitatie = rijen.filter(public_id=link.object_id).first()
    if sollicitatie is None:
        raise Http404
    if not antwoordt_met(sollicitatie.vacature, link.email):
        return render(request, "links/vervallen.html", {"fout": DomainError(ANDER_CONTACT)}, status=410)
    wat = request.POST.get("wat") or request.GET.get("wat") or ""
    stap = ANTWOORDEN.get(wat)
    if sollicitatie.status not in BIJ_LEERBEDRIJF:
        stap = None
    form = None
    if stap is not None:
        data = request.POST if request.method == "POST" else None
        form = stap.form(data, initial=begin_van(stap, sollicitatie))
        if request.method == "POST" and form.is_valid():
            try:
                nu = antwoord_via_link(
                    link=link, sollicitatie=sollicitatie, doe=stap.service, at=timezone.now(), **form.velden()
                )
            except DomainError as fout:
                meld_fout(request, fout, form)
            else:
                return render(
                    request, "sollicitaties/link_klaar.html", {"sollicitatie": nu, "stap": stap, "link": link}
                )
    context = {
        "link": link,
        "sollicitatie": sollicitatie,
        "vacature": sollicitatie.vacature,
        "stap": stap,
        "wat": wat,
        "form": form,
        "open": sollicitatie.status in BIJ_LEERBEDRIJF,
        "gesprek": lezen.gesprek_van(sollicitatie),
        "contact": lezen.contact_van(sollicitatie.student, voor_leerbedrijf=True, op=timezone.localdate()),
        "tijdlijn": lezen.tijdlijn(sollicitatie, met_school=False),
    }
    return render(request, "sollicitaties/link.html", context, status=ONGELDIG if form and form.errors else 200)
