from django.urls import path

from tejido.programmes.views import participations, programmes

app_name = "programmes"
urlpatterns = [
    path("", programmes.list, name="list"),
    path("new/", programmes.new, name="new"),
    path("mine/", participations.mine, name="mine"),
    path("person/<slug:code>/", participations.for_person, name="for_person"),
    path("cohort/<slug:code>/", programmes.cohort, name="cohort"),
    path("cohort/<slug:code>/edit/", programmes.cohort_edit, name="cohort_edit"),
    path("cohort/<slug:code>/enrol/", programmes.cohort_enrol, name="cohort_enrol"),
    path("participation/<slug:code>/exit/", participations.enrolment_exit, name="enrolment_exit"),
    path("participation/<slug:code>/edit/", participations.enrolment_edit, name="enrolment_edit"),
    path("<slug:code>/", programmes.detail, name="detail"),
    path("<slug:code>/edit/", programmes.edit, name="edit"),
    path("<slug:programme>/cohorts/new/", programmes.cohort_new, name="cohort_new"),
]
