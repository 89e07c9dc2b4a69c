from django.db import migrations, models

# What a payment pays is what its statement says: looked at when the transaction ends.
FORWARD = """
CREATE FUNCTION reimbursements_payment_is_the_statements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount IS DISTINCT FROM
        (SELECT total FROM reimbursements_statement WHERE id = NEW.statement_id) THEN
        RAISE EXCEPTION 'payment % is not what its statement says', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_is_what_its_statement_says';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payment_is_what_its_statement_says
AFTER INSERT OR UPDATE OF amount, statement_id ON reimbursements_payment
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION reimbursements_payment_is_the_statements();
"""

BACKWARD = """
DROP TRIGGER payment_is_what_its_statement_says ON reimbursements_payment;
DROP FUNCTION reimbursements_payment_is_the_statements();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reimbursements", "0004_corrected_tariffs"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="to_follow",
            field=models.BooleanField(
                default=False,
                editable=False,
                verbose_name="claim and person are still to be told of its state",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("to_follow", True)), fields=["id"], name="payment_to_follow"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("state", "returned")),
                fields=["returned_at"],
                name="payment_came_back",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
