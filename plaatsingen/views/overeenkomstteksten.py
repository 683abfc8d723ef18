"""The texts of agreements per school: versions, a new one, and how it reads on a real placement."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.modeltekst import naar_html, normaliseer
from kern.models import Organisatie
from kern.rules import alleen
from plaatsingen import rules_overeenkomst as rules
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.forms_overeenkomst import TekstForm, TekstKeuzeForm
from plaatsingen.models import Overeenkomst, Overeenkomsttekst, Plaatsing
from plaatsingen.services import overeenkomst_variabelen as variabelen
from plaatsingen.services.overeenkomst import stel_samen
from plaatsingen.services.overeenkomst_teksten import controleer, geldende_tekst, schrijf_versie, versies

VOORBEELD_WIJZIGING = [
    {"wat": "Laatste dag", "van": "vrijdag 29 januari 2027", "naar": "vrijdag 5 maart 2027"},
    {"wat": "Dagen", "van": "maandag en dinsdag", "naar": "donderdag en vrijdag"},
]


def _scholen(request: HttpRequest) -> Any:
    """Return the schools whose texts this person may write."""
    scholen = Organisatie.objects.scholen()
    if request.user.is_beheerder or request.user.regio_coordinator:
        return scholen
    return scholen.filter(pk__in=request.user.organisatie_ids_als("coordinator"))


def _keuze(request: HttpRequest) -> tuple[Organisatie | None, str]:
    """Return whose text is asked for, and of what kind; what isn't allowed gives the region's."""
    scholen, soort = _scholen(request), request.GET.get("soort", "")
    gekozen = request.GET.get("school")
    school = scholen.filter(pk=gekozen).first() if gekozen and gekozen.isdecimal() else None
    if gekozen is None:
        school = scholen.filter(pk__in=request.user.organisatie_ids_als("coordinator")).first()
    return school, soort if soort in OvereenkomstSoort.values else OvereenkomstSoort.POK


@alleen(rules.mag_teksten_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show which text holds now for a school, and every version there was."""
    school, soort = _keuze(request)
    keuze = TekstKeuzeForm({"school": school.pk if school else "", "soort": soort}, scholen=_scholen(request))
    context = {
        "school": school,
        "soort": soort,
        "soortnaam": OvereenkomstSoort(soort).label,
        "keuze": keuze,
        "geldend": geldende_tekst(school=school, soort=soort, op=timezone.localdate()),
        "versies": versies(school=school, soort=soort)[:100],
        "mag_schrijven": rules.mag_overeenkomsttekst_schrijven(request.user, school),
    }
    return render(request, "plaatsingen/overeenkomstteksten.html", context)


@alleen(rules.mag_teksten_zien)
@require_safe
def versie(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read one version: of the region, or of a school that one coordinates."""
    rijen = Overeenkomsttekst.objects.filter(Q(school__isnull=True) | Q(school__in=_scholen(request)))
    tekst = get_object_or_404(rijen.select_related("school", "gemaakt_door"), public_id=public_id)
    return render(request, "plaatsingen/overeenkomsttekst.html", {"tekst": tekst, "html": naar_html(tekst.tekst)})


@alleen(rules.mag_teksten_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def schrijven(request: HttpRequest) -> HttpResponse:
    """Write a new version; the button Voorbeeld shows it on a real placement without keeping anything."""
    school, soort = _keuze(request)
    if not rules.mag_overeenkomsttekst_schrijven(request.user, school):
        raise PermissionDenied
    at = timezone.now()
    form = TekstForm(request.POST or None, initial=_begin(school, soort, timezone.localdate(at)))
    voorbeeld = None
    if request.method == "POST" and form.is_valid():
        fouten = [str(fout) for fout in controleer(normaliseer(form.cleaned_data["tekst"]), soort)]
        if fouten:
            form.add_error("tekst", fouten)
        elif "voorbeeld" in request.POST:
            voorbeeld = _voorbeeld(request, form.cleaned_data["tekst"], soort)
        else:
            with fouten_melden(request, form) as gemeld:
                schrijf_versie(school=school, soort=soort, by=request.user, at=at, **form.cleaned_data)
            if not gemeld:
                messages.success(request, "Bewaard als nieuwe versie.")
                doel = reverse("plaatsingen:overeenkomstteksten")
                return redirect(f"{doel}?school={school.pk if school else ''}&soort={soort}")
    context = {
        "form": form,
        "school": school,
        "soort": soort,
        "soortnaam": OvereenkomstSoort(soort).label,
        "variabelen": variabelen.bekend(soort),
        "nodig": variabelen.nodig(soort),
        "voorbeeld": voorbeeld,
    }
    status = ONGELDIG if form.errors else 200
    return render(request, "plaatsingen/overeenkomsttekst_schrijven.html", context, status=status)


def _begin(school: Organisatie | None, soort: str, vandaag: Any) -> dict[str, Any]:
    """Begin from the newest own version, else from the text that holds now."""
    eigen = versies(school=school, soort=soort).first()
    bron = eigen or geldende_tekst(school=school, soort=soort, op=vandaag)
    return {
        "tekst": bron.tekst,
        "volgorde": bron.volgorde,
        "geldig_van": max(vandaag, eigen.geldig_van) if eigen else vandaag,
        "na_versie": eigen.versie if eigen else 0,
    }


def _voorbeeld(request: HttpRequest, tekst: str, soort: str) -> dict[str, Any]:
    """Fill the text with the data of the newest placement that this person coordinates."""
    plaatsing = Plaatsing.objects.visible_to(request.user).met_betrokkenen().order_by("-pk").first()
    if plaatsing is None:
        return {"html": naar_html(tekst), "plaatsing": None}
    proef = Overeenkomst(plaatsing=plaatsing, soort=soort, gegevens={"reden": "Voorbeeld van een reden."})
    if soort == OvereenkomstSoort.AANVULLING:
        proef.wijzigingen = VOORBEELD_WIJZIGING
    bron = Overeenkomsttekst(tekst=normaliseer(tekst), soort=soort)
    inhoud = stel_samen(overeenkomst=proef, bron=bron, op=timezone.localdate())
    return {"html": naar_html(inhoud.tekst), "plaatsing": plaatsing}
