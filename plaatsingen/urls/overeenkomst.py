"""Addresses of agreements of a placement."""

from django.urls import path

from plaatsingen.views import overeenkomst

urlpatterns = [
    path("overeenkomsten/<uuid:public_id>/", overeenkomst.detail, name="overeenkomst"),
    path("overeenkomsten/<uuid:public_id>/bewerken/", overeenkomst.bewerken, name="overeenkomst_bewerken"),
]
