"""360 feedback for who keeps it decent: texts to look at, and the questions per role."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from evaluaties.enums import FeedbackRol
from evaluaties.forms_feedback import VersieForm, VragenSet
from evaluaties.models import Feedbackformulier, Feedbacktekst
from evaluaties.rules_feedback import mag_modereren, mag_vragen_schrijven
from evaluaties.services import feedback360moderatie as services
from evaluaties.services.feedback360beeld import te_modereren
from evaluaties.views.gemeenschappelijk import nummers_uit
from kern.rules import alleen

PER_PAGINA = 25


@alleen(mag_modereren)
@require_http_methods(["GET", "HEAD", "POST"])
def nalezen(request: HttpRequest) -> HttpResponse:
    """Show texts that wait, without whose they are; let one through or keep it hidden, or let a page of them go."""
    rijen = te_modereren(request.user)
    if request.method == "POST" and request.POST.get("oordeel") == "alles":
        return _laat_door(request, rijen)
    if request.method == "POST":
        tekst = get_object_or_404(rijen, public_id=_kenmerk(request))
        tonen = request.POST.get("oordeel") == "tonen"
        with fouten_melden(request) as fouten:
            services.beoordeel(tekst=tekst, tonen=tonen, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De student kan de tekst lezen." if tonen else "De tekst blijft verborgen.")
        return redirect("feedback:nalezen")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    gewoon = [tekst.public_id for tekst in pagina.object_list if not tekst.waarom]
    return render(request, "feedback/nalezen.html", {"pagina": pagina, "gewoon": gewoon})


def _laat_door(request: HttpRequest, rijen: QuerySet[Feedbacktekst]) -> HttpResponse:
    """Let those on the page be shown that the person saw there; what came in meanwhile, or caught the eye, stays."""
    nummers = nummers_uit(request, "teksten")
    with fouten_melden(request) as fouten:
        aantal = services.laat_door(
            teksten=list(rijen.filter(public_id__in=nummers)[:PER_PAGINA]), by=request.user, at=timezone.now()
        )
    if not fouten:
        wat = "1 tekst" if aantal == 1 else f"{aantal} teksten"
        messages.success(request, f"{wat} doorgelaten.")
    return redirect("feedback:nalezen")


def _kenmerk(request: HttpRequest) -> UUID:
    nummers = nummers_uit(request, "tekst")
    if not nummers:
        raise Http404
    return nummers[0]


@alleen(mag_vragen_schrijven)
@require_safe
def vragenlijsten(request: HttpRequest) -> HttpResponse:
    """Show the questions per role with their versions."""
    rijen = list(Feedbackformulier.objects.order_by("rol", "-versie"))
    per_rol = [{"rol": rol, "versies": [rij for rij in rijen if rij.rol == rol.value]} for rol in FeedbackRol]
    return render(request, "feedback/vragenlijsten.html", {"per_rol": per_rol})


@alleen(mag_vragen_schrijven)
@require_http_methods(["GET", "HEAD", "POST"])
def vragen(request: HttpRequest, rol: str) -> HttpResponse:
    """Write the next version of the questions for a role, with a preview of the present ones."""
    if rol not in FeedbackRol.values:
        raise Http404
    laatste = Feedbackformulier.objects.filter(rol=rol).order_by("-versie").first()
    nu = laatste.vragen if laatste else []
    begin = [{"code": vraag["code"], "tekst": vraag["tekst"]} for vraag in nu]
    regels = VragenSet(request.POST or None, initial=begin)
    versie = VersieForm(request.POST or None, initial={"op_versie": laatste.versie if laatste else 0})
    if request.method == "POST" and regels.is_valid() and versie.is_valid():
        nieuw = [vraag for form in regels if (vraag := form.vraag())]
        with fouten_melden(request, versie) as fouten:
            formulier = services.schrijf_vragen(
                rol=rol, vragen=nieuw, op_versie=versie.cleaned_data["op_versie"], by=request.user, at=timezone.now()
            )
        if not fouten:
            messages.success(request, f"Versie {formulier.versie} geldt voor wie vanaf nu gevraagd wordt.")
            return redirect("feedback:vragenlijsten")
    fout = bool(regels.is_bound and (regels.total_error_count() or versie.errors))
    context = {"rol": FeedbackRol(rol), "regels": regels, "versie": versie, "laatste": laatste}
    return render(request, "feedback/vragen.html", context, status=ONGELDIG if fout else 200)
