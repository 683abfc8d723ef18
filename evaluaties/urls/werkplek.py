"""Addresses for a werkbegeleider without logging in."""

from django.urls import path

from evaluaties.views import werkplek

urlpatterns = [
    path("", werkplek.vraag, name="vraag"),
    path("sturen/<uuid:public_id>/", werkplek.stuur, name="stuur"),
    path("<str:token>/", werkplek.start, name="start"),
    path("<str:token>/uren/", werkplek.uren, name="uren"),
]
