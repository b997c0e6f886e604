from django.urls import path

from tejido.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/facil/", views.easy, name="easy"),
    path("<slug:slug>/<int:number>/", views.report, name="issue"),
    path("<slug:slug>/<int:number>/facil/", views.easy, name="issue_easy"),
    path("<slug:slug>/<int:number>/datos.csv", views.csv, name="csv"),
    path("<slug:slug>/<int:number>/variables.csv", views.codebook, name="codebook"),
    path("<slug:slug>/<int:number>/documento.json", views.json, name="json"),
    path("<slug:slug>/<int:number>/informe.pdf", views.pdf, name="pdf"),
]
