"""Addresses of evc."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
