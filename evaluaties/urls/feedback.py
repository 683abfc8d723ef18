"""Addresses of 360 feedback."""

from django.urls import path

from evaluaties.views import feedback, feedback_beheer, feedback_link, feedback_school

urlpatterns = [
    path("", feedback.lijst, name="lijst"),
    path("nalezen/", feedback_beheer.nalezen, name="nalezen"),
    path("genodigden/", feedback_school.genodigden, name="genodigden"),
    path("genodigden/<uuid:public_id>/", feedback_school.genodigd, name="genodigd"),
    path("afspraken/", feedback_school.afspraken, name="afspraken"),
    path("vragen/", feedback_beheer.vragenlijsten, name="vragenlijsten"),
    path("vragen/<str:rol>/", feedback_beheer.vragen, name="vragen"),
    path("nieuw/<uuid:public_id>/", feedback.nieuw, name="nieuw"),
    path("bedankt/<str:actie>/", feedback_link.bedankt, name="bedankt"),
    path("geven/<str:token>/", feedback_link.geven, name="geven"),
    path("geven/<str:token>/code/", feedback_link.code, name="geven_code"),
    path("geven/<str:token>/nee/", feedback_link.nee, name="geven_nee"),
    path("<uuid:public_id>/", feedback.ronde, name="ronde"),
    path("<uuid:public_id>/tabel/", feedback.tabel, name="tabel"),
    path("<uuid:public_id>/uitnodigen/", feedback.uitnodigen, name="uitnodigen"),
    path("<uuid:public_id>/opnieuw/<uuid:uitnodiging_id>/", feedback.opnieuw, name="opnieuw"),
    path("<uuid:public_id>/intrekken/<uuid:uitnodiging_id>/", feedback.intrekken, name="intrekken"),
    path("<uuid:public_id>/zelf/", feedback.zelf, name="zelf"),
    path("<uuid:public_id>/sluiten/", feedback.sluiten, name="sluiten"),
    path("<uuid:public_id>/delen/", feedback.delen, name="delen"),
    path("<uuid:public_id>/melden/<uuid:tekst_id>/", feedback.melden, name="melden"),
]
