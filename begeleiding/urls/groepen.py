"""Addresses of groepen."""

from django.urls import URLPattern

app_name = "groepen"
urlpatterns: list[URLPattern] = []
