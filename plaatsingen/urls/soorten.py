"""Addresses of the special kinds of placement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
