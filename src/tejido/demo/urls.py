from django.urls import path

from tejido.demo import views

app_name = "demo"
urlpatterns = [path("leave/", views.leave, name="leave")]
