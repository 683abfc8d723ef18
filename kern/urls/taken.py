"""Addresses of long work."""

from django.urls import path

from kern.views import taken

app_name = "taken"
urlpatterns = [
    path("", taken.lijst, name="lijst"),
    path("<uuid:public_id>/", taken.detail, name="detail"),
    path("<uuid:public_id>/annuleren/", taken.annuleren, name="annuleren"),
    path("<uuid:public_id>/bestand/", taken.bestand, name="bestand"),
]
