"""Addresses of the imports."""

from django.urls import path

from kern.views import imports

app_name = "imports"
urlpatterns = [
    path("", imports.lijst, name="lijst"),
    path("voorbeeld/", imports.voorbeeldbestand, name="voorbeeldbestand"),
    path("sjabloon/<slug:soort>.<str:formaat>", imports.sjabloon, name="sjabloon"),
    path("<uuid:public_id>/", imports.detail, name="detail"),
    path("<uuid:public_id>/bevestigen/", imports.bevestigen, name="bevestigen"),
    path("<uuid:public_id>/weggooien/", imports.weggooien, name="weggooien"),
]
