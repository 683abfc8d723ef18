"""Page of a piece of long work: progress, cancel, result."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.nederlands import count_noun
from kern.enums import TaakStatus
from kern.models import Achtergrondtaak, Student
from kern.services.taken import annuleer_taak, mag_bestand_downloaden

STAND = {
    TaakStatus.AANGEVRAAGD: "wacht",
    TaakStatus.BEZIG: "loopt",
    TaakStatus.KLAAR: "klaar",
    TaakStatus.MISLUKT: "mislukt",
    TaakStatus.GEANNULEERD: "gestopt",
}
GENOEG_OM_TE_SCHATTEN = 5
MEEST = 20  # names under work that failed


def _rest(taak: Achtergrondtaak) -> str:
    if taak.status != TaakStatus.BEZIG or taak.procent < GENOEG_OM_TE_SCHATTEN or not taak.begonnen_op:
        return ""
    bezig = (timezone.now() - taak.begonnen_op).total_seconds()
    minuten = round(bezig * (100 - taak.procent) / taak.procent / 60)
    return count_noun(minuten, "minuut", "minuten") if minuten else "minder dan een minuut"


def als_klus(taak: Achtergrondtaak) -> dict:
    """Return what componenten/klus.html shows of `taak`."""
    url = reverse("taken:detail", args=[taak.public_id])
    resultaat = {"resultaat_url": "", "resultaat_label": ""}
    if taak.bestand_id:
        resultaat = {"resultaat_url": reverse("taken:bestand", args=[taak.public_id]), "resultaat_label": "Downloaden"}
    elif taak.status == TaakStatus.KLAAR and taak.terug_url:
        resultaat = {"resultaat_url": taak.terug_url, "resultaat_label": "Bekijk het resultaat"}
    stappen = {
        TaakStatus.AANGEVRAAGD: "Het werk begint zo.",
        TaakStatus.KLAAR: taak.resultaat.get("tekst", "Het werk is klaar."),
        TaakStatus.GEANNULEERD: "Het werk is gestopt. Er is niets veranderd.",
    }
    return {
        "id": str(taak.public_id),
        "titel": taak.titel,
        "url": url,
        "stand": STAND[taak.status],
        "procent": taak.procent if taak.status == TaakStatus.BEZIG else None,
        "stap": stappen.get(taak.status, "Het stoppen is aangevraagd." if taak.annuleren else taak.stap),
        "rest": _rest(taak),
        "stop_url": "" if taak.annuleren else reverse("taken:annuleren", args=[taak.public_id]),
        "fout": taak.fout,
        **resultaat,
    }


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how far the work is; htmx asks for the fragment every two seconds."""
    taak = get_object_or_404(Achtergrondtaak.objects.visible_to(request.user), public_id=public_id)
    sjabloon = "taken/fragment.html" if request.htmx else "taken/taak.html"
    wie = Student.objects.none()
    if taak.status == TaakStatus.MISLUKT and taak.resultaat.get("studenten"):
        wie = Student.objects.visible_to(request.user).filter(pk__in=taak.resultaat["studenten"])
    context = {"taak": taak, "klus": als_klus(taak), "wie": wie.select_related("user")[:MEEST]}
    return render(request, sjabloon, context)


@require_POST
def annuleren(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask the work to stop."""
    taak = get_object_or_404(Achtergrondtaak.objects.visible_to(request.user), public_id=public_id)
    annuleer_taak(taak=taak, at=timezone.now())
    return redirect("taken:detail", public_id=taak.public_id)


@require_safe
def bestand(request: HttpRequest, public_id: str) -> HttpResponse:
    """Download the file that the work made."""
    taak = get_object_or_404(
        Achtergrondtaak.objects.visible_to(request.user).select_related("bestand"),
        public_id=public_id,
        bestand__isnull=False,
    )
    if not mag_bestand_downloaden(taak=taak, user=request.user):
        raise PermissionDenied
    return FileResponse(
        taak.bestand.pad.open("rb"),
        as_attachment=True,
        filename=taak.bestand.naam,
        content_type=taak.bestand.mime,
    )


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show one's own long work of late."""
    taken = Achtergrondtaak.objects.visible_to(request.user).select_related("bestand")[:30]
    return render(request, "taken/lijst.html", {"klussen": [als_klus(taak) for taak in taken]})
