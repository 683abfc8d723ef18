"""Addresses of verslagen."""

from django.urls import path

from evaluaties.views import (
    beleid,
    bijlagen,
    cijfers,
    lezen,
    opdracht,
    regelen,
    schrijven,
    stand,
    treden,
    verslagen,
    voorstel,
)

urlpatterns = [
    path("", verslagen.lijst, name="lijst"),
    path("lezen/", verslagen.te_lezen, name="te_lezen"),
    path("beleid/", beleid.lijst, name="beleid"),
    path("beleid/nieuw/", beleid.nieuw, name="beleid_nieuw"),
    path("regelen/<uuid:public_id>/", regelen.regelen, name="regelen"),
    path("voorstel/<uuid:public_id>/", voorstel.voorstel, name="voorstel"),
    path("treden/", treden.treden, name="treden"),
    path("treden/samen/", treden.samen, name="treden_samen"),
    path("cijfers/", cijfers.cijfers, name="cijfers"),
    path("stand/<uuid:public_id>/", stand.stand, name="stand"),
    path("schrijven/<uuid:public_id>/<str:plicht>/", schrijven.schrijven, name="schrijven"),
    path("schrijven/<uuid:public_id>/<str:plicht>/bewaren/", schrijven.bewaren, name="bewaren"),
    path("schrijven/<uuid:public_id>/<str:plicht>/inleveren/", schrijven.inleveren, name="inleveren"),
    path("schrijven/<uuid:public_id>/<str:plicht>/ontvangen/", schrijven.ontvangen, name="ontvangen"),
    path("schrijven/<uuid:public_id>/<str:plicht>/bijlagen/", schrijven.uploaden, name="uploaden"),
    path("opdracht/<uuid:public_id>/<str:plicht>/", opdracht.opdracht, name="opdracht"),
    path("opdracht/<uuid:public_id>/<str:plicht>/bewaren/", opdracht.bewaren, name="opdracht_bewaren"),
    path("opdracht/<uuid:public_id>/<str:plicht>/bijlagen/", opdracht.uploaden, name="opdracht_uploaden"),
    path("opdracht/<uuid:public_id>/<str:plicht>/inleveren/", opdracht.inleveren, name="opdracht_inleveren"),
    path("opdracht/<uuid:public_id>/<str:plicht>/lezen/", opdracht.lezen, name="opdracht_lezen"),
    path("bijlage/<uuid:public_id>/", bijlagen.bijlage, name="bijlage"),
    path("<uuid:public_id>/", lezen.detail, name="detail"),
    path("<uuid:public_id>/feedback/", lezen.feedback, name="feedback"),
    path("<uuid:public_id>/feedback/bewaren/", lezen.feedback_bewaren, name="feedback_bewaren"),
    path("<uuid:public_id>/noodinzage/", lezen.noodinzage, name="noodinzage"),
]
