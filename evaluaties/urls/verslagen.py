"""Addresses of verslagen."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
