"""Addresses for the browser tests of the user interface: a page to write on, and servers in every mood."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone

from basis.galerij import galerij_context

SCHRIJF = """{% extends "base.html" %}{% load sb %}
{% block titel %}Schrijven{% endblock titel %}
{% block inhoud %}
<form method="post" action="/versturen/" data-autosave="/bewaren/{{ stemming }}/" data-concept="proef" data-waarschuw>
  {% csrf_token %}<input type="hidden" name="versie" value="1">
  <label for="id_tekst">Tekst</label><textarea id="id_tekst" name="tekst">{{ begin }}</textarea>
  <p class="opslagstatus" role="status" data-opslagstatus></p><button>Versturen</button>
</form>
<div id="deel"><button hx-get="/verlopen/" hx-target="#deel">Haal op</button></div>
<div id="vak"><button hx-get="/deel/" hx-target="#vak" hx-swap="outerHTML">Ververs</button></div>
{% bevestig "vraag" "Stoppen" "/klaar/" "Stage stoppen?" ja="Ja, stoppen" soort="gevaar" %}
{% endblock inhoud %}"""
KLAAR = '{% extends "base.html" %}{% block titel %}Klaar{% endblock titel %}'


@login_not_required
def schrijven(request: HttpRequest, stemming: str) -> HttpResponse:
    context = {"stemming": stemming, "begin": request.GET.get("begin", "")}
    return HttpResponse(engines["django"].from_string(SCHRIJF).render(context, request))


@login_not_required
def klaar(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(KLAAR).render({}, request))


@login_not_required
def bewaren(request: HttpRequest, stemming: str) -> HttpResponse:
    if stemming == "uitgelogd":
        return redirect("/account/login/?next=/")
    if stemming == "stuk":
        return HttpResponse(status=503)
    if stemming == "conflict":
        return JsonResponse({"fout": "Iemand anders was eerder."}, status=409)
    return JsonResponse({"versie": int(request.POST["versie"]) + 1, "tekst": "Opgeslagen om 14:32"})


@login_not_required
def inloggen(request: HttpRequest) -> HttpResponse:
    bron = '{% extends "kaal.html" %}{% block titel %}Inloggen{% endblock titel %}'
    return HttpResponse(engines["django"].from_string(bron).render({}, request))


@login_not_required
def galerij(request: HttpRequest) -> HttpResponse:
    bron = engines["django"].get_template("beheer/stijl.html")
    return HttpResponse(bron.render(galerij_context(request, at=timezone.now()), request))


@login_not_required
def naar_inloggen(request: HttpRequest) -> HttpResponse:
    return redirect("/account/login/?next=/")


@login_not_required
def deel(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<div id="vak" data-aankondig="Ververst"><h2>Nieuw</h2></div>')


urlpatterns = [
    path("schrijven/<str:stemming>/", schrijven),
    path("bewaren/<str:stemming>/", bewaren),
    path("versturen/", naar_inloggen),
    path("verlopen/", naar_inloggen),
    path("account/login/", inloggen, name="account_login"),
    path("klaar/", klaar),
    path("deel/", deel),
    path("galerij/", galerij),
]
