"""Addresses of places."""

from django.urls import path

from vacatures.views import stageplaatsen as views
from vacatures.views import stageplaatsen_inrichten as inrichten
from vacatures.views import stageplaatsen_veel as veel

app_name = "vacatures"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("veel/", veel.veel, name="veel"),
    path("veel/klopt-nog/", veel.klopt_nog_alle, name="klopt_nog_alle"),
    path("veel/kopie/", veel.kopie, name="kopie"),
    path("afdelingen/", veel.afdelingen, name="afdelingen"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/weken/", inrichten.weken, name="weken"),
    path("<uuid:public_id>/weken/weg/", inrichten.weken_weg, name="weken_weg"),
    path("<uuid:public_id>/begeleiders/", inrichten.begeleiders, name="begeleiders"),
    path("<uuid:public_id>/begeleiders/weg/", inrichten.begeleider_weg, name="begeleider_weg"),
    path("<uuid:public_id>/wijzigen/", views.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/klopt-nog/", views.klopt_nog, name="klopt_nog"),
    path("<uuid:public_id>/intrekken/", views.intrekken, name="intrekken"),
    path("<uuid:public_id>/terugzetten/", views.terugzetten, name="terugzetten"),
]
