"""Addresses of `begeleiding`."""

from django.urls import URLPattern

app_name = "begeleiding"
urlpatterns: list[URLPattern] = []
