"""The board, the figures behind it, and stating figures."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.grafiek import Saldo, tekort_balken
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, tabel_response
from kern.enums import PeriodeCode
from kern.imports.schooljaren import zorg_voor_schooljaar
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Opleidingscluster, Schooljaar
from kern.rules import alleen
from vraagaanbod.forms import BordForm, CijfersForm, KeuzeForm, bronnen_van
from vraagaanbod.models import Opgave
from vraagaanbod.rules import mag_bord_zien, mag_opgeven
from vraagaanbod.services.bord import kies_schooljaar, maak_bord
from vraagaanbod.services.geschiedenis import cluster_verhaal
from vraagaanbod.services.opgaven import geef_op
from vraagaanbod.tables import kolommen, sorteer

EEN_JAAR = timedelta(days=365)


def _periode(request: HttpRequest) -> str:
    periode = request.GET.get("periode", "")
    return periode if periode in PeriodeCode.values else ""


@alleen(mag_bord_zien)
@require_safe
def bord(request: HttpRequest) -> HttpResponse:
    """Show demand and supply per cluster, shortage first; `?formaat=` downloads it."""
    naam = request.GET.get("schooljaar", "")
    nu = schooljaar_van(timezone.localdate())
    jaar = kies_schooljaar(naam=naam, nu=nu)
    if jaar is None and naam:
        raise Http404
    mag = mag_opgeven(request.user)
    if jaar is None:
        return render(
            request,
            "vraagaanbod/bord.html",
            {"bord": None, "mag_opgeven": mag, "is_beheerder": request.user.is_beheerder},
        )
    cijfers = maak_bord(schooljaar=jaar, periode=_periode(request))
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"Vraag en aanbod {jaar.naam}", kolommen(cijfers), cijfers.rijen)
    jaren = Schooljaar.objects.values_list("naam", flat=True)
    saldi = [Saldo(rij.cluster.naam, rij.vraag, rij.aanbod) for rij in cijfers.rijen]
    context = {
        "bord": cijfers,
        "rijen": sorteer(cijfers, request.GET.get("sorteer", "")),
        "totaal": cijfers.totaal,
        "form": BordForm({"schooljaar": jaar.naam, "periode": cijfers.periode}, jaren=jaren),
        "svg": tekort_balken(f"Tekort en overschot per opleidingscluster, {jaar.naam}", saldi),
        "mag_opgeven": mag,
        "is_beheerder": request.user.is_beheerder,
        "grootste": next((rij for rij in cijfers.op_tekort if rij.tekort), None),
    }
    return render(request, "vraagaanbod/bord.html", context)


@alleen(mag_bord_zien)
@require_safe
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is behind the figures of one cluster, and how they came to be."""
    gekozen = get_object_or_404(Opleidingscluster, code=code)
    jaar = kies_schooljaar(naam=request.GET.get("schooljaar", ""), nu=schooljaar_van(timezone.localdate()))
    if jaar is None:
        raise Http404
    opgaven = Opgave.objects.visible_to(request.user).filter(schooljaar=jaar, cluster=gekozen)
    context = {
        "cluster": gekozen,
        "schooljaar": jaar,
        "verhaal": cluster_verhaal(opgaven.select_related("organisatie", "door"), periode=_periode(request)),
        "mag_opgeven": mag_opgeven(request.user),
        "bord_url": f"{reverse('vraagaanbod:bord')}?{urlencode({'schooljaar': jaar.naam})}",
    }
    return render(request, "vraagaanbod/cluster.html", context)


def _jaren(vandaag: date) -> list[str]:
    """Return the school years for which figures may be stated: those that are there, this one and the next."""
    namen = {
        schooljaar_van(vandaag),
        schooljaar_van(vandaag + EEN_JAAR),
        *Schooljaar.objects.values_list("naam", flat=True),
    }
    return sorted(namen, reverse=True)


@alleen(mag_opgeven)
@require_http_methods(["GET", "HEAD", "POST"])
def opgeven(request: HttpRequest) -> HttpResponse:
    """State figures per cluster for one's own organisation; the former figure is kept (R3.1)."""
    at = timezone.now()
    invoer = request.POST if request.method == "POST" else request.GET
    bronnen = {bron.sleutel: bron for bron in bronnen_van(request.user)}
    jaren = _jaren(timezone.localdate(at))
    if not bronnen:
        return render(request, "vraagaanbod/opgeven.html", {"geen_bron": True})
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
    context = {"geen_bron": False, "keuze": keuze, "form": form, "bron": bron, "schooljaar": naam, "periode": periode}
    return render(request, "vraagaanbod/opgeven.html", context, status=422 if form.errors else 200)


def _met_nieuwe_stand(request: HttpRequest, clusters: list[Opleidingscluster], nu: dict[int, int]) -> CijfersForm:
    """Return the form with what the person typed, told of the figures as they are now: saving again then works."""
    invoer = request.POST.copy()
    for rij in clusters:
        invoer[f"gezien_{rij.code}"] = nu.get(rij.pk, "")
    form = CijfersForm(invoer, clusters=clusters, nu=nu)
    form.is_valid()
    return form
