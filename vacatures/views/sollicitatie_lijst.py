"""The list of applications, per role, and forwarding many at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, tabel_response
from vacatures import rules_sollicitatie as rules
from vacatures.enums import SollicitatieStatus
from vacatures.filters_sollicitatie import SollicitatieFilter, sorteer
from vacatures.models import Sollicitatie
from vacatures.services import sollicitatie_lezen as lezen
from vacatures.services.sollicitatie_regie import stuur_veel_door
from vacatures.tables_sollicitatie import SOLLICITATIE_KOLOMMEN

S = SollicitatieStatus
PER_PAGINA = 50
MEEST_TEGELIJK = 200


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the applications that the person may see, filtered and sorted; `?formaat=` downloads them."""
    user = request.user
    student = user.heeft_rol("student")
    zichtbaar = Sollicitatie.objects.visible_to(user)
    filterset = SollicitatieFilter(request.GET, queryset=zichtbaar, request=request)
    rijen = sorteer(filterset.qs, request.GET.get("sorteer", ""))
    if request.GET.get("aan_zet"):
        rijen = rijen.filter(pk__in=lezen.wacht_op(user).values("pk"))
    if request.GET.get("formaat") in FORMATEN and not student:
        alle = rijen.met_betrokkenen()
        return tabel_response(request, "Sollicitaties", SOLLICITATIE_KOLOMMEN, alle, op=timezone.localdate())
    pagina = Paginator(rijen.values_list("pk", flat=True), PER_PAGINA).get_page(request.GET.get("pagina"))
    pagina.object_list = lezen.in_volgorde(list(pagina.object_list))
    for rij in pagina.object_list:
        rij.woord = rules.woord(rij.status, student=student)
        rij.soort = rules.SOORT[rij.status]
        rij.kan_door = rij.status == S.BIJ_REGISSEUR and rules.mag_regisseren(user, rij)
    if student:
        filterset.form.fields.clear()
    context = {
        "filter": filterset,
        "pagina": pagina,
        "gefilterd": any(request.GET.get(naam) for naam in (*filterset.filters, "aan_zet")),
        "is_student": student,
        "aan_zet": 0 if student else lezen.wacht_op(user).count(),
        "alleen_aan_zet": bool(request.GET.get("aan_zet")),
        "tellingen": [] if student else _tellingen(lezen.tellingen(zichtbaar)),
        "kan_door": any(rij.kan_door for rij in pagina.object_list),
    }
    return render(request, "sollicitaties/lijst.html", context)


def _tellingen(per_status: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return (state, word, number) of what is on its way."""
    toon = (S.BIJ_REGISSEUR, S.TERUG, S.BIJ_LEERBEDRIJF, S.UITGENODIGD)
    return [(st.value, rules.woord(st, student=False), per_status[st]) for st in toon if per_status.get(st)]


@require_POST
def doorsturen(request: HttpRequest) -> HttpResponse:
    """Forward the chosen applications, each on its own; says which didn't go and why."""
    if not rules.is_regisseur(request.user):
        raise PermissionDenied
    ids = [waarde for waarde in map(_uuid, request.POST.getlist("kies")[:MEEST_TEGELIJK]) if waarde]
    rijen = Sollicitatie.objects.visible_to(request.user).met_betrokkenen().filter(public_id__in=ids).order_by("pk")
    gedaan, fouten = stuur_veel_door(sollicitaties=rijen, by=request.user, at=timezone.now())
    if gedaan:
        messages.success(request, f"{count_noun(gedaan, 'sollicitatie', 'sollicitaties')} doorgestuurd.")
    for fout in fouten[:10]:
        messages.error(request, fout)
    if not ids:
        messages.warning(request, "Kies eerst een of meer sollicitaties.")
    return redirect("sollicitaties:lijst")


def _uuid(waarde: str) -> UUID | None:
    try:
        return UUID(waarde)
    except ValueError:
        return None
