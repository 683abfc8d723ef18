"""Addresses of vacatures, seen by students and offered by leerbedrijven."""

from django.urls import URLPattern

app_name = "vacature"
urlpatterns: list[URLPattern] = []
