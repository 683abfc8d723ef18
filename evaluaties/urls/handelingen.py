"""Addresses of the certificatenboekje."""

from django.urls import path

from evaluaties.views import certificeren, handelingen

urlpatterns = [
    path("", handelingen.lijst, name="lijst"),
    path("certificeren/", certificeren.certificeren, name="certificeren"),
    path("certificaat/<uuid:public_id>/intrekken/", certificeren.intrekken, name="intrekken"),
    path("student/<uuid:public_id>/", handelingen.boekje, name="student"),
    path("stage/<uuid:public_id>/", handelingen.stage, name="stage"),
    path("stage/<uuid:public_id>/<slug:code>/", handelingen.niveau, name="niveau"),
    path("niveau/<uuid:public_id>/antwoord/", handelingen.antwoord, name="antwoord"),
]
