from django.urls import path

from tejido.outcomes.views import instruments, person, record

app_name = "outcomes"
urlpatterns = [
    path("mine/", person.mine, name="mine"),
    path("person/<slug:code>/", person.for_person, name="for_person"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/<slug:slug>/", instruments.instrument, name="instrument"),
    path("instruments/<slug:slug>/wording/", instruments.wording, name="wording"),
    path("person/<slug:code>/assess/<slug:slug>/", instruments.assess, name="assess"),
    path("assessment/<slug:code>/", instruments.assessment, name="assessment"),
    path("assessment/<slug:code>/edit/", instruments.assessment_edit, name="assessment_edit"),
    path("person/<slug:code>/goals/new/", record.goal_new, name="goal_new"),
    path("goal/<slug:code>/edit/", record.goal_edit, name="goal_edit"),
    path("goal/<slug:code>/close/", record.goal_close, name="goal_close"),
    path("person/<slug:code>/spells/new/", record.spell_new, name="spell_new"),
    path("spell/<slug:code>/edit/", record.spell_edit, name="spell_edit"),
    path("spell/<slug:code>/close/", record.spell_close, name="spell_close"),
    path("measures/", record.measures, name="measures"),
    path("measures/new/", record.measure_new, name="measure_new"),
    path("measures/<slug:code>/edit/", record.measure_edit, name="measure_edit"),
    path("person/<slug:code>/measures/<slug:measure>/", record.measurement_new, name="measurement_new"),
]
