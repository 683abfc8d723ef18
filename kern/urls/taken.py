"""Addresses of taken."""

from django.urls import URLPattern

app_name = "taken"
urlpatterns: list[URLPattern] = []
