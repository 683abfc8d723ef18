"""Addresses of search, handbook and statements."""

from django.urls import path

from stagebureau.views import paginas, zoeken

urlpatterns = [
    path("zoeken/", zoeken.zoeken, name="zoeken"),
    path("handleiding/", paginas.handleiding, name="handleiding"),
    path("handleiding/beelden/<slug:naam>.png", paginas.beeld, name="handleiding_beeld"),
    path("handleiding/<slug:naam>/", paginas.handleiding, name="handleiding_hoofdstuk"),
    path("privacy/", paginas.privacy, name="privacy"),
    path("toegankelijkheid/", paginas.toegankelijkheid, name="toegankelijkheid"),
]
