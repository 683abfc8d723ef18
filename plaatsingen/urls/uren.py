"""Addresses of hours and the timetable."""

from django.urls import path

from plaatsingen.views import uren

urlpatterns = [
    path("uren/", uren.te_bevestigen, name="uren_te_bevestigen"),
    path("<uuid:public_id>/uren/", uren.overzicht, name="uren"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/", uren.week, name="uren_week"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/bevestigen/", uren.bevestig, name="uren_bevestigen"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/heropenen/", uren.heropen, name="uren_heropenen"),
]
