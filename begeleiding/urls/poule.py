"""Addresses of poule."""

from django.urls import URLPattern

app_name = "poule"
urlpatterns: list[URLPattern] = []
