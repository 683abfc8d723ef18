"""Addresses of groups."""

from django.urls import path

from begeleiding.views import groepen, groepen_bijeenkomst, groepen_student

app_name = "groepen"
urlpatterns = [
    path("", groepen.lijst, name="lijst"),
    path("nieuw/", groepen.nieuw, name="nieuw"),
    path("ouderejaars/", groepen_student.juniors, name="juniors"),
    path("ouderejaars/<uuid:public_id>/contact/", groepen_student.contact, name="contact"),
    path("ouderejaars/<uuid:public_id>/stoppen/", groepen_student.ontkoppelen, name="ontkoppelen"),
    path("bijeenkomst/<uuid:public_id>/", groepen_bijeenkomst.bijeenkomst, name="bijeenkomst"),
    path("bijeenkomst/<uuid:public_id>/verplaatsen/", groepen_bijeenkomst.verplaatsen, name="verplaatsen"),
    path("bijeenkomst/<uuid:public_id>/afzeggen/", groepen_bijeenkomst.afzeggen, name="afzeggen"),
    path("bijeenkomst/<uuid:public_id>/afmelden/", groepen_student.afmelden, name="afmelden"),
    path("tijd/<uuid:public_id>/kiezen/", groepen_student.boeken, name="boeken"),
    path("tijd/<uuid:public_id>/teruggeven/", groepen_student.teruggeven, name="teruggeven"),
    path("<uuid:public_id>/", groepen.reeks, name="reeks"),
    path("<uuid:public_id>/wijzigen/", groepen.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/stoppen/", groepen.stoppen, name="stoppen"),
    path("<uuid:public_id>/studenten/", groepen.leden, name="leden"),
    path("<uuid:public_id>/studenten/<uuid:student_id>/weg/", groepen.lid_weg, name="lid_weg"),
    path("<uuid:public_id>/plannen/", groepen.plannen, name="plannen"),
]
