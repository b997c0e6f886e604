from django.urls import path

from tejido.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", views.home, name="home"),
    path("desk/search/", views.search, name="search"),
    path("desk/trail/", views.trail, name="trail"),
    path("desk/trail/breach/", views.breach, name="breach"),
]
