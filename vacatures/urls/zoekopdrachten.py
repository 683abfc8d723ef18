"""Addresses of saved searches."""

from django.urls import URLPattern

app_name = "zoekopdrachten"
urlpatterns: list[URLPattern] = []
