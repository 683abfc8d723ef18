"""Addresses of agreements of a placement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
