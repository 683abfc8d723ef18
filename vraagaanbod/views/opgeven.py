"""Stating figures per cluster."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.imports.schooljaren import zorg_voor_schooljaar
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Opleidingscluster
from kern.rules import alleen
from vraagaanbod.forms import CijfersForm, KeuzeForm, bronnen_van
from vraagaanbod.models import Opgave
from vraagaanbod.rules import mag_opgeven
from vraagaanbod.services.opgaven import geef_op
from vraagaanbod.views.gedeeld import schooljaren
from vraagaanbod.views.onderdelen import onderdelen


@alleen(mag_opgeven)
@require_http_methods(["GET", "HEAD", "POST"])
def opgeven(request: HttpRequest) -> HttpResponse:
    """State figures per cluster for one's own organisation; the former figure is kept (R3.1)."""
    at = timezone.now()
    invoer = request.POST if request.method == "POST" else request.GET
    bronnen = {bron.sleutel: bron for bron in bronnen_van(request.user)}
    jaren = schooljaren(timezone.localdate(at))
    if not bronnen:
        return render(request, "vraagaanbod/opgeven.html", {"geen_bron": True, "onderdelen": onderdelen(request)})
    standaard = {"schooljaar": schooljaar_van(timezone.localdate(at)), "bron": next(iter(bronnen)), "periode": ""}
    keuze = KeuzeForm(
        {**standaard, **{k: invoer[k] for k in standaard if k in invoer}}, jaren=jaren, bronnen=bronnen.values()
    )
    if not keuze.is_valid():
        raise Http404  # a foreign organisation looks the same as one that isn't there
    bron, naam, periode = (
        bronnen[keuze.cleaned_data["bron"]],
        keuze.cleaned_data["schooljaar"],
        keuze.cleaned_data["periode"],
    )
    geldend = Opgave.objects.geldend().filter(
        schooljaar__naam=naam, soort=bron.soort, organisatie=bron.organisatie, periode=periode
    )
    nu = dict(geldend.values_list("cluster_id", "aantal"))
    sinds = {rij.cluster_id: rij.geldig_sinds for rij in geldend}
    clusters = list(Opleidingscluster.objects.all())
    form = CijfersForm(request.POST if request.method == "POST" else None, clusters=clusters, nu=nu)
    if request.method == "POST" and form.is_valid():
        try:
            aantal = geef_op(
                schooljaar=zorg_voor_schooljaar(naam=naam, by=request.user, at=at),
                soort=bron.soort,
                organisatie=bron.organisatie,
                periode=periode,
                aantallen=form.aantallen(),
                gezien=form.aantallen("gezien"),
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form = _met_nieuwe_stand(request, clusters, dict(geldend.values_list("cluster_id", "aantal")))
            form.add_error(None, fout.message)
        else:
            wat = count_noun(aantal, "cijfer", "cijfers")
            messages.success(request, f"Bewaard: {wat} gewijzigd." if aantal else "Er was niets veranderd.")
            return redirect(f"{reverse('vraagaanbod:bord')}?{urlencode({'schooljaar': naam, 'periode': periode})}")
    context = {
        "geen_bron": False,
        "keuze": keuze,
        "form": form,
        "rijen": [rij | {"sinds": sinds.get(rij["cluster"].pk)} for rij in form.rijen],
        "bron": bron,
        "schooljaar": naam,
        "periode": periode,
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/opgeven.html", context, status=422 if form.errors else 200)


def _met_nieuwe_stand(request: HttpRequest, clusters: list[Opleidingscluster], nu: dict[int, int]) -> CijfersForm:
    """Return the form with what the person typed, told of the figures as they are now: saving again then works."""
    invoer = request.POST.copy()
    for rij in clusters:
        invoer[f"gezien_{rij.code}"] = nu.get(rij.pk, "")
    form = CijfersForm(invoer, clusters=clusters, nu=nu)
    form.is_valid()
    return form
