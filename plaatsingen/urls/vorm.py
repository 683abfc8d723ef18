"""Addresses of programme templates and phases."""

from django.urls import path

from plaatsingen.views import route, vormen

urlpatterns = [
    path("stagevormen/", vormen.lijst, name="stagevormen"),
    path("stagevormen/nieuw/", vormen.nieuw, name="stagevorm_nieuw"),
    path("stagevormen/<slug:code>/", vormen.detail, name="stagevorm"),
    path("stagevormen/<slug:code>/wijzigen/", vormen.wijzigen, name="stagevorm_wijzigen"),
    path("stagevormen/<slug:code>/vervallen/", vormen.vervallen, name="stagevorm_vervallen"),
    path("<uuid:public_id>/route/", route.route, name="route"),
    path("<uuid:public_id>/route/vorm/", route.kiezen, name="vorm_kiezen"),
    path("<uuid:public_id>/route/<int:fase_id>/voorstellen/", route.voorstellen, name="stap_voorstellen"),
    path("<uuid:public_id>/route/<uuid:stap_id>/antwoorden/", route.antwoorden, name="stap_antwoorden"),
]
