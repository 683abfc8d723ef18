"""Addresses of `begeleiding`."""

from django.urls import path

from begeleiding.views import gesprekken as views

app_name = "begeleiding"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.kies, name="kies"),
    path("nieuw/<uuid:public_id>/", views.nieuw, name="nieuw"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/wijzigen/", views.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/klopt/", views.oordeel, name="oordeel"),
    path("<uuid:public_id>/stappen/<int:nummer>/", views.stap, name="stap"),
]
