"""One round: the proposal with its proof, its students and supervisors, and what is decided about it (R7.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from basis.nederlands import count_noun
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from begeleiding import rules_poule as rules
from begeleiding.enums import RondeStatus
from begeleiding.forms_toewijzen import ToewijzingFilter
from begeleiding.models import Toewijzing, Toewijzingsronde
from begeleiding.services import toewijzen as services
from begeleiding.services import toewijzen_lijst as lijsten
from begeleiding.services import toewijzen_uitleg as uitleg
from begeleiding.services.toewijzen_hand import zet_vast
from begeleiding.services.toewijzen_vaststellen import veranderingen, vraag_vaststellen
from kern.rules import alleen

PER_PAGINA = 50
DELEN = ("studenten", "zonder", "begeleiders")
STUDENTEN = [
    UitvoerKolom("Student", "plaatsing.student.naam"),
    UitvoerKolom("School", "plaatsing.student.school.naam"),
    UitvoerKolom("Leerbedrijf", "plaatsing.stageplaats.afdeling.locatie.organisatie.naam"),
    UitvoerKolom("Plaats", "plaatsing.stageplaats.afdeling.locatie.plaats"),
    UitvoerKolom("Nu", lambda rij: rij.vorige.user.naam if rij.vorige else ""),
    UitvoerKolom("Voorstel", lambda rij: rij.begeleider.user.naam if rij.begeleider else ""),
    UitvoerKolom("Km", lambda rij: rij.uitleg.get("km")),
    UitvoerKolom("Minuten per week", "minuten"),
    UitvoerKolom("Vastgezet", lambda rij: "ja" if rij.vastgezet else "nee"),
    UitvoerKolom("Waarom", uitleg.waarom),
]
BEGELEIDERS = [
    UitvoerKolom("Begeleider", "begeleider.user.naam"),
    UitvoerKolom("Studenten", "studenten"),
    UitvoerKolom("Adressen", "adressen"),
    UitvoerKolom("Uren per week", "uren"),
    UitvoerKolom("Uren beschikbaar", "uren_beschikbaar"),
    UitvoerKolom("Minuten te veel", "te_vol"),
    UitvoerKolom("Kan niet, omdat", "reden"),
]


def ronde_of_404(request: HttpRequest, public_id: UUID) -> Toewijzingsronde:
    """Return the round with who is away and its work; 404 for whoever may not see it."""
    rondes = Toewijzingsronde.objects.visible_to(request.user)
    return get_object_or_404(rondes.select_related("afwezige__user", "taak", "gemaakt_door"), public_id=public_id)


@require_safe
def ronde(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a proposal; `?deel=` chooses what of it, `?formaat=` downloads that."""
    ronde = ronde_of_404(request, public_id)
    if ronde.status == RondeStatus.BEREKENEN or not ronde.uitkomst:
        return render(request, "begeleiding/toewijzen/wacht.html", {"ronde": ronde})
    deel = request.GET.get("deel") if request.GET.get("deel") in DELEN else DELEN[0]
    if deel == "begeleiders":
        rijen: Any = lijsten.belastingen(ronde)
        filter_ = None
    else:
        filter_ = ToewijzingFilter(request.GET, ronde=ronde)
        keuze = filter_.cleaned_data if filter_.is_valid() else {}
        rijen = lijsten.studenten(ronde, met=deel == "studenten", keuze=keuze, sorteer=request.GET.get("sorteer", ""))
    if request.GET.get("formaat") in FORMATEN:
        kolommen = BEGELEIDERS if deel == "begeleiders" else STUDENTEN
        return tabel_response(request, f"Verdeling {deel}", kolommen, rijen, op=ronde.peildatum)
    return render(request, "begeleiding/toewijzen/ronde.html", _context(request, ronde, deel, rijen, filter_))


