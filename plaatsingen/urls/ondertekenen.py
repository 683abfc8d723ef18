"""Addresses of signing agreements, of authority to sign, and of parents and guardians."""

from django.urls import path

from plaatsingen.views import ondertekenen, ondertekenen_bevoegd, ondertekenen_link, ondertekenen_papier, ouders

urlpatterns = [
    path("ondertekenen/", ondertekenen.lijst, name="ondertekenen"),
    path("ondertekenen/van/<uuid:public_id>/", ondertekenen.van_overeenkomst, name="ondertekeningen_van"),
    path("ondertekenen/van/<uuid:public_id>/papier/", ondertekenen_papier.papier, name="ondertekenen_papier"),
    path("ondertekenen/<uuid:public_id>/", ondertekenen.onderteken, name="onderteken"),
    path("ondertekenen/<uuid:public_id>/document.pdf", ondertekenen.pdf, name="onderteken_pdf"),
    path("ondertekenen/<uuid:public_id>/weigeren/", ondertekenen.weiger, name="onderteken_weigeren"),
    path("ondertekenen/<uuid:public_id>/collega/", ondertekenen.collega, name="onderteken_collega"),
    path("ondertekenen/<uuid:public_id>/herinneren/", ondertekenen.herinner, name="onderteken_herinneren"),
    path("ondertekenen/<uuid:public_id>/opnieuw/", ondertekenen.opnieuw, name="onderteken_opnieuw"),
    path("ondertekenen/<uuid:public_id>/scan/", ondertekenen_papier.scan, name="onderteken_scan"),
    path("ondertekenen/<uuid:public_id>/scan/afwijzen/", ondertekenen_papier.scan_afwijzen, name="onderteken_scan_af"),
    # For people with a mail link; the secret stands between two slashes, where every log masks it.
    path("teken/klaar/<slug:actie>/", ondertekenen_link.klaar, name="teken_klaar"),
    path("teken/<str:token>/", ondertekenen_link.teken, name="teken"),
    path("teken/<str:token>/code/", ondertekenen_link.code, name="teken_code"),
    path("teken/<str:token>/tekenen/", ondertekenen_link.tekenen, name="teken_tekenen"),
    path("teken/<str:token>/weigeren/", ondertekenen_link.weigeren, name="teken_weigeren"),
    path("teken/<str:token>/document.pdf", ondertekenen_link.pdf, name="teken_pdf"),
    path("tekenbevoegd/", ondertekenen_bevoegd.organisaties, name="tekenbevoegd"),
    path("tekenbevoegd/<uuid:public_id>/", ondertekenen_bevoegd.organisatie, name="tekenbevoegd_organisatie"),
    path("tekenbevoegd/<uuid:public_id>/intrekken/", ondertekenen_bevoegd.intrekken, name="tekenbevoegd_intrekken"),
    path("tekenbevoegd/<uuid:public_id>/vervanger/", ondertekenen_bevoegd.vervanger, name="tekenbevoegd_vervanger"),
    path("ouders/<uuid:student_id>/", ouders.ouders, name="ouders"),
    path("ouder/<uuid:public_id>/", ouders.wijzig, name="ouder"),
    path("ouder/<uuid:public_id>/weghalen/", ouders.weg, name="ouder_weg"),
]
