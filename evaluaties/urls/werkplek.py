"""Addresses for a werkbegeleider without logging in."""

from django.urls import path

from evaluaties.views import werkplek, werkplek_evaluatie, werkplek_gesprek, werkplek_resultaat

urlpatterns = [
    path("", werkplek.vraag, name="vraag"),
    path("sturen/<uuid:public_id>/", werkplek.stuur, name="stuur"),
    path("<str:token>/", werkplek.start, name="start"),
    path("<str:token>/uren/", werkplek.uren, name="uren"),
    path("<str:token>/gesprek/<uuid:public_id>/", werkplek_gesprek.gesprek, name="gesprek"),
    path("<str:token>/evaluatie/<uuid:public_id>/", werkplek_evaluatie.evaluatie, name="evaluatie"),
    path("<str:token>/resultaat/<uuid:public_id>/", werkplek_resultaat.resultaat, name="resultaat"),
    path("<str:token>/terug/<uuid:public_id>/", werkplek_resultaat.terug, name="terug"),
    path("<str:token>/tekenen/<uuid:public_id>/", werkplek_evaluatie.tekenen, name="tekenen"),
    path("<str:token>/code/<uuid:public_id>/", werkplek_evaluatie.code, name="code"),
]
