"""Addresses of evaluation forms."""

from django.urls import path

from evaluaties.views import formulieren

urlpatterns = [
    path("", formulieren.lijst, name="lijst"),
    path("nieuw/", formulieren.nieuw, name="nieuw"),
    path("<uuid:public_id>/", formulieren.detail, name="detail"),
    path("<uuid:public_id>/bewerken/", formulieren.bewerken, name="bewerken"),
    path("<uuid:public_id>/nieuwe-versie/", formulieren.versie, name="versie"),
    path("<uuid:public_id>/publiceren/", formulieren.publiceren, name="publiceren"),
    path("<uuid:public_id>/intrekken/", formulieren.intrekken, name="intrekken"),
    path("<uuid:public_id>/verwijderen/", formulieren.verwijderen, name="verwijderen"),
]
