from django.db import migrations

# Sums over several rows, which no check can say. They are looked at when the transaction ends, so
# that the rows may come in any order; the message names the promise that is broken.
FORWARD = """
CREATE FUNCTION reimbursements_decision_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT coalesce(sum(invoiced), 0) AS invoiced, coalesce(sum(tariff), 0) AS tariff,
           coalesce(sum(participation), 0) AS participation,
           coalesce(sum(reimbursed), 0) AS reimbursed,
           coalesce(sum(over_tariff), 0) AS over_tariff, coalesce(sum(refused), 0) AS refused
      INTO found FROM reimbursements_linedecision WHERE decision_id = NEW.id;
    IF (found.invoiced, found.tariff, found.participation, found.reimbursed, found.over_tariff,
        found.refused) IS DISTINCT FROM (NEW.invoiced, NEW.tariff, NEW.participation,
        NEW.reimbursed, NEW.over_tariff, NEW.refused) THEN
        RAISE EXCEPTION 'decision % is not the sum of its lines', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_is_the_sum_of_its_lines';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER decision_is_the_sum_of_its_lines
AFTER INSERT ON reimbursements_decision DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION reimbursements_decision_adds_up();

CREATE FUNCTION reimbursements_statement_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found numeric;
BEGIN
    SELECT coalesce(sum(reimbursed), 0) INTO found
      FROM reimbursements_decision WHERE statement_id = NEW.id;
    IF found IS DISTINCT FROM NEW.decided_total THEN
        RAISE EXCEPTION 'statement % is not the sum of its decisions', NEW.id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'statement_is_the_sum_of_its_decisions';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER statement_is_the_sum_of_its_decisions
AFTER INSERT ON reimbursements_statement DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.kind <> 'complementary')
EXECUTE FUNCTION reimbursements_statement_adds_up();

CREATE FUNCTION reimbursements_batch_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT count(*) AS count, coalesce(sum(amount), 0) AS total
      INTO found FROM reimbursements_payment WHERE batch_id = NEW.id;
    IF (found.count, found.total) IS DISTINCT FROM (NEW.count::bigint, NEW.control_sum) THEN
        RAISE EXCEPTION 'payment file % is not the sum of its payments', NEW.id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'payment_batch_is_the_sum_of_its_payments';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payment_batch_is_the_sum_of_its_payments
AFTER INSERT OR UPDATE ON reimbursements_paymentbatch DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.state <> 'dropped')
EXECUTE FUNCTION reimbursements_batch_adds_up();

CREATE FUNCTION reimbursements_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided line is never edited'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'line_decision_is_never_edited';
END $$;

CREATE TRIGGER line_decision_is_never_edited
BEFORE UPDATE ON reimbursements_linedecision
FOR EACH ROW EXECUTE FUNCTION reimbursements_line_is_kept();
"""

BACKWARD = """
DROP TRIGGER line_decision_is_never_edited ON reimbursements_linedecision;
DROP FUNCTION reimbursements_line_is_kept();
DROP TRIGGER payment_batch_is_the_sum_of_its_payments ON reimbursements_paymentbatch;
DROP FUNCTION reimbursements_batch_adds_up();
DROP TRIGGER statement_is_the_sum_of_its_decisions ON reimbursements_statement;
DROP FUNCTION reimbursements_statement_adds_up();
DROP TRIGGER decision_is_the_sum_of_its_lines ON reimbursements_decision;
DROP FUNCTION reimbursements_decision_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("reimbursements", "0001_claims")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
