"""The register: who is trained, until when, with the certificate (R7.8)."""

import logging
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.http import fouten_melden
from basis.keuring import MAX_BYTES, Afgewezen, Gekeurd, keur_in_kind
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from begeleiding import rules_poule as rules
from begeleiding.filters_scholing import RegisterFilter
from begeleiding.forms_scholing import BekwaamheidForm
from begeleiding.models import Bekwaamheid
from begeleiding.services import bekwaamheden as services
from begeleiding.services.mentoren import medewerkers
from kern.enums import InzageUitkomst
from kern.models import Lidmaatschap, User
from kern.rules import alleen
from kern.services.inzage import leg_inzage_vast

logger = logging.getLogger("stagebureau.scholing")
PER_PAGINA = 50
CSP = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
KOLOMMEN = [
    UitvoerKolom("Naam", "user.naam"),
    UitvoerKolom("Training of diploma", "naam"),
    UitvoerKolom("Niveau", "niveau"),
    UitvoerKolom("Behaald op", "behaald_op"),
    UitvoerKolom("Geldig tot en met", "geldig_tot"),
    UitvoerKolom("Training van het portaal", lambda rij: rij.deelname_id is not None),
    UitvoerKolom("Certificaat aanwezig", lambda rij: rij.certificaat_id is not None),
]
VOLGORDES = {
    "naam": ("user__achternaam", "user__voornaam", "pk"),
    "behaald": ("behaald_op", "pk"),
    "geldig": (F("geldig_tot").asc(nulls_last=True), "pk"),
    "-geldig": (F("geldig_tot").desc(nulls_last=True), "pk"),
    "-naam": ("-user__achternaam", "-user__voornaam", "pk"),
    "-behaald": ("-behaald_op", "-pk"),
}


@alleen(rules.mag_scholing_zien)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show who is trained for what, until when; `?formaat=` downloads it."""
    vandaag = timezone.localdate()
    rijen = Bekwaamheid.objects.visible_to(request.user).select_related("user", "deelname__training")
    filter_ = RegisterFilter(request.GET, queryset=rijen, request=request)
    volgorde = VOLGORDES.get(request.GET.get("sorteer", ""), VOLGORDES["-behaald"])
    rijen = filter_.qs.order_by(*volgorde)
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Register van trainingen", KOLOMMEN, rijen.iterator(chunk_size=2000), op=vandaag)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    eigen = _eigen_mensen(request.user, [rij.user_id for rij in pagina.object_list])
    for rij in pagina.object_list:
        rij.stand = _stand(rij, vandaag)
        rij.mag_weg = rij.deelname_id is None and rij.user_id in eigen
        gegeven = rij.deelname is not None and rules.mag_training_beheren(request.user, rij.deelname.training)
        rij.mag_open = rij.certificaat_id is not None and (rij.user_id in eigen or gegeven)
    context = {
        "filter": filter_,
        "pagina": pagina,
        "rijen": pagina.object_list,
        "gefilterd": any(request.GET.get(naam) for naam in filter_.filters),
    }
    return render(request, "begeleiding/scholing_register.html", context)


def _eigen_mensen(user: User, ids: list[int]) -> set[int]:
    """Return for whom of these the person may write in the register; one query for a page."""
    if rules.mag_poule_beheren(user):
        return set(ids)
    leden = Lidmaatschap.objects.geldig_op(timezone.localdate()).filter(
        organisatie__in=user.organisatie_ids_als("praktijkopleider"), user__in=ids
    )
    return {user.pk, *leden.values_list("user", flat=True)}


def _stand(rij: Bekwaamheid, vandaag: object) -> tuple[str, str]:
    if rij.geldig_tot is None:
        return "geldig", "klaar"
    if rij.geldig_tot < vandaag:
        return "verlopen", "fout"
    return ("verloopt binnenkort", "let_op") if rij.geldig_tot <= vandaag + services.BIJNA else ("geldig", "klaar")


def _mensen(user: User) -> list[User]:
    """Return for whom somebody may write a certificate down: oneself, then colleagues of the own house."""
    huizen = user.organisatie_ids_als("praktijkopleider")
    collegas = medewerkers(huizen, op=timezone.localdate()).exclude(pk=user.pk) if huizen else []
    return [user, *collegas]


@alleen(rules.mag_scholing_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Write a certificate of elsewhere down, with a scan when there is one."""
    form = BekwaamheidForm(request.POST or None, request.FILES or None, mensen=_mensen(request.user))
    if request.method == "POST" and form.is_valid():
        velden = dict(form.cleaned_data)
        with fouten_melden(request, form) as fouten:
            velden["scan"] = _keur(velden["scan"]) if velden["scan"] else None
            services.leg_vast_met_bewijs(**velden, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het staat in het register.")
            return redirect("scholing:register")
    return render(request, "begeleiding/scholing_bewijs.html", {"form": form}, status=422 if form.errors else 200)


def _keur(bestand: object) -> Gekeurd:
    """Judge the file; what is wrong with it stands at the field."""
    try:
        # One byte too many is enough to know that it is too big.
        return keur_in_kind(bestand.name or "", bestand.read(MAX_BYTES + 1))
    except Afgewezen as fout:
        if fout.__cause__ is not None:
            logger.warning("keuring gestopt: %s", fout.__cause__)
        raise DomainError(fout.message, field="scan") from fout


def _rij_of_404(request: HttpRequest, public_id: UUID) -> Bekwaamheid:
    rijen = Bekwaamheid.objects.visible_to(request.user).select_related("user", "certificaat", "deelname__training")
    rij = rijen.filter(public_id=public_id).first()
    if rij is None:
        raise Http404
    return rij


@require_safe
def certificaat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out a certificate; each opening is a line in the access log (D2)."""
    rij = _rij_of_404(request, public_id)
    if not rules.mag_certificaat_openen(request.user, rij):
        raise PermissionDenied
    bestand = rij.certificaat
    if bestand is None or not default_storage.exists(bestand.pad.name):
        raise Http404
    leg_inzage_vast(
        obj=rij,
        student=None,
        user=request.user,
        at=timezone.now(),
        route="certificaat van een training",
        uitkomst=InzageUitkomst.GEDOWNLOAD,
    )
    antwoord = FileResponse(
        default_storage.open(bestand.pad.name), as_attachment=True, filename=bestand.naam, content_type=bestand.mime
    )
    antwoord.headers["Content-Security-Policy"] = CSP
    antwoord.headers["Cache-Control"] = "no-store, private"
    return antwoord


@require_http_methods(["GET", "HEAD", "POST"])
def weg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take away what was written down by hand."""
    rij = _rij_of_404(request, public_id)
    if not rules.mag_bekwaamheid_vastleggen(request.user, rij.user):
        raise PermissionDenied
    if request.method != "POST":
        context = {
            "titel": "Dit uit het register halen?",
            "tekst": f"{rij.naam} van {rij.user}. Het certificaat wordt ook verwijderd.",
            "ja": "Ja, weghalen",
            "gevaar": True,
            "terug_url": reverse("scholing:register"),
        }
        return render(request, "componenten/bevestigpagina.html", context)
    with fouten_melden(request) as fouten:
        services.haal_weg(bekwaamheid=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Het staat niet meer in het register.")
    return redirect("scholing:register")
