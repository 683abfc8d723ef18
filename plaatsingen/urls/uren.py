"""Addresses of hours and the timetable."""

from django.urls import path

from plaatsingen.views import rooster, stagefonds, uren, uren_bevestigen

urlpatterns = [
    path("uren/", uren_bevestigen.te_bevestigen, name="uren_te_bevestigen"),
    path("stagefonds/", stagefonds.overzicht, name="stagefonds"),
    path("stagefonds/bijwerken/", stagefonds.bijwerken, name="stagefonds_bijwerken"),
    path("stagefonds/vergelijken/", stagefonds.vergelijken, name="stagefonds_vergelijken"),
    path("<uuid:public_id>/uren/", uren.overzicht, name="uren"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/", uren.week, name="uren_week"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/bevestigen/", uren.bevestig, name="uren_bevestigen"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/heropenen/", uren.heropen, name="uren_heropenen"),
    path("<uuid:public_id>/uren/<int:jaar>/<int:week>/vraag/", uren.vraag, name="uren_vraag"),
    path("<uuid:public_id>/rooster/", rooster.overzicht, name="rooster"),
    path("<uuid:public_id>/rooster/patroon/", rooster.patroon, name="rooster_patroon"),
    path("<uuid:public_id>/rooster/akkoord/", rooster.akkoord, name="rooster_akkoord"),
    path("<uuid:public_id>/rooster/<int:jaar>/<int:week>/", rooster.week, name="rooster_week"),
    path("<uuid:public_id>/rooster/<int:jaar>/<int:week>/kopieren/", rooster.kopieer, name="rooster_kopieren"),
]
