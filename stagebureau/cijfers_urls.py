"""Addresses of the figures of the region (contract, section 4)."""

from django.urls import path

from plaatsingen.views import doelen, uitval, voortgang
from stagebureau.views import cijfers

app_name = "cijfers"
urlpatterns = [
    path("", voortgang.overzicht, name="overzicht"),
    path("doelen/nieuw/", doelen.nieuw, name="doel_nieuw"),
    path("doelen/<uuid:public_id>/", doelen.wijzigen, name="doel"),
    path("doelen/<uuid:public_id>/verwijderen/", doelen.verwijderen, name="doel_verwijderen"),
    path("uitval/", uitval.overzicht, name="uitval"),
    path("pakket/", cijfers.pakket, name="pakket"),
    path("voorbeeld-2009/", cijfers.voorbeeld, name="voorbeeld"),
]
