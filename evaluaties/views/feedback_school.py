"""360 feedback for the school: whom students ask, a yes or no before the mail goes, and what the school wants."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from evaluaties.enums import FeedbackStatus
from evaluaties.forms_feedback import AfsprakenForm, KeurForm
from evaluaties.rules_feedback import domein_van, kijkt_naar_genodigden, mag_modereren
from evaluaties.services import feedback360keuren as services
from evaluaties.services.feedback360beleid import beleid_van, bewaar_beleid
from evaluaties.views.gemeenschappelijk import nummers_uit, pagina_van
from kern.models import Organisatie, User
from kern.rules import alleen
from kern.services.inzage import leg_inzage_vast

# Neither whether somebody answered nor who said no: that is between the person and the student.
STANDEN = {
    FeedbackStatus.WACHT: ("wacht op akkoord", "let_op"),
    FeedbackStatus.AFGEWEZEN: ("niet akkoord", "fout"),
    FeedbackStatus.INGETROKKEN: ("teruggenomen", "neutraal"),
}


@alleen(kijkt_naar_genodigden)
@require_safe
def genodigden(request: HttpRequest) -> HttpResponse:
    """Show rounds of the own students, those that wait for a yes first."""
    pagina = pagina_van(request, services.rondes_van(request.user))
    context = {"pagina": pagina, "coordinator": mag_modereren(request.user)}
    return render(request, "feedback/genodigden.html", context)


@alleen(kijkt_naar_genodigden)
@require_http_methods(["GET", "HEAD", "POST"])
def genodigd(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who is asked in one round and with what kind of address; say yes or no to who waits."""
    at = timezone.now()
    ronde = get_object_or_404(services.rondes_van(request.user), public_id=public_id)
    form = KeurForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        akkoord = request.POST.get("oordeel") == "ja"
        with fouten_melden(request, form) as fouten:
            aantal = services.keur(
                ronde=ronde,
                nummers=nummers_uit(request, "wie"),
                akkoord=akkoord,
                reden=form.cleaned_data["reden"],
                by=request.user,
                at=at,
            )
        if not fouten:
            _meld(request, aantal, akkoord=akkoord)
            return redirect("feedback:genodigd", ronde.public_id)
    leg_inzage_vast(obj=ronde, student=ronde.student, user=request.user, at=at, route=request.resolver_match.view_name)
    # Who waits stands on top: these one can do something about.
    rijen = sorted(ronde.uitnodigingen.all(), key=lambda rij: (rij.status != FeedbackStatus.WACHT, rij.pk))
    for rij in rijen:
        # Taken back is apart from `status`: what was answered before stays.
        stand = FeedbackStatus.INGETROKKEN if rij.ingetrokken_op else rij.status
        rij.woord, rij.kleur = STANDEN.get(stand, ("gevraagd", "loopt"))
        rij.domein = domein_van(rij.email)
    context = {
        "ronde": ronde,
        "rijen": [rij for rij in rijen if rij.naam],
        "soorten": services.soorten(ronde),
        "wacht": sum(rij.woord == STANDEN[FeedbackStatus.WACHT][0] for rij in rijen) if not ronde.gesloten_op else 0,
        "form": form,
    }
    return render(request, "feedback/genodigd.html", context, status=ONGELDIG if form.errors else 200)


def _meld(request: HttpRequest, aantal: int, *, akkoord: bool) -> None:
    if not aantal:
        messages.info(request, "Kies eerst wie. Wie u koos, wacht niet meer op akkoord.")
        return
    wie = "1 persoon" if aantal == 1 else f"{aantal} mensen"
    zin = f"{wie} {'krijgt' if aantal == 1 else 'krijgen'} nu een mail." if akkoord else f"{wie} niet gevraagd."
    messages.success(request, zin)


def _scholen(user: User) -> QuerySet[Organisatie]:
    return Organisatie.objects.filter(pk__in=user.organisatie_ids_als("coordinator")).order_by("naam", "pk")


@alleen(mag_modereren)
@require_http_methods(["GET", "HEAD", "POST"])
def afspraken(request: HttpRequest) -> HttpResponse:
    """Show and keep what the own schools want of 360 feedback: a form for each."""
    scholen = list(_scholen(request.user))
    gekozen = request.POST.get("school", "") if request.method == "POST" else ""
    if request.method == "POST":
        school = next((rij for rij in scholen if str(rij.public_id) == gekozen), None)
        if school is None:
            raise Http404
        form = AfsprakenForm(request.POST)
        if form.is_valid():
            with fouten_melden(request, form) as fouten:
                bewaar_beleid(school=school, **form.cleaned_data, by=request.user, at=timezone.now())
            if not fouten:
                messages.success(request, f"De afspraken van {school} zijn bewaard.")
                return redirect("feedback:afspraken")
    rijen = []
    for school in scholen:
        beleid = beleid_van(school.pk)
        begin = {"keuren": beleid.keuren, "alles_nalezen": beleid.alles_nalezen}
        rijen.append((school, beleid, AfsprakenForm(initial=begin, auto_id=f"id_{school.pk}_%s")))
    return render(request, "feedback/afspraken.html", {"rijen": rijen})
