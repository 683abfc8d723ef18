"""Addresses of kennismaking, documents, pauses and ending."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
