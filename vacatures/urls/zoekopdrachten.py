"""Addresses of saved searches."""

from django.urls import path

from vacatures.views import zoekopdrachten as views

app_name = "zoekopdrachten"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("bewaren/", views.bewaren, name="bewaren"),
    path("<uuid:public_id>/wijzigen/", views.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/verwijderen/", views.verwijderen, name="verwijderen"),
]