def _context(request: HttpRequest, ronde: Toewijzingsronde, deel: str, rijen: Any, filter_: Any) -> dict[str, Any]:
    pagina = pagina_van(request, rijen, PER_PAGINA)
    soort, tekst = uitleg.bewijs(ronde)
    if deel != "begeleiders":
        for rij in pagina.object_list:
            rij.waarom = uitleg.waarom(rij)
    return {
        "ronde": ronde,
        "deel": deel,
        "pagina": pagina,
        "filter": filter_,
        "gefilterd": any(request.GET.get(naam) for naam in ("q", "wat", "begeleider")),
        "cijfers": lijsten.tellingen(ronde),
        "bewijs": {"soort": soort, "tekst": tekst},
        "status": ronde.status_nu,
    }


@alleen(rules.mag_poule_beheren)
@require_POST
def vastzetten(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pin the chosen students, or let them go (`losmaken`)."""
    ronde = ronde_of_404(request, public_id)
    vast = "losmaken" not in request.POST
    gekozen = [nummer for nummer in request.POST.getlist("kies") if _is_nummer(nummer)]
    rijen = Toewijzing.objects.filter(ronde=ronde, public_id__in=gekozen)
    if not gekozen:
        messages.info(request, "Kies eerst een of meer studenten.")
    else:
        with fouten_melden(request) as fouten:
            aantal = zet_vast(ronde=ronde, toewijzingen=rijen, vast=vast, by=request.user, at=timezone.now())
        if not fouten:
            wie = count_noun(aantal, "student", "studenten")
            messages.success(request, f"{wie} {'vastgezet' if vast else 'losgemaakt'}.")
    return redirect("toewijzen:ronde", public_id)


def _is_nummer(tekst: str) -> bool:
    try:
        UUID(tekst)
    except ValueError:
        return False
    return True


@alleen(rules.mag_poule_beheren)
@require_POST
def opnieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Divide again with as little change as can be, and follow it."""
    ronde = ronde_of_404(request, public_id)
    with fouten_melden(request) as fouten:
        nieuw = services.bereken_opnieuw(ronde=ronde, by=request.user, at=timezone.now())
    if fouten:
        return redirect("toewijzen:ronde", public_id)
    if nieuw.taak.aangevraagd_door_id != request.user.pk:
        messages.info(request, "Een collega laat deze verdeling al opnieuw berekenen.")
        return redirect("toewijzen:ronde", nieuw.public_id)
    return redirect("taken:detail", nieuw.taak.public_id)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def vaststellen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell what fixing does; POST does it, a big round in the background."""
    ronde = ronde_of_404(request, public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            taak = vraag_vaststellen(ronde=ronde, by=request.user, at=timezone.now())
        if not fouten and taak is not None and taak.aangevraagd_door_id == request.user.pk:
            return redirect("taken:detail", taak.public_id)
        if not fouten and taak is not None:
            messages.info(request, "Een collega stelt deze verdeling al vast.")
        elif not fouten:
            messages.success(request, "De verdeling is vastgesteld. De berichten worden verstuurd.")
        return redirect("toewijzen:ronde", public_id)
    aantal = veranderingen(ronde)
    wie = count_noun(aantal, "student", "studenten")
    if ronde.is_waarneming:
        tekst = f"Voor {wie} komt er een waarnemer, die de stage zo lang kan zien. Iedereen krijgt een mail."
    else:
        tekst = f"{wie} {'krijgt' if aantal == 1 else 'krijgen'} een andere begeleider dan nu. Zij krijgen een mail."
    return _bevestig(request, ronde, "Verdeling vaststellen?", tekst, "Ja, vaststellen")


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def vervallen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop a proposal."""
    ronde = ronde_of_404(request, public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            services.laat_vervallen(ronde=ronde, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het voorstel is vervallen. Er is niets veranderd bij de stages.")
        return redirect("toewijzen:lijst")
    tekst = "Er verandert niets bij de stages. U kunt altijd een nieuwe verdeling maken."
    return _bevestig(request, ronde, "Dit voorstel laten vervallen?", tekst, "Ja, laat vervallen")


def _bevestig(request: HttpRequest, ronde: Toewijzingsronde, titel: str, tekst: str, ja: str) -> HttpResponse:
    terug = redirect("toewijzen:ronde", ronde.public_id).url
    context = {"titel": titel, "tekst": tekst, "ja": ja, "terug_url": terug}
    return render(request, "componenten/bevestigpagina.html", context)
