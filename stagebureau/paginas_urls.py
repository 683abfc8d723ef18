"""Addresses of search, handbook and statements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
