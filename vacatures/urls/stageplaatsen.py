"""Addresses of places."""

from django.urls import path

from vacatures.views import stageplaatsen as views

app_name = "vacatures"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/wijzigen/", views.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/klopt-nog/", views.klopt_nog, name="klopt_nog"),
    path("<uuid:public_id>/intrekken/", views.intrekken, name="intrekken"),
    path("<uuid:public_id>/terugzetten/", views.terugzetten, name="terugzetten"),
]
