"""Addresses of `plaatsingen`; each subject has its own module."""

from plaatsingen.urls import ondertekenen, overeenkomst, plaatsing, soorten, uren, verloop, vorm

app_name = "plaatsingen"
urlpatterns = [
    *uren.urlpatterns,
    *overeenkomst.urlpatterns,
    *ondertekenen.urlpatterns,
    *verloop.urlpatterns,
    *vorm.urlpatterns,
    *soorten.urlpatterns,
    *plaatsing.urlpatterns,
]
