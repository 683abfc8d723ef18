"""Addresses of placements themselves."""

from django.urls import path

from plaatsingen.views import aankomend, detail, einddatum, lijst, nieuw, status

urlpatterns = [
    path("", lijst.lijst, name="lijst"),
    path("studenten/", aankomend.studenten, name="studenten"),
    path("nieuw/", nieuw.student, name="nieuw"),
    path("nieuw/<uuid:student_id>/", nieuw.plek, name="nieuw_plek"),
    path("nieuw/<uuid:student_id>/<uuid:public_id>/", nieuw.afspraken, name="nieuw_afspraken"),
    path("<uuid:public_id>/", detail.detail, name="detail"),
    path("<uuid:public_id>/begeleider/", detail.begeleider, name="begeleider"),
    path("<uuid:public_id>/laatste-dag/", einddatum.wijzig, name="einddatum"),
    path("<uuid:public_id>/status/<slug:actie>/", status.wijzig, name="status"),
]
