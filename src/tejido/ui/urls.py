from django.urls import path

from tejido.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("lectura/", views.reading, name="reading"),
]
