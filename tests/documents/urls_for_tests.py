from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from cns_portal.documents.fields import DocumentField


class UploadForm(forms.Form):
    file = DocumentField()


@csrf_exempt
@login_not_required
def upload(request: HttpRequest) -> HttpResponse:
    """The size kept and the errors of a form with one file."""
    form = UploadForm(request.POST, request.FILES)
    errors = [] if form.is_valid() else form.errors["file"]
    file = request.FILES.get("file")
    return HttpResponse(f"{file.size if file else 0} {' '.join(errors)}")


urlpatterns = [
    path("documents/", include("cns_portal.documents.urls")),
    path("upload/", upload),
]
