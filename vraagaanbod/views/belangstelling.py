"""Which leerbedrijven want students: the overview of the coordinators, and answering."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.deelbalk import Deel, deelbalk
from basis.errors import DomainError
from basis.http import bladzijde, fouten_melden
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, tabel_response
from kern.models import Opleidingscluster, Organisatie, Schooljaar
from kern.rules import alleen
from vraagaanbod.forms_opgaven import AntwoordFilter, BelangstellingForm
from vraagaanbod.models import Belangstelling
from vraagaanbod.rules import (
    mag_belangstelling_vragen,
    mag_belangstelling_zien,
    mag_opgeven,
    organisaties_als,
    voor_iedereen,
)
from vraagaanbod.services import belangstelling as service
from vraagaanbod.tables_opgaven import ANTWOORD_KOLOMMEN
from vraagaanbod.views.gedeeld import gekozen_jaar, gekozen_organisatie, schooljaren
from vraagaanbod.views.onderdelen import onderdelen

PER_PAGINA = 50


@alleen(mag_belangstelling_zien)
@require_safe
def belangstelling(request: HttpRequest) -> HttpResponse:
    """Show per cluster who wants students, with the reasons; a praktijkopleider goes to the own answers."""
    at = timezone.now()
    jaar = gekozen_jaar(request, at=at, anders="" if "schooljaar" in request.GET else _laatst_beantwoord(at))
    if not mag_belangstelling_vragen(request.user):
        return redirect(f"{reverse('vraagaanbod:belangstelling_antwoord')}?schooljaar={jaar.naam}")
    clusters = list(Opleidingscluster.objects.all())
    keuze = {naam: request.GET.get(naam, "") for naam in ("cluster", "antwoord")}
    form = AntwoordFilter(
        {"schooljaar": jaar.naam, **keuze}, jaren=schooljaren(timezone.localdate(at)), clusters=clusters
    )
    antwoorden = Belangstelling.objects.visible_to(request.user).geldend().filter(schooljaar_id=jaar.pk)
    antwoorden = antwoorden.select_related("organisatie", "cluster", "door", "schooljaar").order_by(
        "cluster__volgorde", "cluster__naam", "organisatie__naam", "pk"
    )
    if form.is_valid():
        velden = {"cluster": "cluster__code", "antwoord": "antwoord"}
        antwoorden = antwoorden.filter(**{velden[naam]: waarde for naam, waarde in keuze.items() if waarde})
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"Belangstelling {jaar.naam}", ANTWOORD_KOLOMMEN, antwoorden)
    rijen = service.overzicht(schooljaar=jaar)
    stil = service.zonder_antwoord(schooljaar=jaar)
    context = {
        "schooljaar": jaar,
        "form": form,
        "rijen": rijen,
        "svg": _beeld(jaar, rijen) if rijen else None,
        "pagina": bladzijde(request, antwoorden, per_pagina=PER_PAGINA),
        "gefilterd": any(keuze.values()),
        "stil": stil,
        "te_vragen": sum(not rij.gevraagd for rij in stil),
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/belangstelling.html", context)


def _laatst_beantwoord(at: datetime) -> str:
    """Return the latest school year that leerbedrijven answered for: that question is open ("" for none)."""
    jaren = Belangstelling.objects.geldend().filter(schooljaar__eind__gte=timezone.localdate(at))
    return max(jaren.values_list("schooljaar__naam", flat=True).distinct(), default="")


def _beeld(jaar: Schooljaar, rijen: list[service.Clusterrij]) -> str:
    delen = [
        Deel("ja, graag", sum(rij.bereid for rij in rijen), "klaar"),
        Deel("misschien", sum(rij.misschien for rij in rijen), "let-op"),
        Deel("nee", sum(rij.nee for rij in rijen), "fout"),
        Deel("nog geen antwoord", sum(rij.stil for rij in rijen), "wacht"),
    ]
    return deelbalk(f"Antwoorden van leerbedrijven, {jaar.naam}", delen)


@alleen(mag_belangstelling_vragen)
@require_http_methods(["GET", "HEAD", "POST"])
def belangstelling_vragen(request: HttpRequest) -> HttpResponse:
    """Ask first; POST mails every leerbedrijf that did not answer yet, once."""
    at = timezone.now()
    jaar = gekozen_jaar(request, at=at)
    if request.method != "POST":
        vraag = {
            "titel": f"Leerbedrijven vragen naar {jaar.naam}?",
            "tekst": "Elk leerbedrijf dat nog niets heeft geantwoord en nog geen mail kreeg, krijgt er nu een.",
            "ja": "Mails versturen",
            "terug_url": f"{reverse('vraagaanbod:belangstelling')}?schooljaar={jaar.naam}",
        }
        return render(request, "componenten/bevestigpagina.html", vraag)
    with fouten_melden(request) as fouten:
        aantal = service.vraag_belangstelling(schooljaar=jaar, by=request.user, at=at)
    if not fouten:
        wat = f"{count_noun(aantal, 'mail staat', 'mails staan')} klaar." if aantal else "Iedereen was al gevraagd."
        messages.success(request, wat)
    return redirect(f"{reverse('vraagaanbod:belangstelling')}?schooljaar={jaar.naam}")


@alleen(mag_opgeven)
@require_http_methods(["GET", "HEAD", "POST"])
def belangstelling_antwoord(request: HttpRequest) -> HttpResponse:
    """Say per cluster whether the own leerbedrijf wants students; a no has a reason."""
    at = timezone.now()
    jaar = gekozen_jaar(request, at=at)
    bedrijven = Organisatie.objects.leerbedrijven()
    if not voor_iedereen(request.user):
        bedrijven = bedrijven.filter(pk__in=organisaties_als(request.user, "aanbod"))
    bedrijf, keuze = gekozen_organisatie(request, bedrijven, jaar=jaar, at=at, woord="Leerbedrijf")
    context = {"bedrijf": bedrijf, "schooljaar": jaar, "keuze": keuze, "onderdelen": onderdelen(request)}
    if bedrijf is None:
        if request.method == "POST":
            raise Http404
        return render(request, "vraagaanbod/belangstelling_antwoord.html", context)
    nu = _nu(bedrijf, jaar)
    erkend = service.erkende_clusters(schooljaar=jaar, organisatie=bedrijf).get(bedrijf.pk, set())
    alles = request.GET.get("alles") == "1" or not erkend
    clusters = [rij for rij in Opleidingscluster.objects.all() if alles or rij.pk in erkend or rij.pk in nu]
    form = BelangstellingForm(request.POST if request.method == "POST" else None, clusters=clusters, nu=nu)
    if request.method == "POST" and form.is_valid():
        try:
            aantal = _bewaar(form, bedrijf, jaar, request, at)
        except DomainError as fout:
            form = _met_nieuwe_stand(request, clusters, _nu(bedrijf, jaar))
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            wat = count_noun(aantal, "antwoord", "antwoorden")
            messages.success(request, f"Bewaard: {wat}. Bedankt." if aantal else "Er was niets veranderd.")
            return redirect(request.get_full_path())
    context |= {"form": form, "erkend": erkend, "alles": alles}
    return render(request, "vraagaanbod/belangstelling_antwoord.html", context, status=422 if form.errors else 200)


def _nu(bedrijf: Organisatie, jaar: Schooljaar) -> dict[int, Belangstelling]:
    rijen = Belangstelling.objects.geldend().filter(organisatie=bedrijf, schooljaar_id=jaar.pk)
    return {rij.cluster_id: rij for rij in rijen}


def _bewaar(
    form: BelangstellingForm, bedrijf: Organisatie, jaar: Schooljaar, request: HttpRequest, at: datetime
) -> int:
    redenen = form.waarden("reden")
    return service.geef_belangstelling(
        organisatie=bedrijf,
        schooljaar=jaar,
        antwoorden={
            rij: service.Antwoord(antwoord or "", redenen[rij] or "")
            for rij, antwoord in form.waarden("antwoord").items()
        },
        gezien=form.waarden("gezien"),
        by=request.user,
        at=at,
    )


def _met_nieuwe_stand(
    request: HttpRequest, clusters: list[Opleidingscluster], nu: dict[int, Belangstelling]
) -> BelangstellingForm:
    """Return the form with what the person typed, told of the answers as they are now: saving again then works."""
    invoer = request.POST.copy()
    for rij in clusters:
        invoer[f"gezien_{rij.code}"] = nu[rij.pk].pk if rij.pk in nu else ""
    form = BelangstellingForm(invoer, clusters=clusters, nu=nu)
    form.is_valid()
    return form
