"""Reports: the student's own list and the overview of staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.uitvoer import FORMATEN, tabel_response
from evaluaties import rules
from evaluaties.filters import VerslagenFilter, overzicht_voor, per_vergeten
from evaluaties.models import Verslag
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.lezen import opdrachten_te_lezen
from evaluaties.services.overzicht import verslagen_van, volgende_van
from evaluaties.tables import verslagen_kolommen
from evaluaties.views.cijfers import kort
from evaluaties.views.gemeenschappelijk import pagina_van
from kern.enums import Rol
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

LEZERS = (Rol.STAGEBEGELEIDER, Rol.STAGEDOCENT, Rol.COORDINATOR)
MET_VERSLAGEN = [PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT]


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show a student the own reports, and others an overview per student."""
    if hasattr(request.user, "student"):
        return _eigen(request)
    return _overzicht(request)


def _eigen(request: HttpRequest) -> HttpResponse:
    """The next deadline on top, then everything that was and is due (R6.8)."""
    at = timezone.now()
    rijen = met_registratie(Plaatsing.objects.visible_to(request.user)).met_betrokkenen()
    rijen = rijen.filter(student__user=request.user, status__in=MET_VERSLAGEN)
    verslagen = verslagen_van(list(rijen.order_by("-begindatum", "-pk")), at)
    vandaag = timezone.localdate(at)
    volgende = volgende_van(verslagen, vandaag)
    context = {
        "stages": verslagen,
        "volgende": volgende,
        "voorbij": volgende is not None and volgende.tot is not None and volgende.tot < vandaag,
        "opdrachten": [klus for stage in verslagen for klus in stage.klussen if klus.soort == "opdracht"],
    }
    return render(request, "verslagen/eigen.html", context)


def _overzicht(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    filter_ = VerslagenFilter(request.GET, queryset=overzicht_voor(request.user), request=request)
    rijen = filter_.qs
    formaat = request.GET.get("formaat")
    if formaat in FORMATEN:
        stages = verslagen_van(list(rijen), at)
        return tabel_response(request, "verslagen", verslagen_kolommen(), stages)
    pagina = pagina_van(request, rijen, per_vergeten(rijen, request.user))
    stages = verslagen_van(list(pagina.object_list), at)
    context = {
        "filter": filter_,
        "pagina": pagina,
        "stages": stages,
        "leest": request.user.heeft_rol(*LEZERS),
        "kort": kort(request.user, at),
        "mag_beleid": rules.mag_beleid_zien(request.user),
    }
    return render(request, "verslagen/overzicht.html", context)


@require_safe
def te_lezen(request: HttpRequest) -> HttpResponse:
    """Show readers what waits for their feedback, oldest first; no text here."""
    verslagen = (
        Verslag.objects.visible_to(request.user)
        .van_lezer(request.user)
        .te_lezen()
        .defer(*Verslag.ONDERDELEN)
        .select_related("plaatsing__student__user", "plaatsing__student__school", "plaatsing__stageplaats")
    )
    pagina = pagina_van(request, verslagen)
    opdrachten = opdrachten_te_lezen(request.user)
    context = {"pagina": pagina, "verslagen": pagina.object_list, "opdrachten": opdrachten}
    return render(request, "verslagen/te_lezen.html", context)
