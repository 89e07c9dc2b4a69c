"""The demonstration data: people, agents, agencies, a few appointments; more on request."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cns_portal.demo import (
    agencies,
    bills,
    bookings,
    cards,
    certificates,
    devices,
    families,
    insurance,
    mandates,
    papers,
    past,
    people,
    questions,
    requests,
    rights,
    texts,
    today,
    volume,
    volume_bills,
    volume_certificates,
)


class Command(BaseCommand):
    help = "Create the demonstration data. A second run adds nothing but what is asked for."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--insured", type=int, default=0, help="more invented insured persons")
        parser.add_argument("--appointments", type=int, default=0, help="more invented bookings")
        parser.add_argument("--bills", type=int, default=0, help="more invented bills")
        parser.add_argument(
            "--certificates", type=int, default=0, help="more invented certificates of incapacity"
        )
        parser.add_argument("--seed", type=int, default=42, help="the same seed, the same data")

    def handle(self, *, insured, appointments, seed, **options) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("This is no demonstration: seed_demo needs DEMO_MODE.")
        new_people = people.seed_people()
        new_ties = families.seed_families()
        new_declarations = insurance.seed_declarations()
        insurance.seed_import()
        families.seed_waiting_request()
        families.seed_notices()
        accounts = people.seed_agents()
        new_texts = texts.seed_texts(accounts)
        cards.seed_cards()
        cards.seed_bank_accounts(accounts)
        requests.seed_agents_of_the_insured(accounts)
        requests.seed_requests(accounts)
        requests.seed_proposal(accounts)
        papers.seed_papers()
        mandates.seed_mandates()
        new_claims = bills.seed_bills(accounts)
        new_certificates = certificates.seed_certificates(accounts)
        new_rights = rights.seed_rights(accounts)
        new_questions = questions.seed_questions(accounts)
        questions.seed_opinions()
        new_agencies = agencies.seed_agencies(accounts)
        new_devices = devices.seed_devices()
        new_bookings = bookings.seed_bookings()
        new_past = past.seed_past(today.PLACES_WITH_A_PAST)
        new_today = today.seed_today(accounts)
        self.stdout.write(
            f"{new_texts} pages of texts, {new_people} people, {new_ties} family ties, "
            f"{new_declarations} declarations, "
            f"{new_agencies} agencies, {new_devices} terminals and displays, "
            f"{new_claims} claims for reimbursement, {new_certificates} certificates of "
            f"incapacity, {new_rights} requests about personal data, {new_questions} questions, "
            f"{new_bookings} appointments to come, {new_today} of today and "
            f"{new_past} of the past are new."
        )
        if insured:
            self.stdout.write(f"{volume.add_insured(insured)} invented insured persons added.")
        if appointments:
            added = volume.add_appointments(appointments, seed=seed)
            self.stdout.write(f"{added} invented appointments added.")
        if more_bills := options["bills"]:
            added = volume_bills.add_bills(more_bills, seed=seed)
            self.stdout.write(f"{added} invented bills added.")
        if more_certificates := options["certificates"]:
            added = volume_certificates.add_certificates(more_certificates, seed=seed)
            self.stdout.write(f"{added} invented certificates added.")
