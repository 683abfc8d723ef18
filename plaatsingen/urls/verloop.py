"""Addresses of kennismaking, documents, pauses, ending, and the parts of a stage."""

from django.urls import path

from plaatsingen.views import delen, documenten, kennismaking, verloop, verlooplijsten

urlpatterns = [
    path("statussen/", verlooplijsten.statussen, name="statussen"),
    path("niet-startklaar/", verlooplijsten.startklaar, name="startklaar"),
    path("zoekt-plek/", verlooplijsten.zoekt_plek, name="zoekt_plek"),
    path("afspraken/", verlooplijsten.afspraken, name="afspraken"),
    path("<uuid:public_id>/onderbreken/", verloop.onderbreken, name="onderbreken"),
    path("<uuid:public_id>/pauze/", verloop.pauze, name="pauze"),
    path("<uuid:public_id>/hervatten/", verloop.hervatten, name="hervatten"),
    path("<uuid:public_id>/stoppen/", verloop.stoppen, name="stoppen"),
    path("<uuid:public_id>/gesprek/", verloop.gesprek, name="gesprek"),
    path("<uuid:public_id>/niet-gekomen/", verloop.niet_gekomen, name="niet_gekomen"),
    path("<uuid:public_id>/eerste-dag/", verloop.eerste_dag, name="eerste_dag"),
    path("<uuid:public_id>/vervolg/", verloop.vervolg, name="vervolg"),
    path("<uuid:public_id>/documenten/", documenten.lijst, name="documenten"),
    path("<uuid:public_id>/documenten/<slug:document>/", documenten.bijwerken, name="document"),
    path("<uuid:public_id>/kennismaking/", kennismaking.plannen, name="kennismaking"),
    path("<uuid:public_id>/kennismaking/afzeggen/", kennismaking.afzeggen, name="kennismaking_afzeggen"),
    path("<uuid:public_id>/kennismaking/antwoord/", kennismaking.antwoord, name="kennismaking_antwoord"),
    path("<uuid:public_id>/tweede-leerbedrijf/", delen.kies, name="deel_nieuw"),
    path("<uuid:public_id>/tweede-leerbedrijf/<uuid:plaats_id>/", delen.toevoegen, name="deel_toevoegen"),
    path("<uuid:public_id>/deel/<uuid:deel_id>/", delen.wijzigen, name="deel"),
    path("<uuid:public_id>/deel/<uuid:deel_id>/vervallen/", delen.vervallen, name="deel_vervallen"),
]
