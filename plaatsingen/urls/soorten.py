"""Addresses of the special kinds of placement."""

from django.urls import path

from plaatsingen.views import soorten, soorten_zic

urlpatterns = [
    path("soorten/", soorten.overzicht, name="soorten"),
    path("zic/<uuid:plaats_id>/", soorten_zic.zic, name="zic"),
    path("zic/<uuid:plaats_id>/koppel/", soorten_zic.koppel, name="zic_koppel"),
    path("zic/<uuid:plaats_id>/les/", soorten_zic.les, name="zic_les"),
    path("zic/koppel/<uuid:koppel_id>/einde/", soorten_zic.ontkoppel, name="zic_ontkoppel"),
    path("zomer/<uuid:plaats_id>/", soorten.zomer, name="zomer"),
    path("<uuid:public_id>/gilde/", soorten.gilde, name="gilde"),
    path("<uuid:public_id>/trede/", soorten.trede, name="gildetrede"),
    path("<uuid:public_id>/verblijf/", soorten.verblijf, name="verblijf"),
    path("<uuid:public_id>/dagdeel/", soorten.dagdeel, name="dagdeel"),
    path("<uuid:public_id>/dagdeel/<uuid:dagdeel_id>/", soorten.aanwezig, name="dagdeel_aanwezig"),
]
