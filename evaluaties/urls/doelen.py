"""Addresses of goals, the portfolio and coaches."""

from django.urls import path

from evaluaties.views import doelen, doelen_coach, portfolio, portfolio_delen

urlpatterns = [
    path("", doelen.lijst, name="lijst"),
    path("nieuw/", doelen.nieuw, name="nieuw"),
    path("student/<uuid:public_id>/", doelen.student, name="student"),
    path("student/<uuid:public_id>/coach/", doelen_coach.kiezen, name="coach_kiezen"),
    path("coach/<uuid:public_id>/stoppen/", doelen_coach.stoppen, name="coach_stoppen"),
    path("stap/<uuid:public_id>/", doelen.stap, name="stap"),
    path("koppeling/<uuid:public_id>/los/", doelen.losmaken, name="losmaken"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/nieuw/", portfolio.nieuw, name="stuk_nieuw"),
    path("portfolio/meenemen/", portfolio.meenemen, name="meenemen"),
    path("portfolio/bestand/<uuid:public_id>/", portfolio.bestand, name="bestand"),
    path("portfolio/delen/", portfolio_delen.delingen, name="delingen"),
    path("portfolio/delen/nieuw/", portfolio_delen.nieuw, name="deel"),
    path("portfolio/delen/<uuid:public_id>/stoppen/", portfolio_delen.stoppen, name="deel_stoppen"),
    path("portfolio/<uuid:public_id>/", portfolio.stuk, name="stuk"),
    path("portfolio/<uuid:public_id>/wijzigen/", portfolio.wijzigen, name="stuk_wijzigen"),
    path("portfolio/<uuid:public_id>/versie/", portfolio.versie, name="stuk_versie"),
    path("portfolio/<uuid:public_id>/weg/", portfolio.weg, name="stuk_weg"),
    path("gedeeld/<str:token>/", portfolio_delen.gedeeld, name="gedeeld"),
    path("gedeeld/<str:token>/code/", portfolio_delen.code, name="gedeeld_code"),
    path("gedeeld/<str:token>/openen/", portfolio_delen.openen, name="gedeeld_openen"),
    path("gedeeld/<str:token>/bestand/<uuid:versie_id>/", portfolio_delen.gedeeld_bestand, name="gedeeld_bestand"),
    path("<uuid:public_id>/", doelen.detail, name="detail"),
    path("<uuid:public_id>/wijzigen/", doelen.wijzigen, name="wijzigen"),
    path("<uuid:public_id>/afronden/", doelen.afronden, name="afronden"),
    path("<uuid:public_id>/stappen/", doelen.stap_erbij, name="stap_erbij"),
    path("<uuid:public_id>/koppelen/", doelen.koppelen, name="koppelen"),
]
