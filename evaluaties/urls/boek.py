"""Addresses of the BPV-boek."""

from django.urls import path

from evaluaties.views import boek

urlpatterns = [
    path("", boek.lijst, name="lijst"),
    path("eigen/", boek.eigen, name="eigen"),
    path("groep/", boek.groep, name="groep"),
    path("student/<uuid:public_id>/", boek.student, name="student"),
    path("stage/<uuid:public_id>/", boek.plaatsing, name="plaatsing"),
    path("evc/<uuid:public_id>/", boek.evc, name="evc"),
    path("<uuid:public_id>/bestand/", boek.bestand, name="bestand"),
]
