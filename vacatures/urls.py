"""Addresses of `vacatures`."""

from django.urls import URLPattern

app_name = "vacatures"
urlpatterns: list[URLPattern] = []
