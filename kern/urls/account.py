"""Addresses of one's own account."""

from django.urls import path

from kern.views import account

app_name = "account"
urlpatterns = [
    path("", account.mijn_gegevens, name="mijn"),
    path("uitnodiging/<str:token>/", account.uitnodiging, name="uitnodiging"),
]
