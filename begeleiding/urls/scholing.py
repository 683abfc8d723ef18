"""Addresses of trainings and certificates."""

from django.urls import path

from begeleiding.views import scholing, scholing_register

app_name = "scholing"
urlpatterns = [
    path("", scholing.lijst, name="lijst"),
    path("nieuw/", scholing.nieuw, name="nieuw"),
    path("register/", scholing_register.register, name="register"),
    path("register/nieuw/", scholing_register.nieuw, name="bewijs_nieuw"),
    path("register/<uuid:public_id>/certificaat/", scholing_register.certificaat, name="certificaat"),
    path("register/<uuid:public_id>/weg/", scholing_register.weg, name="bewijs_weg"),
    path("<uuid:public_id>/", scholing.training, name="training"),
    path("<uuid:public_id>/wijzigen/", scholing.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/afzeggen/", scholing.afzeggen, name="afzeggen"),
    path("<uuid:public_id>/uitnodigen/", scholing.uitnodigen, name="uitnodigen"),
    path("<uuid:public_id>/aanmelden/", scholing.aanmelden, name="aanmelden"),
    path("<uuid:public_id>/afmelden/", scholing.afmelden, name="afmelden"),
    path("<uuid:public_id>/opkomst/", scholing.opkomst, name="opkomst"),
]
