"""Addresses of `enquetes`."""

from django.urls import path

from enquetes.views import beheer, invullen, uitkomst

app_name = "enquetes"
urlpatterns = [
    path("", beheer.lijst, name="lijst"),
    path("nieuw/", beheer.nieuw, name="nieuw"),
    path("vragen/<uuid:public_id>/", beheer.vragen, name="vragen"),
    path("invullen/<uuid:public_id>/", invullen.eigen, name="invullen"),
    path("mening/<str:token>/", invullen.met_mail, name="link"),
    path("<uuid:public_id>/", uitkomst.meting, name="meting"),
    path("<uuid:public_id>/sluiten/", beheer.sluiten, name="sluiten"),
    path("<uuid:public_id>/nakijken/", beheer.nakijken, name="nakijken"),
]
