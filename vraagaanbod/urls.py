"""Addresses of `vraagaanbod`."""

from django.urls import URLPattern

app_name = "vraagaanbod"
urlpatterns: list[URLPattern] = []
