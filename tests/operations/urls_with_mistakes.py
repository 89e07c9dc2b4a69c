"""One page with the mistakes that the walk must find."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Mistakes</title></head><body>
<a href="/nowhere/">Nowhere</a> <a href="#missing">Below</a>
<img src="/static/nothing.svg" alt="">
</body></html>"""


@login_not_required
def mistakes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", mistakes)]
