"""Addresses of vacatures, seen by students and offered by leerbedrijven."""

from django.urls import path

from vacatures.views import vacature, vacature_maken, vacature_moderatie, zoeken

app_name = "vacature"
urlpatterns = [
    path("", zoeken.lijst, name="lijst"),
    path("beheer/", vacature_maken.beheer, name="beheer"),
    path("nieuw/", vacature_maken.nieuw, name="nieuw"),
    path("meldingen/", vacature_moderatie.moderatie, name="moderatie"),
    path("meldingen/<uuid:public_id>/", vacature_moderatie.melding, name="melding"),
    path("<uuid:public_id>/", vacature.detail, name="detail"),
    path("<uuid:public_id>/bekeken/", vacature.bekeken, name="bekeken"),
    path("<uuid:public_id>/versies/", vacature.versies, name="versies"),
    path("<uuid:public_id>/melden/", vacature.melden, name="melden"),
    path("<uuid:public_id>/bewerken/<slug:stap>/", vacature_maken.bewerken, name="bewerken"),
    path("<uuid:public_id>/bewaren/<slug:stap>/", vacature_maken.bewaren, name="bewaren"),
    path("<uuid:public_id>/controle/", vacature_maken.controle, name="controle"),
    path("<uuid:public_id>/publiceren/", vacature_maken.publiceren, name="publiceren"),
    path("<uuid:public_id>/intrekken/", vacature_maken.intrekken, name="intrekken"),
    path("<uuid:public_id>/weggooien/", vacature_maken.weggooien, name="weggooien"),
    path("<uuid:public_id>/terugzetten/", vacature_moderatie.terugzetten, name="terugzetten"),
]
