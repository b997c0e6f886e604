from django.urls import path

from tejido.impact.views import answers, plans, releases

app_name = "impact"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/revise/", plans.plan_revise, name="plan_revise"),
    path("plans/<str:code>/register/", plans.plan_register, name="plan_register"),
    path("plans/<str:code>/ask/", plans.plan_ask, name="plan_ask"),
    path("answers/<str:code>/", answers.answer, name="answer"),
    path("answers/<str:code>/figures.csv", answers.answer_csv, name="answer_csv"),
    path("answers/<str:code>/document.json", answers.answer_json, name="answer_json"),
    path("answers/<str:code>/release/", releases.release_new, name="release_new"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<str:code>/", releases.release, name="release"),
    path("releases/<str:code>/edit/", releases.release_edit, name="release_edit"),
    path("releases/<str:code>/send/", releases.release_send, name="release_send"),
    path("releases/<str:code>/review/", releases.release_review, name="release_review"),
    path("releases/<str:code>/withdraw/", releases.release_withdraw, name="release_withdraw"),
    path("releases/<str:code>/reissue/", releases.release_reissue, name="release_reissue"),
]
