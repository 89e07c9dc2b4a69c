"""The floor, and a way to measure from cold."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.template import engines

from appointments.models import Agency
from appointments.selectors.free_times import forget_everything

SMALL = (
    "<!doctype html><title>{{ agency.name }}</title><p>{{ agency.street }} {{ agency.postcode }}"
)


@login_not_required
def floor(request):
    """One indexed SELECT, one small template."""
    agency = Agency.objects.get(slug="esch-sur-alzette")
    template = engines["django"].from_string(SMALL)
    return HttpResponse(template.render({"agency": agency}, request))


@login_not_required
def forget(request):
    """Empty this process's memory of free times."""
    forget_everything()
    return HttpResponse("")


class CountQueries:
    """Says in a header how many queries a page asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response
