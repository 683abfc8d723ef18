"""Addresses of the route and of the figures about who stops (R8.4)."""

from django.urls import path

from evaluaties.views import volg, volg_cijfers

urlpatterns = [
    path("", volg.lijst, name="lijst"),
    path("cijfers/", volg_cijfers.overzicht, name="cijfers"),
    path("<uuid:public_id>/", volg.route, name="route"),
    path("<uuid:public_id>/kiezen/", volg.kiezen, name="kiezen"),
    path("<uuid:public_id>/intrekken/", volg.intrekken, name="intrekken"),
    path("<uuid:public_id>/bespreken/", volg.bespreken, name="bespreken"),
]
