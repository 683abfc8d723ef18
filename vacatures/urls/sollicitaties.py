"""Addresses of applications."""

from django.urls import URLPattern

app_name = "sollicitaties"
urlpatterns: list[URLPattern] = []
