"""Addresses of doelen."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
