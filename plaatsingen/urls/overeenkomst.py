"""Addresses of agreements, amendments and their texts."""

from django.urls import path

from plaatsingen.views import aanvulling, overeenkomst, overeenkomsten, overeenkomstteksten

urlpatterns = [
    path("overeenkomsten/", overeenkomsten.lijst, name="overeenkomsten"),
    path("overeenkomsten/nog-te-maken/", overeenkomsten.nog_te_maken, name="overeenkomsten_te_maken"),
    path("overeenkomsten/versturen/", overeenkomsten.versturen, name="overeenkomsten_versturen"),
    path("overeenkomsten/archief/", overeenkomsten.archief, name="overeenkomsten_archief"),
    path("overeenkomsten/teksten/", overeenkomstteksten.lijst, name="overeenkomstteksten"),
    path("overeenkomsten/teksten/nieuw/", overeenkomstteksten.schrijven, name="overeenkomsttekst_schrijven"),
    path("overeenkomsten/teksten/<uuid:public_id>/", overeenkomstteksten.versie, name="overeenkomsttekst"),
    path("overeenkomsten/<uuid:public_id>/", overeenkomst.detail, name="overeenkomst"),
    path("overeenkomsten/<uuid:public_id>/bewerken/", overeenkomst.bewerken, name="overeenkomst_bewerken"),
    path("overeenkomsten/<uuid:public_id>/versturen/", overeenkomst.versturen, name="overeenkomst_versturen"),
    path("overeenkomsten/<uuid:public_id>/intrekken/", overeenkomst.intrekken, name="overeenkomst_intrekken"),
    path("overeenkomsten/<uuid:public_id>/doorvoeren/", overeenkomst.doorvoeren, name="overeenkomst_doorvoeren"),
    path("overeenkomsten/<uuid:public_id>/document.pdf", overeenkomst.pdf, name="overeenkomst_pdf"),
    path("<uuid:public_id>/overeenkomst/", overeenkomst.maken, name="overeenkomst_maken"),
    path("<uuid:public_id>/aanvulling/", aanvulling.maken, name="aanvulling_maken"),
]
