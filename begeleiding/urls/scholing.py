"""Addresses of scholing."""

from django.urls import URLPattern

app_name = "scholing"
urlpatterns: list[URLPattern] = []
