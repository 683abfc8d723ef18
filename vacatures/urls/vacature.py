"""Addresses of vacatures, seen by students and offered by leerbedrijven."""

from django.urls import path

from vacatures.views import zoeken

app_name = "vacature"
urlpatterns = [
    path("", zoeken.lijst, name="lijst"),
]
