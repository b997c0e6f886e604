from django.urls import path

from tejido.privacy.views import deciding, own, queue, terms

app_name = "privacy"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("new/", queue.new, name="new"),
    path("explained/", own.explained, name="explained"),
    path("mine/", own.mine, name="mine"),
    path("mine/ask/<slug:kind>/", own.mine_ask, name="mine_ask"),
    path("mine/requests/<slug:code>/", own.mine_request, name="mine_request"),
    path("mine/copy/", own.mine_copy, name="mine_copy"),
    path("requests/<slug:code>/", queue.detail, name="detail"),
    path("requests/<slug:code>/letter/", queue.letter, name="letter"),
    path("requests/<slug:code>/proof/", deciding.proof, name="proof"),
    path("requests/<slug:code>/extend/", deciding.extend, name="extend"),
    path("requests/<slug:code>/approve/", deciding.approve, name="approve"),
    path("requests/<slug:code>/copy/", deciding.copy, name="copy"),
    path("requests/<slug:code>/restrict/", deciding.restrict, name="restrict"),
    path("requests/<slug:code>/answer/", deciding.answer, name="answer"),
    path("requests/<slug:code>/erase/", deciding.erase, name="erase"),
    path("kept/", queue.kept, name="kept"),
    path("kept/<slug:person>/lift/", deciding.lift, name="lift"),
    path("terms/", terms.index, name="terms"),
    path("terms/<slug:organisation>/edit/", terms.edit, name="terms_edit"),
    path("terms/<slug:organisation>/duty/", terms.duty_new, name="duty_new"),
    path("duties/<slug:duty>/end/", terms.duty_end, name="duty_end"),
]
