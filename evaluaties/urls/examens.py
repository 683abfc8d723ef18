"""Addresses of exams."""

from django.urls import path

from evaluaties.views import examens

urlpatterns = [
    path("", examens.overzicht, name="overzicht"),
    path("stage/<uuid:public_id>/", examens.stage, name="stage"),
    path("stage/<uuid:public_id>/<slug:code>/aanvragen/", examens.aanvragen, name="aanvragen"),
    path("<uuid:gang_id>/go/", examens.go, name="go"),
    path("<uuid:gang_id>/dag/", examens.dag, name="dag"),
    path("<uuid:gang_id>/uitslag/", examens.uitslag, name="uitslag"),
]
