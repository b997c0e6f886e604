from django.urls import path

from tejido.accounts import views

app_name = "accounts"
urlpatterns = [path("kept/", views.kept, name="kept")]
