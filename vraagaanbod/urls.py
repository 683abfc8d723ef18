"""Addresses of demand and supply."""

from django.urls import path

from vraagaanbod.views import bord, cluster, opgeven

app_name = "vraagaanbod"
urlpatterns = [
    path("", bord.bord, name="bord"),
    path("opgeven/", opgeven.opgeven, name="opgeven"),
    path("cluster/<str:code>/", cluster.cluster, name="cluster"),
]
