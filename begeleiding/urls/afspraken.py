"""Addresses of planned talks, rhythm and visit routes."""

from django.urls import path

from begeleiding.views import afspraken, afspraken_plannen, afspraken_route

app_name = "afspraken"
urlpatterns = [
    path("", afspraken.kalender, name="kalender"),
    path("te-plannen/", afspraken_plannen.te_plannen, name="te_plannen"),
    path("ritmes/", afspraken_plannen.ritmes, name="ritmes"),
    path("route/", afspraken_route.route, name="route"),
    path("dagroute/", afspraken_route.dagroute, name="dagroute"),
    path("nieuw/<uuid:public_id>/", afspraken.nieuw, name="nieuw"),
    path("<uuid:public_id>/", afspraken.detail, name="detail"),
    path("<uuid:public_id>/wijzigen/", afspraken.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/afzeggen/", afspraken.afzeggen, name="afzeggen"),
    path("<uuid:public_id>/agenda.ics", afspraken.ics, name="ics"),
]
