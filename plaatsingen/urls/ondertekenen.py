"""Addresses of signing agreements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
