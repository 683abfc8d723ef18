"""Addresses of signals."""

from django.urls import path

from begeleiding.views import signaal, signalen

app_name = "signalen"
urlpatterns = [
    path("", signalen.bord, name="bord"),
    path("nieuw/", signalen.kies, name="kies"),
    path("nieuw/<uuid:public_id>/", signalen.nieuw, name="nieuw"),
    path("melden/", signalen.melden, name="melden"),
    path("drempels/", signaal.drempels, name="drempels"),
    path("<uuid:public_id>/", signaal.detail, name="detail"),
]
