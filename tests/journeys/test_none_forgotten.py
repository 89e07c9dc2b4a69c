"""Every page of the portal is looked at in `test_every_page.py`; a new one is missed here."""

from django.urls import get_resolver

PUBLIC = (
    "home:front",
    "home:accessibility",
    "home:privacy",
    "home:cookies",
    "home:legal",
    "home:record",
    "web:styleguide",
    "insured:where_covered",
    "incapacity:when_i_am_ill",  # in test_when_i_am_ill.py
    "insured_public:verify_form",
    "insured_public:verify",
)
OF_EDITORS = (  # in test_public_pages.py
    *("content:situation", "content:procedure", "content:news_item", "content:body"),
    *("content:procedures", "content:news", "content:questions", "content:directory"),
    *("content:search", "home:sitemap"),
    "content:preview",  # in test_editors_work.py
)
OF_QUESTIONS = (  # in test_contact.py
    *("contact:contact", "contact:write", "contact:sent", "contact:status", "contact:question"),
    *("content:opinion", "content:opinion_thanks"),
)
ON_THE_WAY = ("new", "topic", "channel", "agency", "time", "details", "concerned", "check", "sent")
OF_A_PERSON = (
    "home:space",
    "home:messages",
    "home:message",
    "home:procedures",
    "home:procedure",
    "home:withdraw",
    "appointments:list",
    "appointments:detail",
    "appointments:cancel",
    "appointments:move",
    "appointments:phone",
    "appointments:bills",
    "appointments:earlier",
    "appointments:waiting_room",
    "insured:acting",
    "insured:mandate",
    "insured:mandate_new",
    "insured:data",
    "insured:data_address",
    "insured:data_reached",
    "insured:data_email",
    "insured:data_email_confirm",
    "insured:data_bank",
    "insured:data_sessions",
    "insured:data_looks",
    "insured:cards",
    "insured:card_order",
    "insured:card_lost",
    "insured:card_missing",
    "insured:card_arrived",
    "insured:card_returned",
    "insured:papers",
    "insured:paper_order",
    "insured:abroad",
    "insured:abroad_register",
    "insured:care_abroad",
    "insured:abroad_answer",
    "insured:family",  # these three in test_insurance.py
    "insured:lost_job",
    "insured:voluntary",
    "insured:family_add",
    "insured:family_add_member",
    "insured:family_add_facts",
    "insured:family_add_documents",
    "insured:family_add_check",
    "insured:family_end",
    "insured:family_remain",
    "insured:family_sent",
)
OF_BILLS = (
    "reimbursements:list",  # these in test_sending_bills.py
    "reimbursements:new",
    "reimbursements:draft",
    "reimbursements:bill",
    "reimbursements:check",
    "reimbursements:sent",
    "reimbursements:bill_pages",  # in test_bill_files.py
    "reimbursements:claim",  # these in test_statement.py
    "reimbursements:statement",
    "reimbursements:object",
    "reimbursements:payees",  # these in test_payees.py
    "reimbursements:payee_new",
    "reimbursements:payee_change",
    "reimbursements:payee_end",
    "reimbursements:year",  # these in test_my_year.py
    "reimbursements:complementary",
    "reimbursements:how",  # these in test_how_we_calculate.py
    "reimbursements:how_acts",
    "reimbursements:how_changes",
)
OF_CERTIFICATES = (
    "incapacity:certificate",  # these in test_certificate_page.py
    "incapacity:stay_abroad",
    "incapacity:outings",
    "incapacity:list",  # these in test_certificate_days.py
    "incapacity:days",
    "incapacity:new",  # these in test_sending_certificates.py
    "incapacity:draft",
    "incapacity:check",
    "incapacity:sent",
    "incapacity:draft_pages",  # in test_certificate_files.py
    "incapacity:electronic",  # in test_electronic_certificate.py
)
LINKED = (
    "appointment_links:link",
    "appointment_links:earlier",
    "appointment_links:video",
    "appointment_links:move",
    "appointment_links:phone",
    "appointment_links:bills",
)
OF_RIGHTS = (
    "rights:list",  # these in test_rights_over_data.py
    "rights:access",  # in test_copy_of_my_data.py
    "rights:missing",
    "rights:correction",
    "rights:restriction",
    "rights:objection",
    "rights:erasure",
    "rights:question",
    "rights:look",
    "rights:request",
    "rights:outside",
    "rights:outside_sent",
    "rights_links:link",
)
OF_A_DEVICE = ("appointment_links:terminal", "appointment_links:display")  # in test_terminal.py
ROOMS = {
    *("home", "web", "content", "contact", "insured", "insured_public", "rights", "rights_links"),
    *("appointments", "appointment_links", "reimbursements", "incapacity"),
}
NO_PAGES = {
    "rights:access_download": "a zip file",
    "appointment_links:frame": "a picture of the camera",
    "appointment_links:alive": "nothing at all",
    "appointment_links:calls": "JSON",
    "healthz": "JSON",
    "readyz": "JSON",
    "appointment_links:slots": "JSON",
    "appointment_links:calendar": "a file",
    "appointments:call_exchange": "JSON",
    "appointment_links:call_exchange": "JSON",
    "home:attachment": "a file",
    "home:record_file": "a file",
    "home:file": "a file",
    "home:copy": "a file",
    "home:reply": "only POST; otherwise it leads to the conversation, home:procedure",
    "home:reply_file": "only POST",
    "insured:paper": "a file",
    "insured:family_add_declaration": "a file",
    "web:theme": "only POST",
    "web:language": "only POST",
    "appointments:extend": "only POST",
    "appointments:leave": "only POST",
    "insured:open_file": "only POST",
    "insured:data_email_withdraw": "only POST",
    "reimbursements:estimate": "only POST: a part of the page of a bill",
    "reimbursements:providers": "only POST: suggestions for a field",
    "reimbursements:copy": "only POST",
    "reimbursements:objection_withdraw": "only POST",
    "reimbursements:bill_picture": "a file",
    "reimbursements:statement_pdf": "a file",
    "incapacity:page_picture": "a file",
    "incapacity:days_csv": "a file",
    "incapacity:own_copy": "a file",
    "incapacity:keep": "only POST: a part of the page of a draft",
    "incapacity:prolong": "only POST",
    "incapacity:tick": "only POST",
    "incapacity:receipt": "a file",
    "incapacity:copy": "a file",
    "reimbursements:year_csv": "a file",
    "reimbursements:year_pdf": "a file",
}


def names(resolver, namespace: str = "") -> set[str]:
    """The names of all addresses, with their namespaces; those without a name as an empty word."""
    found = set()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = pattern.namespace or ""
            found |= names(pattern, f"{inner}:" if inner else namespace)
        else:
            found.add(f"{namespace}{pattern.name or ''}")
    return found


def test_no_page_is_forgotten():
    looked_at = {
        *PUBLIC,
        *OF_EDITORS,
        *OF_QUESTIONS,
        *OF_A_PERSON,
        *OF_BILLS,
        *OF_CERTIFICATES,
        *OF_RIGHTS,
        *LINKED,
        *OF_A_DEVICE,
        *(f"appointments:{name}" for name in ON_THE_WAY),
    }
    rooms = {name for name in names(get_resolver()) if name.partition(":")[0] in ROOMS}
    assert rooms - looked_at - set(NO_PAGES) == set()
    assert looked_at - rooms == set()
