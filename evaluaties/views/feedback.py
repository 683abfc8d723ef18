"""360 feedback: rounds of a student, the sum, and what begeleiders see of it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from basis.nederlands import format_number
from basis.paginering import pagina_van
from basis.spreidingsgrafiek import Balk, spreiding
from basis.uitvoer import UitvoerKolom, tabel_response
from evaluaties.enums import FeedbackStatus
from evaluaties.forms_feedback import ANONIEM, RondeForm, UitnodigForm, ZelfForm
from evaluaties.models import Feedbackronde
from evaluaties.rules_feedback import (
    MINSTENS,
    is_eigen,
    kijkt_naar_genodigden,
    mag_genodigden_zien,
    mag_modereren,
    mag_vragen_schrijven,
)
from evaluaties.services import feedback360 as services
from evaluaties.services import feedback360moderatie as moderatie
from evaluaties.services.feedback360beeld import Samenvatting, rondes_met_stand, samenvatting
from evaluaties.services.feedback360beleid import beleid_van
from evaluaties.services.feedback360keuren import soorten
from evaluaties.views.gemeenschappelijk import PER_PAGINA, plaatsing_of_404
from evaluaties.vragen.feedback import ANTWOORDEN
from kern.services.inzage import leg_inzage_vast
from plaatsingen.models import Plaatsing

NAMEN = [woord for _, woord in ANTWOORDEN]
KOPPEN = ("Onderwerp", "Antwoorden", "Gemiddeld", "Laagste", "Hoogste", "Zelf")


def _ronde(request: HttpRequest, public_id: UUID) -> Feedbackronde:
    """Return a round that this person may see."""
    rijen = Feedbackronde.objects.visible_to(request.user).select_related(
        "student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie"
    )
    return get_object_or_404(rijen, public_id=public_id)


def _eigen(request: HttpRequest, public_id: UUID) -> Feedbackronde:
    """Return the own round; somebody with whom it is shared gets 403."""
    ronde = _ronde(request, public_id)
    if not is_eigen(request.user, ronde):
        raise PermissionDenied
    return ronde


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the own rounds, or those that students share."""
    user = request.user
    pagina = pagina_van(request, rondes_met_stand(user), PER_PAGINA)
    student = getattr(user, "student", None)
    stages = []
    if student is not None:
        zonder = (
            Plaatsing.objects.actief()
            .filter(student=student)
            .exclude(pk__in=Feedbackronde.objects.open().filter(student=student).values("plaatsing"))
        )
        stages = list(zonder.select_related("stageplaats__afdeling__locatie__organisatie"))
    context = {
        "pagina": pagina,
        "eigen": student is not None,
        "stages": stages,
        "modereert": mag_modereren(user),
        "genodigden": kijkt_naar_genodigden(user),
        "schrijft_vragen": mag_vragen_schrijven(user),
    }
    return render(request, "feedback/lijst.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a round for the own placement."""
    plaatsing = plaatsing_of_404(request, public_id)
    if plaatsing.student.user_id != request.user.pk:
        raise PermissionDenied
    at = timezone.now()
    form = RondeForm(request.POST or None, initial={"sluit_op": services.voorstel_sluitdag(plaatsing, at)})
    if request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            ronde = services.open_ronde(
                plaatsing=plaatsing,
                titel=schoon["titel"],
                sluit_op=schoon["sluit_op"],
                anoniem=schoon["vorm"] == ANONIEM,
                by=request.user,
                at=at,
            )
        if not fouten:
            messages.success(request, "De ronde is open. Vraag nu mensen om feedback.")
            return redirect("feedback:ronde", ronde.public_id)
    context = {"form": form, "plaatsing": plaatsing, "minstens": MINSTENS}
    return render(request, "feedback/nieuw.html", context, status=ONGELDIG if form.errors else 200)


@require_safe
def ronde(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a round: whom the student asked while it is open, the sum when it is closed."""
    rij = _ronde(request, public_id)
    if rij.gesloten_op is None and services.is_open(rij, timezone.now()):
        return _toon_open(request, rij, UitnodigForm())
    return _toon_som(request, rij)


def _toon_open(request: HttpRequest, rij: Feedbackronde, form: UitnodigForm, *, status: int = 200) -> HttpResponse:
    gegeven = rij.antwoorden.count()
    context = {
        "ronde": rij,
        "uitnodigingen": list(rij.uitnodigingen.all()),
        "form": form,
        # Of an anonymous round not how many: who sees a number go up after a talk knows who answered.
        "genoeg": gegeven >= rij.minstens,
        "gegeven": None if rij.anoniem else gegeven,
        "keuren": beleid_van(rij.student.school_id).keuren,
    }
    return render(request, "feedback/open.html", context, status=status)


def _toon_som(request: HttpRequest, rij: Feedbackronde) -> HttpResponse:
    eigen = is_eigen(request.user, rij)
    if not eigen:
        leg_inzage_vast(
            obj=rij, student=rij.student, user=request.user, at=timezone.now(), route=request.resolver_match.view_name
        )
    som = samenvatting(rij)
    balken = [Balk(kop, regel.totaal.verdeling, regel.zelf) for kop, regel in som.regels if regel.totaal is not None]
    tabel_url = reverse("feedback:tabel", args=[rij.public_id])
    context = {
        "ronde": rij,
        "eigen": eigen,
        "som": som,
        "svg": spreiding(f"360 feedback: {rij.titel}", balken, NAMEN) if balken else "",
        "kolommen": KOPPEN,
        "rijen": [_tabelrij(kop, regel) for kop, regel in som.zichtbaar],
        "csv_url": f"{tabel_url}?formaat=csv",
        "xlsx_url": f"{tabel_url}?formaat=xlsx",
        "per_rol": _per_rol(som),
        "schaal": ANTWOORDEN,
        "soorten": soorten(rij) if mag_genodigden_zien(request.user, rij) else [],
    }
    return render(request, "feedback/som.html", context)


def _tabelrij(kop: str, regel: object) -> tuple:
    totaal = regel.totaal
    cijfer = format_number(totaal.gemiddelde, 1)
    return (kop, totaal.aantal, cijfer, totaal.laagste, totaal.hoogste, regel.zelf or "–")


def _per_rol(som: Samenvatting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return per subject what may stand apart: (heading, [(role, mean of n)])."""
    namen = services.ROLNAMEN
    return [
        (
            kop,
            [
                (namen[rol], f"{format_number(deel.gemiddelde, 1)} ({deel.aantal} antwoorden)")
                for rol, deel in regel.per_rol.items()
            ],
        )
        for kop, regel in som.zichtbaar
        if regel.per_rol
    ]


@require_safe
def tabel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Download the sum as a table; never more than the page shows."""
    rij = _ronde(request, public_id)
    if not is_eigen(request.user, rij):
        leg_inzage_vast(
            obj=rij, student=rij.student, user=request.user, at=timezone.now(), route=request.resolver_match.view_name
        )
    regels = [_tabelrij(kop, regel) for kop, regel in samenvatting(rij).zichtbaar]
    kolommen = [UitvoerKolom(kop, partial(_cel, nummer)) for nummer, kop in enumerate(KOPPEN)]
    try:
        return tabel_response(request, "360-feedback", kolommen, regels)
    except DomainError:
        raise Http404 from None


def _cel(nummer: int, rij: tuple) -> object:
    return rij[nummer]


@require_POST
def uitnodigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask one person."""
    rij = _eigen(request, public_id)
    form = UitnodigForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            wie = services.nodig_uit(ronde=rij, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            wacht = wie.status == FeedbackStatus.WACHT
            zin = "staat op de lijst voor je school." if wacht else "krijgt een mail met een link."
            messages.success(request, f"{wie.naam} {zin}")
            return redirect("feedback:ronde", rij.public_id)
    if not services.is_open(rij, timezone.now()):
        return redirect("feedback:ronde", rij.public_id)
    return _toon_open(request, rij, form, status=ONGELDIG)


def _doe(request: HttpRequest, public_id: UUID, doe: Callable[[Feedbackronde], object], gelukt: str) -> HttpResponse:
    """Do one step with the own round, and go back to it."""
    rij = _eigen(request, public_id)
    with fouten_melden(request) as fouten:
        doe(rij)
    if not fouten:
        messages.success(request, gelukt)
    return redirect("feedback:ronde", rij.public_id)


@require_POST
def opnieuw(request: HttpRequest, public_id: UUID, uitnodiging_id: UUID) -> HttpResponse:
    """Mail the link once more."""

    def stap(rij: Feedbackronde) -> None:
        wie = get_object_or_404(rij.uitnodigingen.select_related("ronde"), public_id=uitnodiging_id)
        services.stuur_opnieuw(uitnodiging=wie, by=request.user, at=timezone.now())

    return _doe(request, public_id, stap, "Gaf deze persoon nog geen antwoord? Dan komt er een nieuwe mail.")


@require_POST
def intrekken(request: HttpRequest, public_id: UUID, uitnodiging_id: UUID) -> HttpResponse:
    """Take an invitation back."""

    def stap(rij: Feedbackronde) -> None:
        wie = get_object_or_404(rij.uitnodigingen.select_related("ronde"), public_id=uitnodiging_id)
        services.trek_uitnodiging_in(uitnodiging=wie, by=request.user, at=timezone.now())

    return _doe(request, public_id, stap, "De link werkt niet meer.")


@require_http_methods(["GET", "HEAD", "POST"])
def sluiten(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the round and see the sum."""
    if request.method != "POST":
        rij = _eigen(request, public_id)
        context = {
            "titel": "Ronde sluiten?",
            "tekst": "Daarna kan niemand meer antwoorden. Je ziet meteen de samenvatting.",
            "ja": "Ronde sluiten",
            "terug_url": reverse("feedback:ronde", args=[rij.public_id]),
        }
        return render(request, "componenten/bevestigpagina.html", context)
    return _doe(request, public_id, partial(_sluit, request), "De ronde is gesloten.")


def _sluit(request: HttpRequest, rij: Feedbackronde) -> None:
    services.sluit(ronde=rij, by=request.user, at=timezone.now())


@require_POST
def delen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the begeleiders see the sum, or no longer."""
    aan = request.POST.get("delen") == "ja"

    def stap(rij: Feedbackronde) -> None:
        services.deel(ronde=rij, gedeeld=aan, by=request.user, at=timezone.now())

    return _doe(request, public_id, stap, "Je begeleiders kunnen dit zien." if aan else "Alleen jij ziet dit nu.")


@require_http_methods(["GET", "HEAD", "POST"])
def zelf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how one sees the own work, before the sum is there."""
    rij = _eigen(request, public_id)
    form = ZelfForm(request.POST or None, initial={code: str(score) for code, score in rij.zelf.items()})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.bewaar_zelf(ronde=rij, scores=form.scores(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Bewaard. Je ziet dit straks naast de antwoorden van anderen.")
            return redirect("feedback:ronde", rij.public_id)
    context = {"form": form, "ronde": rij, "open": services.is_open(rij, timezone.now())}
    return render(request, "feedback/zelf.html", context, status=ONGELDIG if form.errors else 200)


@require_POST
def melden(request: HttpRequest, public_id: UUID, tekst_id: UUID) -> HttpResponse:
    """Report a text."""

    def stap(rij: Feedbackronde) -> None:
        tekst = get_object_or_404(rij.teksten, public_id=tekst_id)
        moderatie.meld(ronde=rij, tekst=tekst, by=request.user, at=timezone.now())

    return _doe(request, public_id, stap, "De tekst is weg. De coördinator van je school kijkt ernaar.")
