"""Addresses of the poule and of mentors."""

from django.urls import path

from begeleiding.views import mentoren, poule, poule_normen, poule_planner, poule_rooster

app_name = "poule"
urlpatterns = [
    path("", poule.lijst, name="lijst"),
    path("planner/", poule_planner.planner, name="planner"),
    path("rekenen/", poule_planner.rekenen, name="rekenen"),
    path("normen/", poule_normen.normen, name="normen"),
    path("normen/<int:nummer>/intrekken/", poule_normen.intrekken, name="norm_intrekken"),
    path("mentoren/", mentoren.lijst, name="mentoren"),
    path("mentoren/nieuw/", mentoren.nieuw, name="mentor_nieuw"),
    path("mentoren/<uuid:public_id>/", mentoren.detail, name="mentor"),
    path("mentoren/<uuid:public_id>/wijzigen/", mentoren.wijzigen, name="mentor_wijzigen"),
    path("mentoren/<uuid:public_id>/koppelen/", mentoren.koppelen, name="mentor_koppelen"),
    path("mentoren/<uuid:public_id>/<uuid:koppel_id>/stoppen/", mentoren.stoppen, name="mentor_stoppen"),
    path("nieuw/", poule.nieuw, name="nieuw"),
    path("<uuid:public_id>/", poule.begeleider, name="begeleider"),
    path("<uuid:public_id>/wijzigen/", poule.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/afwezig/", poule_rooster.afwezig, name="afwezig"),
    path("<uuid:public_id>/afwezig/<uuid:afwezig_id>/terug/", poule_rooster.terug, name="terug"),
    path("<uuid:public_id>/inzet/", poule_rooster.inzet, name="inzet"),
    path("<uuid:public_id>/inzet/<uuid:inzet_id>/stoppen/", poule_rooster.inzet_stoppen, name="inzet_stoppen"),
]
