"""Addresses of EVC (R8.5)."""

from django.urls import path

from evaluaties.views import evc, evc_oordeel

urlpatterns = [
    path("", evc.lijst, name="lijst"),
    path("nieuw/<uuid:public_id>/", evc.nieuw, name="nieuw"),
    path("<uuid:public_id>/", evc.detail, name="detail"),
    path("<uuid:public_id>/onderdeel/<uuid:onderdeel_id>/", evc.onderdeel, name="onderdeel"),
    path("<uuid:public_id>/inleveren/", evc.inleveren, name="inleveren"),
    path("<uuid:public_id>/stoppen/", evc.stoppen, name="stoppen"),
    path("<uuid:public_id>/boek/", evc.boek, name="boek"),
    path("<uuid:public_id>/bewijs/<uuid:versie_id>/", evc.bewijs, name="bewijs"),
    path("<uuid:public_id>/assessor/", evc_oordeel.assessor, name="assessor"),
    path("<uuid:public_id>/gesprek/", evc_oordeel.gesprek, name="gesprek"),
    path("<uuid:public_id>/terug/", evc_oordeel.terug, name="terug"),
    path("<uuid:public_id>/oordeel/<uuid:onderdeel_id>/", evc_oordeel.oordeel, name="oordeel"),
    path("<uuid:public_id>/afronden/", evc_oordeel.afronden, name="afronden"),
    path("<uuid:public_id>/besluit/", evc_oordeel.besluit, name="besluit"),
    path("<uuid:public_id>/toepassen/", evc_oordeel.toepassen, name="toepassen"),
]
