"""After publication: answers, objections, closing, and a round for who is left."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.uitvoer import FORMATEN, tabel_response
from matching import rules, tables
from matching.enums import BezwaarStatus, Reactie, RondeStatus
from matching.forms import BezwaarAntwoordForm, BezwaarForm, ReactieFilter, SluitForm
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services import bezwaar as dienst
from matching.services import uitslag_student as uitslag
from matching.services.reacties import telling, termijn_open, voorstellen_van
from matching.services.sluiten import maak_vervolg, slotcijfers, sluit_ronde
from matching.views.hulp import haal, haal_beheerd, mag_beheren, versie_uit

PER_PAGINA = 50
SOORTEN = {
    Reactie.GEEN_ANTWOORD: "wacht",
    Reactie.BEVESTIGD: "klaar",
    Reactie.BEZWAAR: "let_op",
    Reactie.TOEGEWEZEN: "neutraal",
    Reactie.VERVALLEN: "fout",
    Reactie.ZONDER_PLAATS: "neutraal",
}


@require_safe
def reacties(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who answered what to a published round; a school sees its own students. `?formaat=` downloads."""
    if not rules.mag_rondes_maken(request.user):
        raise PermissionDenied
    ronde = haal(request, public_id)
    alle = voorstellen_van(ronde).filter(pk__in=Voorstel.objects.visible_to(request.user).values("pk"))
    form = ReactieFilter(request.GET, scholen=ronde.scholen.all())
    rijen = alle.select_related(
        "student__user",
        "student__school",
        "student__cluster",
        "stageplaats__afdeling__locatie__organisatie",
        "plaatsing",
    )
    if form.is_valid():
        if form.cleaned_data["stand"]:
            rijen = rijen.filter(stand=form.cleaned_data["stand"])
        if form.cleaned_data.get("school"):
            rijen = rijen.filter(student__school=form.cleaned_data["school"])
    rijen = rijen.order_by("student__user__achternaam", "student__user__voornaam", "pk")
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"{ronde.naam} antwoorden", tables.REACTIES, rijen, op=timezone.localdate())
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    for rij in pagina.object_list:
        rij.woord, rij.soort = Reactie(rij.stand).label, SOORTEN[Reactie(rij.stand)]
    tel = telling(alle)
    return render(
        request,
        "matching/reacties.html",
        {
            "ronde": ronde,
            "beheert": mag_beheren(request, ronde),
            "tel": tel,
            "gevraagd": sum(tel.values()) - tel[Reactie.ZONDER_PLAATS],
            "open": termijn_open(ronde, timezone.now()),
            "filter": form,
            "pagina": pagina,
            "bezwaren": Bezwaar.objects.visible_to(request.user)
            .filter(voorstel__berekening__ronde=ronde)
            .select_related("voorstel__student__user", "behandeld_door")
            .order_by(Case(When(status=BezwaarStatus.OPEN, then=0), default=1), "ingediend_op", "pk"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bezwaar_maken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The student objects to the own outcome of a published round."""
    voorstel = get_object_or_404(
        Voorstel.objects.select_related("berekening__ronde", "plaatsing", "stageplaats", "student__user"),
        berekening__ronde__public_id=public_id,
        berekening__ronde__gepubliceerd_op__isnull=False,
        berekening__gekozen_in__public_id=public_id,
        student__user=request.user,
    )
    lopend = voorstel.bezwaren.order_by("-pk").first()
    form = BezwaarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            nieuw = dienst.maak_bezwaar(
                voorstel=voorstel, tekst=form.cleaned_data["tekst"], by=request.user, at=timezone.now()
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Je bezwaar is verstuurd. Je stagecoördinator kijkt ernaar.")
            return redirect("matching:bezwaar", nieuw.public_id)
    if request.method != "POST" and lopend is not None and lopend.status != "ingetrokken":
        return redirect("matching:bezwaar", lopend.public_id)
    waarom_niet = dienst.waarom_geen_bezwaar(voorstel, at=timezone.now())
    return render(
        request,
        "matching/bezwaar_maken.html",
        {"voorstel": voorstel, "ronde": voorstel.berekening.ronde, "form": form, "waarom_niet": waarom_niet},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bezwaar(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One objection: the student reads it and may take it back, a coordinator of the school answers it."""
    gevonden = get_object_or_404(
        Bezwaar.objects.visible_to(request.user).select_related(
            "voorstel__student__user",
            "voorstel__student__school",
            "voorstel__berekening__ronde",
            "voorstel__stageplaats__afdeling__locatie__organisatie",
            "voorstel__plaatsing",
            "behandeld_door",
        ),
        public_id=public_id,
    )
    eigen = gevonden.voorstel.student.user_id == request.user.pk
    form = BezwaarAntwoordForm(request.POST or None) if not eigen else None
    if request.method == "POST":
        gedaan = _trek_in(request, gevonden) if eigen else _beantwoord(request, gevonden, form)
        if gedaan:
            return redirect("matching:bezwaar", public_id)
    return render(
        request,
        "matching/bezwaar.html",
        {
            "bezwaar": gevonden,
            "voorstel": gevonden.voorstel,
            "ronde": gevonden.voorstel.berekening.ronde,
            "eigen": eigen,
            "waarom": _waarom(gevonden.voorstel) if eigen else [gevonden.voorstel.toelichting],
            "form": form if gevonden.status == "open" else None,
        },
        status=422 if form is not None and form.is_bound else 200,
    )


def _waarom(voorstel: Voorstel) -> tuple[str, ...]:
    """The why in words for the student; what a coordinator wrote about it is not for the student."""
    return (uitslag.waarom_niet(voorstel),) if voorstel.stageplaats_id is None else uitslag.waarom(voorstel)


def _trek_in(request: HttpRequest, gevonden: Bezwaar) -> bool:
    try:
        dienst.trek_bezwaar_in(bezwaar=gevonden, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "Je bezwaar is ingetrokken.")
    return True


def _beantwoord(request: HttpRequest, gevonden: Bezwaar, form: BezwaarAntwoordForm) -> bool:
    if not form.is_valid():
        return False
    try:
        dienst.beantwoord_bezwaar(
            bezwaar=gevonden,
            toewijzen=form.cleaned_data["besluit"] == "toewijzen",
            antwoord=form.cleaned_data["antwoord"],
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as fout:
        form.add_error(fout.field, fout.message)
        return False
    messages.success(request, "Uw antwoord is bewaard. De student krijgt een mail.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def sluiten(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a reason when one is needed, and close the round."""
    ronde = haal_beheerd(request, public_id)
    if ronde.status != RondeStatus.GEPUBLICEERD:
        messages.info(request, "Deze ronde is al gesloten of nog niet gepubliceerd.")
        return redirect("matching:ronde", public_id)
    form = SluitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sluit_ronde(
                ronde=ronde,
                reden=form.cleaned_data["reden"],
                by=request.user,
                at=timezone.now(),
                versie=versie_uit(request),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De ronde is gesloten. U kunt haar nog wel lezen.")
            return redirect("matching:ronde", public_id)
    return render(
        request,
        "matching/sluiten.html",
        {"ronde": ronde, "cijfers": slotcijfers(ronde), "form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
def vervolg(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make a round for who has no place yet."""
    ronde: Ronde = haal_beheerd(request, public_id)
    try:
        nieuw = maak_vervolg(ronde=ronde, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect(reverse("matching:ronde", args=[public_id]))
    messages.success(request, "Dit is de vervolgronde. Wie al een plaats heeft, doet niet mee en houdt de plaats.")
    return redirect("matching:ronde", nieuw.public_id)
