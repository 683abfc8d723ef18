"""Addresses of toewijzen."""

from django.urls import URLPattern

app_name = "toewijzen"
urlpatterns: list[URLPattern] = []
