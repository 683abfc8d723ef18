"""Addresses of dividing students over the poule, and of cover."""

from django.urls import path

from begeleiding.views import toewijzen as views
from begeleiding.views import toewijzen_ronde as ronde
from begeleiding.views import toewijzen_student as student
from begeleiding.views import toewijzen_waarnemen as waarnemen

app_name = "toewijzen"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("waarnemen/", waarnemen.lijst, name="waarnemen"),
    path("waarnemen/nieuw/", waarnemen.nieuw, name="waarnemen_nieuw"),
    path("waarnemen/<uuid:public_id>/stoppen/", waarnemen.stoppen, name="waarnemen_stoppen"),
    path("student/<uuid:public_id>/", student.student, name="student"),
    path("student/<uuid:public_id>/uitsluiten/<uuid:begeleider_id>/", student.uitsluiten, name="uitsluiten"),
    path("<uuid:public_id>/", ronde.ronde, name="ronde"),
    path("<uuid:public_id>/vastzetten/", ronde.vastzetten, name="vastzetten"),
    path("<uuid:public_id>/opnieuw/", ronde.opnieuw, name="opnieuw"),
    path("<uuid:public_id>/vaststellen/", ronde.vaststellen, name="vaststellen"),
    path("<uuid:public_id>/vervallen/", ronde.vervallen, name="vervallen"),
]
