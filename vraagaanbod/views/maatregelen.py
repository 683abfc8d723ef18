"""The ledger of measures: list, one measure with its steps, write down and change (R3.3)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from basis.uitvoer import FORMATEN, tabel_response
from kern.models import Schooljaar
from kern.rules import alleen
from vraagaanbod.forms_plan import MaatregelFilter, MaatregelForm, StapForm
from vraagaanbod.models import Maatregel
from vraagaanbod.rules_plan import (
    mag_idee_voorstellen,
    mag_maatregel_wijzigen,
    mag_plan_bewerken,
    mag_plan_zien,
)
from vraagaanbod.services.maatregelen import PlanConflict, bron_onder_vraag, voeg_toe, wijzig, zet_stap
from vraagaanbod.tables_plan import MAATREGEL_KOLOMMEN, STATUS_SOORT, kosten_van, sommen
from vraagaanbod.views.onderdelen import onderdelen
from vraagaanbod.views.plan import gekozen_jaar, haal_maatregel, jaarnamen

PER_PAGINA = 50
VOLGORDES = {
    "titel": ("titel",),
    "naar": ("naar_cluster__volgorde",),
    "plaatsen": ("plaatsen_naar",),
    "status": ("status",),
    "eigenaar": ("eigenaar",),
}
CONFLICT = 409


@alleen(mag_plan_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the measures of a school year with the totals of what is shown; `?formaat=` downloads them."""
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "onderdelen": onderdelen(request)}
    context["mag_voorstellen"] = mag_idee_voorstellen(request.user)
    if jaar is None:
        return render(request, "vraagaanbod/maatregelen.html", context)
    filter_ = MaatregelFilter({"schooljaar": jaar.naam, **_gevraagd(request)}, jaren=jaarnamen())
    rijen = _gefilterd(request, jaar, filter_)
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"Maatregelen {jaar.naam}", MAATREGEL_KOLOMMEN, rijen)
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    for maatregel in pagina.object_list:
        maatregel.toon = {"kosten": kosten_van(maatregel), "soort": STATUS_SOORT[maatregel.status]}
    context |= {"filter": filter_, "pagina": pagina, "sommen": sommen(rijen), "gefilterd": any(_gevraagd(request))}
    return render(request, "vraagaanbod/maatregelen.html", context)


def _gevraagd(request: HttpRequest) -> dict[str, str]:
    return {naam: request.GET[naam] for naam in ("status", "soort", "cluster") if request.GET.get(naam)}


def _gefilterd(request: HttpRequest, jaar: Schooljaar, filter_: MaatregelFilter) -> Any:
    rijen = Maatregel.objects.visible_to(request.user).filter(schooljaar=jaar)
    rijen = rijen.select_related("schooljaar", "van_cluster", "naar_cluster")
    filter_.is_valid()
    keuze = filter_.cleaned_data
    for veld in ("status", "soort"):
        if keuze.get(veld):
            rijen = rijen.filter(**{veld: keuze[veld]})
    if cluster := keuze.get("cluster"):
        rijen = rijen.filter(Q(van_cluster=cluster) | Q(naar_cluster=cluster))
    sleutel = request.GET.get("sorteer", "")
    velden = VOLGORDES.get(sleutel.removeprefix("-"), ())
    return rijen.order_by(*(f"-{veld}" if sleutel.startswith("-") else veld for veld in velden), "pk")


