"""Addresses of `plaatsingen`."""

from django.urls import path

from plaatsingen.views import aankomend, detail, einddatum, lijst, nieuw, status, uren

app_name = "plaatsingen"
urlpatterns = [
    path("", lijst.lijst, name="lijst"),
    path("uren/", uren.te_bevestigen, name="uren_te_bevestigen"),
    path("studenten/", aankomend.studenten, name="studenten"),
    path("nieuw/", nieuw.student, name="nieuw"),
    path("nieuw/<uuid:student_id>/", nieuw.plek, name="nieuw_plek"),
    path("nieuw/<uuid:student_id>/<uuid:public_id>/", nieuw.afspraken, name="nieuw_afspraken"),
    path("<uuid:public_id>/", detail.detail, name="detail"),
    path("<uuid:public_id>/begeleider/", detail.begeleider, name="begeleider"),
    path("<uuid:public_id>/laatste-dag/", einddatum.wijzig, name="einddatum"),
    path("<uuid:public_id>/status/<slug:actie>/", status.wijzig, name="status"),
    path("<uuid:public_id>/uren/", uren.overzicht, name="uren"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/", uren.week, name="uren_week"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/bevestigen/", uren.bevestig, name="uren_bevestigen"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/heropenen/", uren.heropen, name="uren_heropenen"),
]
