"""Addresses of evaluaties."""

from django.urls import path

from evaluaties.views import evaluaties

urlpatterns = [
    path("", evaluaties.lijst, name="lijst"),
    path("openen/", evaluaties.kies, name="kies"),
    path("openen/<uuid:public_id>/", evaluaties.openen, name="openen"),
    path("<uuid:public_id>/", evaluaties.detail, name="detail"),
    path("<uuid:public_id>/invullen/", evaluaties.invullen, name="invullen"),
    path("<uuid:public_id>/bewaren/", evaluaties.bewaren, name="bewaren"),
]
