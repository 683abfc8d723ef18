"""Stage days of the schools side by side: how full each weekday is, and stating them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.grafiek import hittekaart, maandkolommen
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from kern.models import Opleidingscluster, Organisatie, Schooljaar
from kern.rules import alleen
from vraagaanbod.engine.weekdagen import DAGEN, NAMEN
from vraagaanbod.forms_opgaven import DagenForm, DagenKeuzeForm, WeekForm
from vraagaanbod.models import Stagedagen
from vraagaanbod.rules import mag_bord_zien, mag_op_naam
from vraagaanbod.services.stagedagen import ALLE_PERIODES, Clusterweek, geef_dagen_op, weekbeeld
from vraagaanbod.views.gedeeld import gekozen_jaar, gekozen_organisatie, gekozen_periode, schooljaren
from vraagaanbod.views.onderdelen import onderdelen
from vraagaanbod.views.op_naam import scholen_van


@alleen(mag_bord_zien)
@require_safe
def stagedagen(request: HttpRequest) -> HttpResponse:
    """Show per cluster how many students are at work on each weekday; `?formaat=` downloads it (R3.7)."""
    at = timezone.now()
    jaar, periode = gekozen_jaar(request, at=at), gekozen_periode(request)
    weken = weekbeeld(schooljaar=jaar, periode=periode)
    form = WeekForm(
        {"schooljaar": jaar.naam, "periode": periode, "cluster": request.GET.get("cluster", "")},
        jaren=schooljaren(timezone.localdate(at)),
        clusters=[rij.cluster for rij in weken],
    )
    gekozen = form.cleaned_data["cluster"] if form.is_valid() else ""
    getoond = [rij for rij in weken if rij.cluster.code == gekozen] if gekozen else weken
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"Stagedagen {jaar.naam}", _kolommen(), _regels(getoond))
    context = {
        "schooljaar": jaar,
        "form": form,
        "weken": getoond,
        "dagen": [(dag, NAMEN[dag]) for dag in _dagen(getoond)],
        "kaart": _kaart(jaar, getoond) if len(getoond) > 1 else None,
        "beelden": [_beeld(rij) for rij in getoond] if gekozen or len(getoond) == 1 else [],
        "matrix": [_matrixrij(rij, _dagen(getoond)) for rij in getoond],
        "mag_opgeven": mag_op_naam(request.user),
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/stagedagen.html", context)


def _dagen(weken: list[Clusterweek]) -> list[str]:
    gebruikt = {dag for rij in weken for dag in rij.week.totalen}
    return [dag for dag in DAGEN if dag in gebruikt]


def _kaart(jaar: Schooljaar, weken: list[Clusterweek]) -> str:
    dagen = _dagen(weken)
    rijen = [(rij.cluster.naam, [rij.week.per_dag(dag) for dag in dagen]) for rij in weken]
    return hittekaart(f"Studenten per weekdag, {jaar.naam}", dagen, rijen)


def _beeld(rij: Clusterweek) -> str:
    dagen = list(rij.week.totalen)
    reeksen = [
        (deel.school.naam, [deel.studenten if dag in deel.dagen.split() else 0 for dag in dagen])
        for deel in rij.week.delen
    ]
    return maandkolommen(f"Studenten per weekdag, {rij.cluster.naam}", dagen, reeksen)


def _matrixrij(rij: Clusterweek, dagen: list[str]) -> dict:
    return {
        "cluster": rij.cluster,
        "advies": rij.advies,
        "aanbod": rij.aanbod,
        "scholen": [
            {"deel": deel, "cellen": [(NAMEN[dag], dag in deel.dagen.split()) for dag in dagen]}
            for deel in rij.week.delen
        ],
        "totalen": [(NAMEN[dag], rij.week.per_dag(dag)) for dag in dagen],
    }


def _kolommen() -> list[UitvoerKolom]:
    def per_dag(dag: str) -> UitvoerKolom:
        return UitvoerKolom(NAMEN[dag], lambda regel: regel[1].studenten if dag in regel[1].dagen.split() else 0)

    return [
        UitvoerKolom("cluster", lambda regel: regel[0].cluster.naam),
        UitvoerKolom("school", lambda regel: regel[1].school.naam),
        UitvoerKolom("studenten", lambda regel: regel[1].studenten),
        UitvoerKolom("stagedagen", lambda regel: regel[1].dagen),
        *(per_dag(dag) for dag in DAGEN),
    ]


def _regels(weken: list[Clusterweek]) -> list[tuple]:
    return [(rij, deel) for rij in weken for deel in rij.week.delen]


@alleen(mag_op_naam)
@require_http_methods(["GET", "HEAD", "POST"])
def stagedagen_opgeven(request: HttpRequest) -> HttpResponse:
    """Tick the stage days per cluster of the own school, for the whole year or for one period."""
    at = timezone.now()
    jaar = gekozen_jaar(request, at=at)
    scholen = list(scholen_van(request.user))
    school, _ = gekozen_organisatie(request, scholen, jaar=jaar, at=at, woord="School")
    if school is None:
        if request.method == "POST":
            raise Http404
        return render(request, "vraagaanbod/stagedagen_opgeven.html", {"school": None, "schooljaar": jaar})
    periodes = request.GET.get("periodes", "")
    keuze = DagenKeuzeForm(
        {"schooljaar": jaar.naam, "organisatie": str(school.public_id), "periodes": periodes},
        jaren=schooljaren(timezone.localdate(at)),
        organisaties=scholen,
    )
    if not keuze.is_valid():
        raise Http404
    clusters = list(Opleidingscluster.objects.all())
    nu = _nu(school, jaar, periodes or ALLE_PERIODES)
    form = DagenForm(request.POST if request.method == "POST" else None, clusters=clusters, nu=nu)
    if request.method == "POST" and form.is_valid():
        try:
            aantal = geef_dagen_op(
                school=school,
                schooljaar=jaar,
                periodes=periodes or ALLE_PERIODES,
                dagen=form.dagen(),
                gezien=form.gezien(),
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form = _met_nieuwe_stand(request, clusters, _nu(school, jaar, periodes or ALLE_PERIODES))
            form.add_error(None, fout.message)
        else:
            wat = count_noun(aantal, "cluster", "clusters")
            messages.success(request, f"Bewaard: {wat} gewijzigd." if aantal else "Er was niets veranderd.")
            vraag = urlencode({"schooljaar": jaar.naam, "periode": periodes})
            return redirect(f"{reverse('vraagaanbod:stagedagen')}?{vraag}")
    context = {"school": school, "schooljaar": jaar, "keuze": keuze, "form": form, "dagen": list(NAMEN.values())}
    return render(request, "vraagaanbod/stagedagen_opgeven.html", context, status=422 if form.errors else 200)


def _nu(school: Organisatie, jaar: Schooljaar, periodes: str) -> dict[int, str]:
    rijen = Stagedagen.objects.geldend().filter(school=school, schooljaar_id=jaar.pk, periodes=periodes)
    return dict(rijen.values_list("cluster_id", "dagen"))


def _met_nieuwe_stand(request: HttpRequest, clusters: list[Opleidingscluster], nu: dict[int, str]) -> DagenForm:
    """Return the form with what the person ticked, told of the days as they are now: saving again then works."""
    invoer = request.POST.copy()
    for rij in clusters:
        invoer[f"gezien_{rij.code}"] = nu.get(rij.pk, "")
    form = DagenForm(invoer, clusters=clusters, nu=nu)
    form.is_valid()
    return form
