from django.urls import path

from tejido.api import views

app_name = "api"
urlpatterns = [
    path("organisations", views.organisations, name="organisations"),
    path("plans", views.plans, name="plans"),
    path("answers/<str:code>", views.answer, name="answer"),
    path("releases", views.releases, name="releases"),
]
