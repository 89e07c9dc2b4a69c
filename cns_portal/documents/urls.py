from django.urls import path

from cns_portal.documents import views

app_name = "documents"
urlpatterns = [
    path("<uuid:public_id>/", views.show, name="show"),
]
