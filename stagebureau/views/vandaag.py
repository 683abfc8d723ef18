"""Home: what needs me now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def vandaag(request: HttpRequest) -> HttpResponse:
    """Show what the person must do, most urgent first."""
    return render(request, "vandaag/vandaag.html", {"taken": []})
