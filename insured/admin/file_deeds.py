"""What an agent can do with a person's file: each a small page that shows on GET, acts on POST."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.kernel.refusal import Refused
from insured.admin import file_forms, showing
from insured.admin.finding import find
from insured.choices import MandateScope, Relation
from insured.models import InsuredPerson
from insured.services import bank, families, files, mandates, matricules


class FileDeed:
    """One action. `code` is the end of its address."""

    code: str
    label: str
    """On the button."""
    done: str
    permission: str

    @property
    def address_name(self) -> str:
        return f"admin:insured_insuredperson_{self.code}"

    def effects(self, person: InsuredPerson) -> list[str]:
        """What will happen, before it does."""
        raise NotImplementedError

    def form(self, request: HttpRequest, person: InsuredPerson) -> forms.Form:
        """What the agent fills in, bound when it was sent."""
        raise NotImplementedError

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        """Call the service; the person whose file follows. Raises `Refused`."""
        raise NotImplementedError

    def view(self, request: HttpRequest, model_admin, *, object_id: str) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        person = find(object_id)
        form = self.form(request, person)
        if request.method == "POST" and form.is_valid():
            try:
                follows = self.act(person, form, request.user)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, self.done)
                return HttpResponseRedirect(showing.address_of_person(follows.pk))
        audit.record_view(
            request.user, person, purpose=f"insured.{self.code}", dossier=person.dossier
        )
        context = {
            **model_admin.admin_site.each_context(request),
            "title": self.label,
            "opts": InsuredPerson._meta,
            "deed": self,
            "person": person,
            "number": showing.number(person),
            "effects": self.effects(person),
            "form": form,
            "page_address": showing.address_of_person(person.pk),
        }
        return TemplateResponse(request, "admin/insured/person/deed.html", context)


class Contact(FileDeed):
    code, permission = "contact", "insured.change_insuredperson"
    label = gettext_lazy("Change how the person is reached")
    done = gettext_lazy("The contact details are changed.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("Messages and papers go by these details from now on."),
            _("Which details changed is recorded."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> file_forms.ContactForm:
        return file_forms.ContactForm(_posted(request), instance=person)

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        return files.change_contact(person, actor=agent, **form.cleaned_data)


class Matricule(FileDeed):
    code, permission = "matricule", "insured.change_matricule"
    label = gettext_lazy("Replace the matricule")
    done = gettext_lazy("The file is kept under the new number. The old one still leads to it.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("The file is kept under the new number; the old one is kept beside it."),
            _("Signing in, papers and declarations with the old number still find this file."),
            _("The person gets a message, without the numbers in it."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> file_forms.MatriculeForm:
        return file_forms.MatriculeForm(_posted(request), initial={"birth_date": person.birth_date})

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        said = form.cleaned_data
        return matricules.replace(
            person.pk,
            new=said["matricule"],
            reason=said["reason"],
            birth_date=said["birth_date"],
            actor=agent,
        )


class Newborn(FileDeed):
    code, permission = "newborn", "insured.register_newborn"
    label = gettext_lazy("Register a newborn child")
    done = gettext_lazy("The child has a file. The parents are being told.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("The child gets a file of its own, at the address of this person."),
            _("The parents can open the file of the child until it is 18."),
            _(
                "A child born and resident in Luxembourg is co-insured from its first day, through "
                "the oldest parent who is insured in their own right."
            ),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> file_forms.NewbornForm:
        return file_forms.NewbornForm(
            _posted(request), parent=person, initial={"last_name": person.last_name}
        )

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        said = form.cleaned_data
        child, _tie = families.register_newborn(
            first_name=said["first_name"],
            last_name=said["last_name"],
            matricule=said["matricule"],
            birth_date=said["birth_date"],
            birth_place=said["birth_place"],
            born_here=said["born_here"],
            relation=Relation.OWN_CHILD,
            parents=[person, *filter(None, [said["other_parent"]])],
            actor=agent,
        )
        return child


class BankAccount(FileDeed):
    code, permission = "bank", "insured.propose_bank_account"
    label = gettext_lazy("Enter a bank account")
    done = gettext_lazy("The account waits for a second agent. The person is being told.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("Nothing is paid to this account until another agent has confirmed it."),
            _("The person is told that a change was entered."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> file_forms.BankAccountForm:
        return file_forms.BankAccountForm(_posted(request), initial={"holder": person.full_name})

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        bank.propose(person, agent=agent, **form.cleaned_data)
        return person


class Mandate(FileDeed):
    code, permission = "mandate", "insured.register_mandate"
    label = gettext_lazy("Register a mandate on paper")
    done = gettext_lazy("The mandate is registered. Both people are being told.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("The person you name can open this file, for what you tick and nothing else."),
            _("Both people get a message and can end the mandate at any time."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> file_forms.MandateForm:
        return file_forms.MandateForm(_posted(request), _files(request), grantor=person)

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        said = form.cleaned_data
        mandates.register_on_paper(
            grantor=person,
            holder=said["holder"],
            agent=agent,
            scopes=[MandateScope(scope) for scope in said["scopes"]],
            first_day=said["first_day"],
            last_day=said["last_day"],
            document=file_forms.keep_paper(said["paper"], grantor=person, by=agent),
        )
        return person


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _files(request: HttpRequest):
    return request.FILES if request.method == "POST" else None


ALL: tuple[FileDeed, ...] = (
    Contact(),
    BankAccount(),
    Newborn(),
    Mandate(),
    Matricule(),
)
