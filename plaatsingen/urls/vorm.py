"""Addresses of programme templates and phases."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
