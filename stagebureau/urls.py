"""Addresses (contract, section 4)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from evaluaties.views import agenda
from kern.views import beheer
from plaatsingen.views import controleren
from stagebureau.views import fouten, health, vandaag

handler400 = fouten.fout_400
handler403 = fouten.fout_403
handler404 = fouten.fout_404
handler500 = fouten.fout_500

urlpatterns = [
    path("", vandaag.vandaag, name="vandaag"),
    path("health/", health.health, name="health"),
    # An address of one's own choice would open somebody else's school account; the coordinator changes it.
    path("account/email/", RedirectView.as_view(pattern_name="account:mijn"), name="account_email"),
    # One door: the admin's own login page knows no lock-out and no second step.
    path("beheer/django/login/", beheer.naar_inloggen),
    path("beheer/django/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("account/", include("allauth.urls")),
    path("account/", include("kern.urls.account")),
    path("beheer/import/", include("kern.urls.imports")),
    path("beheer/", include("kern.urls.beheer")),
    path("beheer/django/", admin.site.urls),
    path("meldingen/", include("kern.urls.meldingen")),
    path("taken/", include("kern.urls.taken")),
    path("cijfers/", include("stagebureau.cijfers_urls")),
    path("vraag-aanbod/", include("vraagaanbod.urls")),
    path("stageplaatsen/", include("vacatures.urls.stageplaatsen")),
    path("vacatures/", include("vacatures.urls.vacature")),
    path("sollicitaties/", include("vacatures.urls.sollicitaties")),
    path("zoekopdrachten/", include("vacatures.urls.zoekopdrachten")),
    path("eigen-plek/", include("vacatures.urls.eigenplek")),
    path("stagegezin/", include("vacatures.urls.stagegezin")),
    path("matching/", include("matching.urls")),
    path("plaatsingen/", include("plaatsingen.urls")),
    path("begeleiding/", include("begeleiding.urls")),
    path("poule/", include("begeleiding.urls.poule")),
    path("verdelen/", include("begeleiding.urls.toewijzen")),
    path("scholing/", include("begeleiding.urls.scholing")),
    path("afspraken/", include("begeleiding.urls.afspraken")),
    path("groepen/", include("begeleiding.urls.groepen")),
    path("signalen/", include("begeleiding.urls.signalen")),
    path("enquetes/", include("enquetes.urls")),
    path("verslagen/", include(("evaluaties.urls.verslagen", "verslagen"))),
    path("evaluaties/", include(("evaluaties.urls.evaluaties", "evaluaties"))),
    path("evaluatieformulieren/", include(("evaluaties.urls.formulieren", "formulieren"))),
    path("feedback/", include(("evaluaties.urls.feedback", "feedback"))),
    path("doelen/", include(("evaluaties.urls.doelen", "doelen"))),
    path("route/", include(("evaluaties.urls.volg", "volg"))),
    path("evc/", include(("evaluaties.urls.evc", "evc"))),
    path("werkplek/", include(("evaluaties.urls.werkplek", "werkplek"))),
    path("handelingen/", include(("evaluaties.urls.handelingen", "handelingen"))),
    path("examens/", include(("evaluaties.urls.examens", "examens"))),
    path("agenda/<str:token>.ics", agenda.feed, name="agenda"),
    path("controleren/", controleren.controleer, name="controleren"),
    path("bpv-boek/", include(("evaluaties.urls.boek", "boek"))),
    path("", include("stagebureau.paginas_urls")),
]
