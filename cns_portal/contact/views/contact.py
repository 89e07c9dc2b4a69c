"""How the CNS is reached, and which way is good for what."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView


@method_decorator(login_not_required, name="dispatch")
class Contact(TemplateView):
    """Telephone, form, agency, letter. Asks the database nothing."""

    template_name = "contact/contact.html"
