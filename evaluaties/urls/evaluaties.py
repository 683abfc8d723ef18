"""Addresses of evaluaties."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
