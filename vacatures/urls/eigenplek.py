"""Addresses of places that students found."""

from django.urls import URLPattern

app_name = "eigenplek"
urlpatterns: list[URLPattern] = []
