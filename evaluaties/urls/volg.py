"""Addresses of volg."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
