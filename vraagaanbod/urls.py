"""Addresses of demand and supply."""

from django.urls import path

from vraagaanbod import views

app_name = "vraagaanbod"
urlpatterns = [
    path("", views.bord, name="bord"),
    path("opgeven/", views.opgeven, name="opgeven"),
    path("cluster/<str:code>/", views.cluster, name="cluster"),
]
