"""Addresses of applications."""

from django.urls import path

from vacatures.views import sollicitatie as een
from vacatures.views import sollicitatie_lijst as veel
from vacatures.views import sollicitatie_schrijven as schrijven
from vacatures.views.sollicitatie_link import antwoord

app_name = "sollicitaties"
urlpatterns = [
    path("", veel.lijst, name="lijst"),
    path("doorsturen/", veel.doorsturen, name="doorsturen"),
    path("nieuw/<uuid:public_id>/", schrijven.nieuw, name="nieuw"),
    path("nieuw/<uuid:public_id>/bewaren/", schrijven.bewaren, name="bewaren"),
    path("nieuw/<uuid:public_id>/nalezen/", schrijven.nalezen, name="nalezen"),
    path("antwoord/<str:token>/", antwoord, name="antwoord"),
    path("<uuid:public_id>/", een.detail, name="detail"),
    path("<uuid:public_id>/<slug:handeling>/", een.handeling, name="handeling"),
]
