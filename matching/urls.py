"""Addresses of `matching`."""

from django.urls import path

from matching.views import pin, ronde, stappen, voorkeuren

app_name = "matching"
urlpatterns = [
    path("", ronde.lijst, name="lijst"),
    path("nieuw/", stappen.nieuw, name="nieuw"),
    path("voorkeuren/", voorkeuren.voorkeuren, name="voorkeuren"),
    path("voorkeuren/toevoegen/", voorkeuren.toevoegen, name="voorkeur_toevoegen"),
    path("<uuid:public_id>/", ronde.ronde, name="ronde"),
    path("<uuid:public_id>/wijzigen/", stappen.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/berekenen/", stappen.berekenen, name="berekenen"),
    path("<uuid:public_id>/publiceren/", stappen.publiceren, name="publiceren"),
    path("<uuid:public_id>/student/<uuid:student_id>/", pin.student, name="student"),
]
