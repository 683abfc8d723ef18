"""Addresses of families that take a student at home."""

from django.urls import path

from vacatures.views import stagegezin, stagegezin_stap

app_name = "stagegezin"
urlpatterns = [
    path("", stagegezin.lijst, name="lijst"),
    path("aanmelden/", stagegezin.aanmelden, name="aanmelden"),
    path("aanmelden/dank/", stagegezin.dank, name="dank"),
    path("nieuw/", stagegezin.nieuw, name="nieuw"),
    path("<uuid:public_id>/", stagegezin.detail, name="detail"),
    path("<uuid:public_id>/<slug:actie>/", stagegezin_stap.stap, name="stap"),
]
