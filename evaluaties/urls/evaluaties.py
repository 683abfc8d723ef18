"""Addresses of evaluaties."""

from django.urls import path

from evaluaties.views import (
    evaluaties,
    evaluaties_detail,
    evaluaties_invullen,
    evaluaties_resultaat,
    evaluaties_tekenen,
)

urlpatterns = [
    path("", evaluaties.lijst, name="lijst"),
    path("openen/", evaluaties.kies, name="kies"),
    path("openen/<uuid:public_id>/", evaluaties.openen, name="openen"),
    path("<uuid:public_id>/", evaluaties_detail.detail, name="detail"),
    path("<uuid:public_id>/invullen/", evaluaties_invullen.invullen, name="invullen"),
    path("<uuid:public_id>/bewaren/", evaluaties_invullen.bewaren, name="bewaren"),
    path("<uuid:public_id>/gesprek/", evaluaties_resultaat.gesprek, name="gesprek"),
    path("<uuid:public_id>/resultaat/", evaluaties_resultaat.resultaat, name="resultaat"),
    path("<uuid:public_id>/resultaat/bewaren/", evaluaties_resultaat.resultaat_bewaren, name="resultaat_bewaren"),
    path("<uuid:public_id>/tweede-beoordelaar/", evaluaties_resultaat.tweede, name="tweede"),
    path("<uuid:public_id>/onvoldoende/", evaluaties_tekenen.onvoldoende, name="onvoldoende"),
    path("<uuid:public_id>/tekenen/", evaluaties_tekenen.teken, name="tekenen"),
    path("<uuid:public_id>/zonder-handtekening/", evaluaties_tekenen.zonder, name="zonder"),
    path("<uuid:public_id>/terughalen/", evaluaties_tekenen.terug, name="terug"),
    path("<uuid:public_id>/heropenen/", evaluaties_tekenen.heropenen, name="heropenen"),
    path("<uuid:public_id>/wijziging-vervalt/", evaluaties_tekenen.vervalt, name="vervalt"),
    path("<uuid:public_id>/bezwaar/", evaluaties_tekenen.bezwaar, name="bezwaar"),
    path("<uuid:public_id>/bezwaar/intrekken/", evaluaties_tekenen.bezwaar_intrekken, name="bezwaar_intrekken"),
    path("<uuid:public_id>/bezwaar/besluit/", evaluaties_tekenen.bezwaar_besluit, name="bezwaar_besluit"),
]
