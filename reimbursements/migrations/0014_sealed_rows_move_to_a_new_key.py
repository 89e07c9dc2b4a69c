"""What is sealed in rows that are kept as they are may be put under a new key of the portal.

A decided line is never edited: nothing else of the row may change then, and of its label only the
wrapping of its own key. The sum of a payment file is looked at when the sum, the count or the state
is written: of a file whose payments are deleted in part, when their time is over, the sum stays.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION reimbursements_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest reimbursements_linedecision := NEW;
BEGIN
    rest.label := OLD.label;
    -- *= compares the bytes: no other writing of the same number or text passes.
    IF rest *= OLD AND sealing_is_rewrapped(OLD.label, NEW.label) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a decided line is never edited'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_decision_is_never_edited';
END $$;

DROP TRIGGER payment_batch_is_the_sum_of_its_payments ON reimbursements_paymentbatch;

CREATE CONSTRAINT TRIGGER payment_batch_is_the_sum_of_its_payments
AFTER INSERT OR UPDATE OF state, count, control_sum ON reimbursements_paymentbatch
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state <> 'dropped')
EXECUTE FUNCTION reimbursements_batch_adds_up();
"""

BACKWARD = """
DROP TRIGGER payment_batch_is_the_sum_of_its_payments ON reimbursements_paymentbatch;

CREATE CONSTRAINT TRIGGER payment_batch_is_the_sum_of_its_payments
AFTER INSERT OR UPDATE ON reimbursements_paymentbatch DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state <> 'dropped')
EXECUTE FUNCTION reimbursements_batch_adds_up();

CREATE OR REPLACE FUNCTION reimbursements_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided line is never edited'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_decision_is_never_edited';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reimbursements", "0013_what_was_done_is_sealed"),
        ("sealing", "0002_only_the_wrapping_changes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
