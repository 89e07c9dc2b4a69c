"""Consent, topic, channel and agency."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from appointments.choices import Channel, Refusal, TopicCode
from appointments.forms import AgencyForm, ChannelForm, StartForm, TopicForm
from appointments.forms.choosing import ANY_AGENCY, WITH_AUTHENTICATION
from appointments.presenters.places import AgencyCards
from appointments.rules.booking import why_not_channel
from appointments.selectors import offers
from appointments.views.booking.step import BookingStep
from cns_portal import clock
from cns_portal.web.fields import Option


class Start(BookingStep, FormView):
    """With or without signing in; the consent. A topic in the address is chosen already."""

    form_class = StartForm
    template_name = "appointments/new.html"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "signed_in": self.draft.signed_in}

    def get_initial(self) -> dict:
        return {"consent": bool(self.draft.consented_at)}

    def form_valid(self, form: StartForm) -> HttpResponse:
        self.draft.consent()
        topic = self.request.GET.get("topic")
        if topic in TopicCode.values:
            self.draft.choose_topic(topic)
        if form.cleaned_data.get("way") == WITH_AUTHENTICATION:
            return redirect_to_login(
                reverse(f"appointments:{self.draft.first_open_step()}"), settings.LOGIN_URL
            )
        return self.go_on()

    def get_context_data(self, **kwargs) -> dict:
        return FormView.get_context_data(self, **kwargs, draft=self.draft)


class ChooseTopic(BookingStep, FormView):
    """What is it about?"""

    step = "topic"
    form_class = TopicForm
    template_name = "appointments/topic.html"

    def get_form_kwargs(self) -> dict:
        offered = {offer.topic for offer in offers.offers()}
        hints = {
            TopicCode.REIMBURSEMENT: _("At an agency only. You bring the original bills."),
            TopicCode.INFORMATION: _(
                "Complex procedures, doubts about documents, letters you received."
            ),
            TopicCode.LONG_TERM_CARE: _("Help and care for a dependent person."),
        }
        options = [
            Option(
                value=topic.value,
                label=str(topic.label),
                hint=hints[topic],
                closed_because=""
                if topic in offered
                else _("No appointments are offered for this topic at the moment."),
            )
            for topic in TopicCode
        ]
        return {**super().get_form_kwargs(), "options": options}

    def get_initial(self) -> dict:
        return {"topic": self.draft.get("topic")}

    def form_valid(self, form: TopicForm) -> HttpResponse:
        self.draft.choose_topic(form.cleaned_data["topic"])
        return self.go_on()


class ChooseChannel(BookingStep, FormView):
    """At an agency or by video call? A closed way says why."""

    step = "channel"
    form_class = ChannelForm
    template_name = "appointments/channel.html"

    def get_form_kwargs(self) -> dict:
        known = offers.offers()
        hints = {
            Channel.ON_SITE: _("You come to an agency of your choice."),
            Channel.VIDEO: _("In the browser of your phone or computer, nothing to install."),
        }
        options = []
        for channel in Channel:
            refusal = why_not_channel(self.draft.get("topic"), channel, known)
            options.append(
                Option(
                    value=channel.value,
                    label=str(channel.label),
                    hint="" if refusal else hints[channel],
                    closed_because=str(Refusal(refusal).label) if refusal else "",
                )
            )
        return {**super().get_form_kwargs(), "options": options}

    def get_initial(self) -> dict:
        return {"channel": self.draft.get("channel")}

    def form_valid(self, form: ChannelForm) -> HttpResponse:
        channel = form.cleaned_data["channel"]
        if channel != self.draft.get("channel"):
            self.draft.forget_time()
        self.draft.set(channel=channel)
        return self.go_on()


class ChooseAgency(BookingStep, FormView):
    """Where? Each agency with its next free time, or whichever is first."""

    step = "agency"
    form_class = AgencyForm
    template_name = "appointments/agency.html"

    def get_form_kwargs(self) -> dict:
        version = offers.calendar_version()
        offer = offers.offer_for(
            self.draft.get("topic"), self.draft.get("channel"), version=version
        )
        cards = AgencyCards.load(offer=offer, now=clock.now(), version=version)
        options = [
            Option(
                value=ANY_AGENCY,
                label=_("Any agency: the earliest time"),
                hint=cards.earliest_sentence,
            ),
            *(Option(value=card.slug, label=card.name, hint=card.sentence) for card in cards.cards),
        ]
        return {**super().get_form_kwargs(), "options": options}

    def get_initial(self) -> dict:
        return {"agency": self.draft.get("agency")}

    def form_valid(self, form: AgencyForm) -> HttpResponse:
        if form.cleaned_data["agency"] != self.draft.get("agency"):
            self.draft.forget_time()
        self.draft.set(agency=form.cleaned_data["agency"])
        return self.go_on()
