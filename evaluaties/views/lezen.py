"""Where a report is read and answered. Every road to the text goes through `services.inzage.open_verslag`."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import VerslagStatus
from evaluaties.forms import VRAGEN, FeedbackForm, NoodinzageForm
from evaluaties.models import Verslag
from evaluaties.services import inzage
from evaluaties.services.lezen import SNELLE_ZINNEN, geef_feedback
from evaluaties.woorden import plichttitel


def _open(request: HttpRequest, public_id: UUID, route: str) -> Verslag:
    """Open the text for this person, or raise Http404 or GeenToegang."""
    at = timezone.now()
    reden = inzage.noodreden(request.session, public_id, at) if request.user.is_beheerder else ""
    try:
        return inzage.open_verslag(request.user, public_id, at, route, noodreden=reden)
    except Verslag.DoesNotExist:
        raise Http404 from None


def _geweigerd(request: HttpRequest, public_id: UUID, fout: GeenToegang) -> HttpResponse:
    context = {"reden": fout.message, "public_id": public_id, "mag_nood": request.user.is_beheerder}
    return render(request, "verslagen/geen_toegang.html", context, status=403)


def _pagina(request: HttpRequest, verslag: Verslag, form: FeedbackForm | None, status: int = 200) -> HttpResponse:
    eigen = rules.is_student_van(request.user, verslag.plaatsing)
    inleveringen = list(verslag.inleveringen.all())
    laatste = inleveringen[-1] if inleveringen else None
    context = {
        "verslag": verslag,
        "titel": plichttitel(verslag.plicht),
        "eigen": eigen,
        "inlevering": laatste,
        "eerdere": inleveringen[:-1],
        "delen": [(VRAGEN[naam], laatste.inhoud.get(naam, "")) for naam in Verslag.ONDERDELEN] if laatste else [],
        "feedback": verslag.feedback.select_related("door"),
        "form": form,
        "zinnen": SNELLE_ZINNEN,
        "noodinzage": request.user.is_beheerder,
        "lezers": inzage.lezers_van(verslag) if eigen else [],
    }
    return render(request, "verslagen/detail.html", context, status=status)


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a report with its feedback; the student also sees who read it."""
    try:
        verslag = _open(request, public_id, "verslag lezen")
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    eigen = rules.is_student_van(request.user, verslag.plaatsing)
    if eigen and verslag.eerste_inlevering is None:
        return redirect("verslagen:schrijven", verslag.plaatsing.public_id, verslag.plicht)
    antwoordbaar = verslag.status in (VerslagStatus.INGELEVERD, VerslagStatus.BESPROKEN)
    form = FeedbackForm() if antwoordbaar and rules.mag_feedback_geven(request.user, verslag) else None
    return _pagina(request, verslag, form)


@require_POST
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the feedback of a reader; ticked phrases come before the own words."""
    try:
        verslag = _open(request, public_id, "feedback geven")
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    gekozen = [zin for zin in SNELLE_ZINNEN if zin in request.POST.getlist("zin")]
    tekst = "\n\n".join(deel for deel in [" ".join(gekozen), request.POST.get("tekst", "").strip()] if deel)
    form = FeedbackForm({"tekst": tekst})
    if not form.is_valid():
        return _pagina(request, verslag, form, status=422)
    terug = request.POST.get("actie") == "terug"
    try:
        geef_feedback(verslag=verslag, tekst=tekst, terug=terug, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    except DomainError as fout:
        form.add_error("tekst", fout.message)
        return _pagina(request, verslag, form, status=422)
    naam = verslag.plaatsing.student.naam
    wat = "Het verslag is terug voor verbetering." if terug else "Uw feedback is bewaard."
    messages.success(request, f"{wat} {naam} krijgt bericht.")
    return redirect("verslagen:te_lezen")


@require_http_methods(["GET", "HEAD", "POST"])
def noodinzage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask a beheerder for a reason before a report opens (P8)."""
    if not request.user.is_beheerder:
        raise Http404
    verslag = Verslag.objects.visible_to(request.user).defer(*Verslag.ONDERDELEN).filter(public_id=public_id).first()
    if verslag is None:
        raise Http404
    form = NoodinzageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inzage.breek_glas(
                user=request.user,
                public_id=public_id,
                reden=form.cleaned_data["reden"],
                sessie=request.session,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            return redirect("verslagen:detail", public_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "verslag": verslag, "titel": plichttitel(verslag.plicht)}
    return render(request, "verslagen/noodinzage.html", context, status=status)
