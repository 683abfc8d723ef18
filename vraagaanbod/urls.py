"""Addresses of demand and supply."""

from django.urls import path

from vraagaanbod.views import (
    belangstelling,
    bord,
    cluster,
    klopt_nog,
    maatregelen,
    op_naam,
    opgeven,
    scenarios,
    stagedagen,
    verdeling,
    weken,
)

app_name = "vraagaanbod"
urlpatterns = [
    path("", bord.bord, name="bord"),
    path("opgeven/", opgeven.opgeven, name="opgeven"),
    path("cluster/<str:code>/", cluster.cluster, name="cluster"),
    path("weken/", weken.weken, name="weken"),
    path("maatregelen/", maatregelen.lijst, name="maatregelen"),
    path("maatregelen/nieuw/", maatregelen.nieuw, name="maatregel_nieuw"),
    path("maatregelen/<uuid:public_id>/", maatregelen.maatregel, name="maatregel"),
    path("maatregelen/<uuid:public_id>/wijzigen/", maatregelen.wijzigen, name="maatregel_wijzigen"),
    path("scenarios/", scenarios.lijst, name="scenarios"),
    path("scenarios/nieuw/", scenarios.nieuw, name="scenario_nieuw"),
    path("scenarios/zoeken/", scenarios.zoeken, name="scenario_zoeken"),
    path("scenarios/<uuid:public_id>/", scenarios.scenario, name="scenario"),
    path("scenarios/<uuid:public_id>/wijzigen/", scenarios.wijzigen, name="scenario_wijzigen"),
    path("scenarios/<uuid:public_id>/toepassen/", scenarios.toepassen_, name="scenario_toepassen"),
    path("scenarios/<uuid:public_id>/ongedaan/", scenarios.ongedaan, name="scenario_ongedaan"),
    path("scenarios/<uuid:public_id>/verwijderen/", scenarios.verwijderen, name="scenario_verwijderen"),
    path("klopt-nog/", klopt_nog.klopt_nog, name="klopt_nog"),
    path("belangstelling/", belangstelling.belangstelling, name="belangstelling"),
    path("belangstelling/antwoord/", belangstelling.belangstelling_antwoord, name="belangstelling_antwoord"),
    path("belangstelling/vragen/", belangstelling.belangstelling_vragen, name="belangstelling_vragen"),
    path("studenten/", op_naam.op_naam, name="op_naam"),
    path("studenten/<str:code>/", op_naam.op_naam_cluster, name="op_naam_cluster"),
    path("stagedagen/", stagedagen.stagedagen, name="stagedagen"),
    path("stagedagen/opgeven/", stagedagen.stagedagen_opgeven, name="stagedagen_opgeven"),
    path("verdeling/", verdeling.verdelingen, name="verdelingen"),
    path("verdeling/nieuw/", verdeling.verdeling_nieuw, name="verdeling_nieuw"),
    path("verdeling/<uuid:public_id>/", verdeling.verdeling, name="verdeling"),
    path("verdeling/<uuid:public_id>/sleutel/", verdeling.verdeling_sleutel, name="verdeling_sleutel"),
    path("verdeling/<uuid:public_id>/verplaatsen/", verdeling.verdeling_verplaatsen, name="verdeling_verplaatsen"),
    path("verdeling/<uuid:public_id>/vaststellen/", verdeling.verdeling_vaststellen, name="verdeling_vaststellen"),
    path("verdeling/<uuid:public_id>/intrekken/", verdeling.verdeling_intrekken, name="verdeling_intrekken"),
]
