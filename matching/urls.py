"""Addresses of `matching`."""

from django.urls import path

from matching.views import (
    bord,
    bord_beeld,
    bord_student,
    bord_zetten,
    pin,
    reacties,
    ronde,
    stappen,
    varianten,
    voorkeuren,
)

app_name = "matching"
urlpatterns = [
    path("", ronde.lijst, name="lijst"),
    path("nieuw/", stappen.nieuw, name="nieuw"),
    path("voorkeuren/", voorkeuren.voorkeuren, name="voorkeuren"),
    path("voorkeuren/toevoegen/", voorkeuren.toevoegen, name="voorkeur_toevoegen"),
    path("<uuid:public_id>/", ronde.ronde, name="ronde"),
    path("<uuid:public_id>/wijzigen/", stappen.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/mee/<slug:sleutel>/", ronde.deelnemers, name="deelnemers"),
    path("<uuid:public_id>/bevriezen/", varianten.bevriezen, name="bevriezen"),
    path("<uuid:public_id>/ontdooien/", varianten.ontdooien, name="ontdooien"),
    path("<uuid:public_id>/verschil/", varianten.verschil, name="verschil"),
    path("<uuid:public_id>/berekenen/", stappen.berekenen, name="berekenen"),
    path("<uuid:public_id>/varianten/", varianten.varianten, name="varianten"),
    path("<uuid:public_id>/varianten/<uuid:berekening_id>/kiezen/", varianten.kiezen, name="variant_kiezen"),
    path(
        "<uuid:public_id>/varianten/<uuid:berekening_id>/verwijderen/",
        varianten.verwijderen,
        name="variant_verwijderen",
    ),
    path("<uuid:public_id>/publiceren/", stappen.publiceren, name="publiceren"),
    path("<uuid:public_id>/terughalen/", stappen.terughalen, name="terughalen"),
    path("<uuid:public_id>/antwoorden/", reacties.reacties, name="reacties"),
    path("<uuid:public_id>/bezwaar/", reacties.bezwaar_maken, name="bezwaar_maken"),
    path("bezwaar/<uuid:public_id>/", reacties.bezwaar, name="bezwaar"),
    path("<uuid:public_id>/sluiten/", reacties.sluiten, name="sluiten"),
    path("<uuid:public_id>/vervolg/", reacties.vervolg, name="vervolg"),
    path("<uuid:public_id>/student/<uuid:student_id>/", pin.student, name="student"),
    path("<uuid:public_id>/bord/", bord.bord, name="bord"),
    path("<uuid:public_id>/bord/plaatsen/", bord.plaatsen, name="bord_plaatsen"),
    path("<uuid:public_id>/bord/plaatsen/<uuid:plaats_id>/", bord.plaats, name="bord_plaats"),
    path("<uuid:public_id>/bord/knelpunten/", bord_beeld.knelpunten, name="bord_knelpunten"),
    path("<uuid:public_id>/bord/kaart/", bord_beeld.kaart, name="bord_kaart"),
    path("<uuid:public_id>/bord/geschiedenis/", bord_zetten.geschiedenis, name="bord_geschiedenis"),
    path("<uuid:public_id>/bord/wijziging/<uuid:zet_id>/", bord_zetten.draai, name="bord_terug"),
    path("<uuid:public_id>/bord/student/<uuid:student_id>/", bord_student.student, name="bord_student"),
    path("<uuid:public_id>/bord/student/<uuid:student_id>/zet/", bord_zetten.handeling, name="bord_zet"),
    path(
        "<uuid:public_id>/bord/student/<uuid:student_id>/plaats/<uuid:plaats_id>/",
        bord_student.plaatsen,
        name="bord_bevestig",
    ),
    path("<uuid:public_id>/bord/student/<uuid:student_id>/ruil/<uuid:andere_id>/", bord_student.ruil, name="bord_ruil"),
]
