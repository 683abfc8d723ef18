"""Addresses of one's own messages."""

from django.urls import path

from kern.views import account

app_name = "meldingen"
urlpatterns = [
    path("", account.meldingen, name="lijst"),
    path("gelezen/", account.meldingen_gelezen, name="gelezen"),
    path("<uuid:public_id>/", account.melding_openen, name="openen"),
]