@alleen(mag_idee_voorstellen)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Write down an idea for a school year."""
    jaar = gekozen_jaar(request)
    if jaar is None:
        raise Http404
    form = MaatregelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            maatregel = voeg_toe(schooljaar=jaar, velden=form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het idee staat in de lijst.")
            return redirect("vraagaanbod:maatregel", maatregel.public_id)
    return _formulier(request, form, jaar, None)


@alleen(mag_plan_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a measure; who comes second sees what stands there now, with the own text kept (409)."""
    maatregel = haal_maatregel(request, public_id)
    if not mag_maatregel_wijzigen(request.user, maatregel):
        raise PermissionDenied
    jaar = maatregel.schooljaar
    if request.method != "POST":
        return _formulier(
            request, MaatregelForm(instance=maatregel, initial={"versie": maatregel.versie}), jaar, maatregel
        )
    # The form writes what was typed into its own copy, so that the page can still show what stands in the ledger.
    form = MaatregelForm(request.POST, instance=Maatregel(schooljaar=jaar))
    if form.is_valid():
        try:
            wijzig(
                maatregel=maatregel,
                velden=form.velden(),
                versie=form.cleaned_data["versie"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except PlanConflict as conflict:
            return _botsing(request, maatregel, conflict)
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De maatregel is gewijzigd.")
            return redirect("vraagaanbod:maatregel", public_id)
    return _formulier(request, form, jaar, maatregel)


def _botsing(request: HttpRequest, maatregel: Maatregel, conflict: PlanConflict) -> HttpResponse:
    data = request.POST.copy()
    data["versie"] = conflict.huidig.versie
    form = MaatregelForm(data, instance=Maatregel(schooljaar=maatregel.schooljaar))
    eigen, huidig = form, MaatregelForm(instance=conflict.huidig)
    verschil = [
        {"label": veld.label, "daar": _toon(huidig[veld.name]), "eigen": _toon(veld)}
        for veld in eigen.visible_fields()
        if _toon(huidig[veld.name]) != _toon(veld)
    ]
    return _formulier(
        request, form, maatregel.schooljaar, maatregel, conflict=conflict.message, verschil=verschil, status=CONFLICT
    )


def _toon(veld: Any) -> str:
    """Return the value of a bound field as a person reads it."""
    waarde = "" if veld.value() is None else veld.value()
    keuzes = dict(getattr(veld.field, "choices", ()) or ())
    tekst = keuzes.get(waarde) or next((naam for sleutel, naam in keuzes.items() if str(sleutel) == str(waarde)), None)
    if tekst is None:
        tekst = ("ja" if waarde else "nee") if isinstance(waarde, bool) else waarde
    tekst = str(tekst)
    return tekst.rstrip("0").rstrip(".") if "." in tekst and tekst.replace(".", "").isdigit() else tekst


def _formulier(
    request: HttpRequest,
    form: MaatregelForm,
    jaar: Schooljaar,
    maatregel: Maatregel | None,
    *,
    status: int = 0,
    **extra: Any,
) -> HttpResponse:
    context = {"form": form, "jaar": jaar, "maatregel": maatregel, **extra}
    status = status or (ONGELDIG if form.errors else 200)
    return render(request, "vraagaanbod/maatregel_form.html", context, status=status)


@alleen(mag_plan_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def maatregel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one measure with its history; POST takes a step (bureau)."""
    gekozen = haal_maatregel(request, public_id)
    mag = mag_plan_bewerken(request.user)
    let_op = bron_onder_vraag(gekozen) if not gekozen.verwerkt else []
    form = StapForm(request.POST or None, maatregel=gekozen, let_op=bool(let_op)) if mag else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with fouten_melden(request, form) as fouten:
                stap = form.cleaned_data
                gekozen = zet_stap(
                    maatregel=gekozen,
                    naar=stap["naar"],
                    reden=stap["reden"],
                    versie=stap["versie"],
                    ingangsdatum=stap["ingangsdatum"],
                    verwerkt=stap["verwerkt"],
                    gezien=bool(stap.get("gezien")),
                    by=request.user,
                    at=timezone.now(),
                )
            if not fouten:
                messages.success(request, f"De maatregel staat nu op {gekozen.get_status_display()}.")
                return redirect("vraagaanbod:maatregel", public_id)
        status = ONGELDIG
    context = {
        "maatregel": gekozen,
        "soort": STATUS_SOORT[gekozen.status],
        "kosten": kosten_van(gekozen),
        "let_op": let_op,
        "stappen": gekozen.stappen.select_related("door").order_by("-op", "-pk"),
        "form": form,
        "mag_wijzigen": mag_maatregel_wijzigen(request.user, gekozen),
        "lijst_url": f"{reverse('vraagaanbod:maatregelen')}?{urlencode({'schooljaar': gekozen.schooljaar.naam})}",
    }
    return render(request, "vraagaanbod/maatregel.html", context, status=status)
