"""Addresses of verslagen."""

from django.urls import path

from evaluaties.views import lezen, regelen, schrijven, verslagen

urlpatterns = [
    path("", verslagen.lijst, name="lijst"),
    path("lezen/", verslagen.te_lezen, name="te_lezen"),
    path("regelen/<uuid:public_id>/", regelen.regelen, name="regelen"),
    path("schrijven/<uuid:public_id>/<str:plicht>/", schrijven.schrijven, name="schrijven"),
    path("schrijven/<uuid:public_id>/<str:plicht>/bewaren/", schrijven.bewaren, name="bewaren"),
    path("schrijven/<uuid:public_id>/<str:plicht>/inleveren/", schrijven.inleveren, name="inleveren"),
    path("<uuid:public_id>/", lezen.detail, name="detail"),
    path("<uuid:public_id>/feedback/", lezen.feedback, name="feedback"),
    path("<uuid:public_id>/noodinzage/", lezen.noodinzage, name="noodinzage"),
]
