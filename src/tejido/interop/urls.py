from django.urls import path

from tejido.interop import views

app_name = "interop"
urlpatterns = [
    path("", views.list, name="list"),
    path("new/", views.new, name="new"),
    path("template/", views.template, name="template"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/columns/", views.columns, name="columns"),
    path("<str:code>/preview/", views.preview, name="preview"),
    path("<str:code>/run/", views.run, name="run"),
    path("<str:code>/progress/", views.progress, name="progress"),
    path("<str:code>/fix/", views.fix, name="fix"),
    path("<str:code>/undo/", views.undo, name="undo"),
    path("<str:code>/problems.csv", views.problems_csv, name="problems_csv"),
    path("<str:code>/problems.xlsx", views.problems_xlsx, name="problems_xlsx"),
    path("<str:code>/mapping.yaml", views.mapping_yaml, name="mapping_yaml"),
]
