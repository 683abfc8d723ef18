"""Addresses of administration."""

from django.urls import path

from kern.views import beheer, bewaren, logboek, tweede_stap

app_name = "beheer"
urlpatterns = [
    path("", beheer.start, name="start"),
    path("mensen/", beheer.lijst_mensen, name="mensen"),
    path("mensen/uitnodigen/", beheer.uitnodigen, name="uitnodigen"),
    path("mensen/<uuid:public_id>/", beheer.persoon, name="persoon"),
    path("mensen/<uuid:public_id>/rol/<int:lid_id>/beeindigen/", beheer.rol_beeindigen, name="rol_beeindigen"),
    path("mensen/<uuid:public_id>/toegang/", beheer.toegang, name="toegang"),
    path("mensen/<uuid:public_id>/tweede-stap/", tweede_stap.wissen, name="tweede_stap"),
    path("post/", beheer.post, name="post"),
    path("post/opnieuw/", beheer.post_alles_opnieuw, name="post_alles_opnieuw"),
    path("post/<uuid:public_id>/", beheer.post_bericht, name="post_bericht"),
    path("post/<uuid:public_id>/opnieuw/", beheer.post_opnieuw, name="post_opnieuw"),
    path("log/", logboek.log, name="log"),
    path("inzage/", logboek.inzage, name="inzage"),
    path("bewaartermijnen/", bewaren.bewaartermijnen, name="bewaartermijnen"),
    path("stijl/", beheer.stijl, name="stijl"),
]
