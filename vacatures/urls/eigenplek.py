"""Addresses of places that students found."""

from django.urls import path

from vacatures.views import eigenplek as views
from vacatures.views import eigenplek_link, eigenplek_school

app_name = "eigenplek"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("bevestigen/<str:token>/", eigenplek_link.bevestigen, name="bevestigen"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/wijzigen/", views.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/intrekken/", views.intrekken, name="intrekken"),
    path("<uuid:public_id>/herinneren/", views.herinneren, name="herinneren"),
    path("<uuid:public_id>/nakijken/", eigenplek_school.nakijken, name="nakijken"),
    path("<uuid:public_id>/afwijzen/", eigenplek_school.afwijzen, name="afwijzen"),
    path("<uuid:public_id>/erkenning/", eigenplek_school.erkenning, name="erkenning"),
]
