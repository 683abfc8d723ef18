"""One student on the board: places with a verdict each, placing, swapping (R4.4)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from matching.enums import PinSoort
from matching.forms_bord import ZetForm
from matching.models import Pin, Voorstel
from matching.services.bord import lijsten, plaatslijsten, ruilkeuzes, zetten
from matching.services.bord.gevolg import gevolg
from matching.services.bord.grootboek import Botsing
from matching.services.bord.keuzes import keuzes_voor
from matching.services.bord.nakijken import waarom_nu_niet
from matching.services.bord.regels import Regel, oordelen
from matching.views.bord_hulp import (
    BOTSING,
    Blik,
    haal_plaats,
    haal_student,
    kijk,
    met_bord,
    naar_bord,
    nummer_van,
    toon,
)

PER_PAGINA = 20


@require_safe
@met_bord
def student(request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID) -> HttpResponse:
    """Show a student with every place, the best first, each with what it breaks; `?wat=ruil` shows who could swap."""
    blik = kijk(request, public_id)
    rij = haal_student(blik, student_id)
    nummer = nummer_van(blik, rij.student)
    q = request.GET.get("q", "")[:80]
    context: dict[str, Any] = {
        "rij": rij,
        "pins": _pins(rij),
        "vast": False,
        "voorkeuren": rij.student.voorkeuren.select_related("stageplaats__afdeling__locatie__organisatie"),
        "wat": "ruil" if request.GET.get("wat") == "ruil" else "plaats",
        "q": q,
        "kan": nummer is not None,
        "mogelijkheden": [],
    }
    context["vast"] = any(pin.soort == PinSoort.VAST for pin in context["pins"])
    if nummer is None:
        context["pagina"] = Paginator([], PER_PAGINA).get_page(1)
    elif context["wat"] == "ruil":
        kandidaten = ruilkeuzes.kandidaten(blik.berekening, blik.stand, rij, q)
        context["pagina"] = Paginator(kandidaten, PER_PAGINA).get_page(1)
    else:
        if rij.stageplaats_id is None:
            context["mogelijkheden"] = lijsten.met_rijen(blik.stand, keuzes_voor(blik.stand, [nummer]))[nummer]
        nummers = plaatslijsten.plaatsen_voor(blik.stand, nummer, q)
        context["pagina"] = Paginator(nummers, PER_PAGINA).get_page(request.GET.get("pagina"))
        context["plaatsen"] = plaatslijsten.oordeelrijen(blik.stand, nummer, context["pagina"].object_list)
    return toon(request, blik, "student", context)


def _pins(rij: Voorstel) -> list[Pin]:
    pins = Pin.objects.filter(ronde_id=rij.berekening.ronde_id, student_id=rij.student_id)
    return list(
        pins.exclude(soort=PinSoort.HUIDIG).select_related("stageplaats__afdeling__locatie__organisatie", "door")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@met_bord
def plaatsen(request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID, plaats_id: uuid.UUID) -> HttpResponse:
    """Show every rule for a student on a place with the effect on the goals; POST places the student."""
    blik = kijk(request, public_id)
    rij = haal_student(blik, student_id)
    plaats = haal_plaats(blik, plaats_id)
    form = ZetForm(request.POST or None, initial=_begin(request, rij))
    status = 200
    if request.method == "POST" and form.is_valid():
        velden = form.cleaned_data
        try:
            zet = zetten.plaats(
                ronde=blik.ronde,
                student=rij.student,
                stageplaats=plaats,
                versie=velden["versie"],
                reden=velden["reden"],
                vast=velden["vast"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
            status = BOTSING if isinstance(fout, Botsing) else 422
            if isinstance(fout, Botsing):
                blik, rij, form = _vers(request, public_id, student_id, form)
        else:
            messages.success(request, f"{rij.student.naam} staat nu op {plaats.leerbedrijf}. {zet.effect['tekst']}")
            return naar_bord(blik.ronde, velden["terug"])
    return toon(request, blik, "bevestig", _plaatscontext(blik, rij, plaats, form), status=status)


def _begin(request: HttpRequest, rij: Voorstel, andere: Voorstel | None = None) -> dict[str, Any]:
    return {
        "versie": rij.versie,
        "versie_andere": andere.versie if andere else None,
        "vast": True,
        "terug": request.GET.get("terug", "")[:500],
    }


def _vers(
    request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID, form: ZetForm
) -> tuple[Blik, Voorstel, ZetForm]:
    """After a collision: the board as it is now, and the same choice ready to be confirmed on the new version."""
    blik = kijk(request, public_id)
    rij = haal_student(blik, student_id)
    form.data = form.data.copy()
    form.data["versie"] = str(rij.versie)
    return blik, rij, form


def _plaatscontext(blik: Blik, rij: Voorstel, plaats: Any, form: ZetForm) -> dict[str, Any]:
    stand = blik.stand
    nummer = nummer_van(blik, rij.student)
    if nummer is None:
        groepen, effect, mag = [], None, False
    else:
        regels = oordelen(stand, nummer, stand.beeld.plaats[plaats.pk]) + _nu(blik, {rij.student: plaats})
        groepen = [{"titel": f"{rij.student.naam} op {plaats.naam}", "regels": regels}]
        mag = all(regel.mag or not regel.hard for regel in regels)
        effect = gevolg(stand, stand.met({rij.student_id: plaats.pk}), [nummer])
    wijkt_af = _vraagt_reden(form, groepen)
    return {
        "rij": rij,
        "plaats": plaats,
        "titel": f"{rij.student.naam} {'verplaatsen' if rij.stageplaats_id else 'plaatsen'}",
        "uitleg": f"{'Van ' + rij.stageplaats.leerbedrijf.naam + ' naar' if rij.stageplaats else 'Naar'} "
        f"{plaats.leerbedrijf.naam}, {plaats.volle_naam}.",
        "groepen": groepen,
        "effect": effect,
        "mag": mag,
        "wijkt_af": wijkt_af,
        "ja": "Hier plaatsen",
        "form": form,
    }


def _vraagt_reden(form: ZetForm, groepen: list[dict[str, Any]]) -> bool:
    """Whether a rule is broken; the field for the reason says then that it is needed."""
    wijkt_af = any(not regel.mag for groep in groepen for regel in groep["regels"])
    form.fields["reden"].required = wijkt_af
    return wijkt_af


def _nu(blik: Blik, paren: dict) -> list[Regel]:
    """What changed since the freeze, as rules that are broken."""
    return [
        Regel("nu", "Nu in het portaal", mag=False, hard=True, tekst=tekst)
        for tekst in waarom_nu_niet(blik.ronde, paren).values()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@met_bord
def ruil(request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID, andere_id: uuid.UUID) -> HttpResponse:
    """Show every rule for both students on each other's place with the effect; POST swaps them."""
    blik = kijk(request, public_id)
    een, ander = haal_student(blik, student_id), haal_student(blik, andere_id)
    form = ZetForm(request.POST or None, initial=_begin(request, een, ander))
    status = 200
    if request.method == "POST" and form.is_valid():
        velden = form.cleaned_data
        try:
            zet = zetten.ruil(
                ronde=blik.ronde,
                student=een.student,
                andere=ander.student,
                versies={een.student_id: velden["versie"], ander.student_id: velden["versie_andere"]},
                reden=velden["reden"],
                vast=velden["vast"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
            status = BOTSING if isinstance(fout, Botsing) else 422
            if isinstance(fout, Botsing):
                blik, een, form = _vers(request, public_id, student_id, form)
                ander = haal_student(blik, andere_id)
                form.data["versie_andere"] = str(ander.versie)
        else:
            tekst = f"{een.student.naam} en {ander.student.naam} hebben geruild. {zet.effect['tekst']}"
            messages.success(request, tekst)
            return naar_bord(blik.ronde, velden["terug"])
    return toon(request, blik, "bevestig", _ruilcontext(blik, een, ander, form), status=status)


def _ruilcontext(blik: Blik, een: Voorstel, ander: Voorstel, form: ZetForm) -> dict[str, Any]:
    groepen, effect, mag, waarom = [], None, False, ""
    try:
        oordeel = zetten.toets_ruil(blik.stand, een, ander)
    except DomainError as fout:
        waarom = fout.message
    else:
        paren = [(rij, doel) for rij, doel in ((een, ander), (ander, een)) if doel.stageplaats is not None]
        groepen = [
            {"titel": f"{rij.student.naam} op {doel.stageplaats.naam}", "regels": oordeel[rij.student_id]}
            for rij, doel in paren
        ]
        mag = all(regel.mag or not regel.hard for groep in groepen for regel in groep["regels"])
        na = blik.stand.met({een.student_id: ander.stageplaats_id, ander.student_id: een.stageplaats_id})
        nummers = [blik.stand.beeld.student[rij.student_id] for rij in (een, ander)]
        effect = gevolg(blik.stand, na, nummers)
    wijkt_af = _vraagt_reden(form, groepen)
    return {
        "rij": een,
        "plaats": None,
        "titel": f"{een.student.naam} en {ander.student.naam} ruilen",
        "uitleg": waarom or ruilkeuzes.in_woorden(een, ander),
        "groepen": groepen,
        "effect": effect,
        "mag": mag,
        "wijkt_af": wijkt_af,
        "ja": "Nu ruilen",
        "form": form,
    }
