"""Addresses of one's own account."""

from django.urls import path

from kern.views import account, voorkeuren

app_name = "account"
urlpatterns = [
    path("", account.mijn_gegevens, name="mijn"),
    path("mail/", voorkeuren.mail, name="mailvoorkeuren"),
    path("agenda/", voorkeuren.agenda, name="agenda"),
    path("uitnodiging/<str:token>/", account.uitnodiging, name="uitnodiging"),
]
