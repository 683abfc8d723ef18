"""Pages of visits: the route of a week, and planning a day of visits at once."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from begeleiding.forms_afspraken import DagrouteForm, adres_van, moment_van
from begeleiding.kaart import teken
from begeleiding.models import Gespreksafspraak, Poulebegeleider
from begeleiding.reistijd import OMWEG, duur
from begeleiding.services.afspraken import plan_dag
from begeleiding.services.agendaweek import begint_met, welke_week
from begeleiding.services.bezoekroute import Voorstel, afspraken_in_week, reisnorm_van, stel_dag_voor, weekroute
from begeleiding.views.afspraken import dag_uit
from begeleiding.views.afspraken_plannen import eigen_stages
from begeleiding.views.gesprekken import geen_toegang
from kern.models import User

BEZOEKERS = ("stagebegeleider", "stagedocent", "coordinator")
MEEST = 15  # visits of one day


@require_safe
def route(request: HttpRequest) -> HttpResponse:
    """Show the visits of a week in order, on a map and as a list; a coordinator looks at anybody of the poule."""
    if not request.user.heeft_rol(*BEZOEKERS):
        return geen_toegang(request, "De bezoekroute is voor wie studenten bezoekt.")
    at = timezone.now()
    vandaag = timezone.localdate(at)
    wie = _wie(request)
    dag = dag_uit(request.GET.get("dag", ""), begint_met(Gespreksafspraak.objects.voor(wie), at=at))
    maandag = dag - timedelta(days=dag.weekday())
    norm = reisnorm_van(wie, op=maandag)
    afspraken = [rij for rij in afspraken_in_week(wie, maandag) if wie == request.user or _mag(request.user, rij)]
    dagen = weekroute(afspraken, norm)
    anderen = []
    if request.user.heeft_rol("coordinator"):
        poule = Poulebegeleider.objects.visible_to(request.user).select_related("user")
        anderen = [rij.user for rij in poule.order_by("user__achternaam", "pk")[:200] if rij.user != request.user]
    context = {
        "dagen": dagen,
        "kaart": teken(dagen, start=norm.start if wie == request.user else None),
        "km": sum(rij.km for rij in dagen),
        "duur": duur(sum(rij.minuten for rij in dagen)),
        "maandag": maandag,
        "welke_week": welke_week(maandag, at=at),
        "zondag": maandag + timedelta(days=6),
        "vorige": _adres(request, maandag - timedelta(days=7)),
        "volgende": _adres(request, maandag + timedelta(days=7)),
        "nu": _adres(request, vandaag),
        "norm": norm,
        "omweg": OMWEG,
        "wie": wie,
        "eigen": wie == request.user,
        "anderen": anderen,
    }
    return render(request, "begeleiding/afspraken/route.html", context)


def _wie(request: HttpRequest) -> User:
    """Return whose route it is: one's own, or for a coordinator that of somebody in the poule."""
    gevraagd = request.GET.get("wie", "")
    if not gevraagd:
        return request.user
    try:
        sleutel = UUID(gevraagd)
    except ValueError:
        raise Http404 from None
    if sleutel == request.user.public_id:
        return request.user
    poule = Poulebegeleider.objects.visible_to(request.user).select_related("user")
    begeleider = poule.filter(user__public_id=sleutel).first()
    if begeleider is None:
        raise Http404
    return begeleider.user


def _mag(user: User, afspraak: object) -> bool:
    """A coordinator sees of somebody else's week the visits to students of the own school."""
    return afspraak.plaatsing.student.school_id in user.organisatie_ids_als("coordinator")


def _adres(request: HttpRequest, dag: object) -> str:
    vraag = {"dag": str(dag)}
    if request.GET.get("wie"):
        vraag["wie"] = request.GET["wie"]
    return f"?{urlencode(vraag)}"


@require_http_methods(["GET", "HEAD", "POST"])
def dagroute(request: HttpRequest) -> HttpResponse:
    """Propose a day of visits with the chosen students in the shortest order; POST plans them all."""
    user = request.user
    if not user.heeft_rol(*BEZOEKERS):
        return geen_toegang(request, "De bezoekroute is voor wie studenten bezoekt.")
    at = timezone.now()
    gegevens = request.POST if request.method == "POST" else request.GET
    gekozen = _gekozen(user, gegevens.getlist("kies"))
    if not gekozen:
        messages.info(request, "Kies eerst met welke studenten u wilt praten.")
        return redirect("afspraken:te_plannen")
    vast = {"dag": timezone.localdate(at) + timedelta(days=1), "tijd": "09:00", "minuten": 30}
    form = DagrouteForm({naam: gegevens.get(naam) or waarde for naam, waarde in vast.items()})
    voorstel: list[Voorstel] = []
    if form.is_valid():
        begin = moment_van(form.cleaned_data["dag"], form.cleaned_data["tijd"])
        norm = reisnorm_van(user, op=form.cleaned_data["dag"])
        voorstel = stel_dag_voor(gekozen, begin=begin, minuten=form.cleaned_data["minuten"], norm=norm)
        if begin <= at:
            form.add_error("dag", "Dit moment is al geweest. Kies een later moment.")
    if request.method == "POST" and form.is_valid() and "plannen" in request.POST:
        try:
            gemaakt = plan_dag(
                bezoeken=[(rij.plaatsing, rij.begin, adres_van(rij.plaatsing)) for rij in voorstel],
                minuten=form.cleaned_data["minuten"],
                by=user,
                at=at,
                sleutel=_sleutel(request),
            )
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            messages.success(request, f"{gemaakt} gesprekken gepland. De uitnodigingen zijn onderweg.")
            return redirect(f"{reverse('afspraken:route')}?dag={form.cleaned_data['dag']}")
    context = {
        "form": form,
        "voorstel": voorstel,
        "km": sum(rij.stuk.km for rij in voorstel),
        "duur": duur(sum(rij.stuk.minuten for rij in voorstel)),
        "sleutel": uuid4(),
    }
    return render(request, "begeleiding/afspraken/dagroute.html", context, status=200 if form.is_valid() else 422)


def _gekozen(user: User, sleutels: list[str]) -> list:
    geldig = []
    for tekst in sleutels[:MEEST]:
        try:
            geldig.append(UUID(tekst))
        except ValueError:
            continue
    rijen = eigen_stages(user).filter(public_id__in=geldig).met_betrokkenen()
    return list(rijen.order_by("student__user__achternaam", "pk"))


def _sleutel(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("sleutel", ""))
    except ValueError:
        return uuid4()
