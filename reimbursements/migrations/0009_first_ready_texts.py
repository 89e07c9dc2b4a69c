"""The ready texts with which agents begin to work on claims; supervisors change them afterwards."""

from django.db import migrations

KIND = "reimbursement"

# (code, use, position, {language: (title, text)}), written out as they were at first.
BASE_SET = [
    (
        "claim-ask-proof", "ask", 10,
        {
            "fr": (
                "La preuve de paiement manque",
                "Pour rembourser les factures de votre envoi {reference}, il nous manque encore "
                "la preuve du paiement : l’acquit signé et daté du prestataire, le cachet de la "
                "banque, ou un avis de débit avec le numéro de la facture. Un ordre de virement "
                "ne suffit pas. Veuillez l’ajouter jusqu’au {deadline} sur la page de votre envoi.",
            ),
            "de": (
                "Der Zahlungsnachweis fehlt",
                "Um die Rechnungen Ihrer Sendung {reference} zu erstatten, fehlt uns noch der "
                "Zahlungsnachweis: die unterschriebene und datierte Quittung des Anbieters, der "
                "Stempel der Bank oder eine Belastungsanzeige mit der Nummer der Rechnung. Ein "
                "Überweisungsauftrag genügt nicht. Bitte fügen Sie ihn bis zum {deadline} auf der "
                "Seite Ihrer Sendung hinzu.",
            ),
            "lb": (
                "D’Preuve vum Bezuelen feelt",
                "Fir d’Rechnunge vun Ärer Sendung {reference} ze rembourséieren, feelt eis nach "
                "d’Preuve vum Bezuelen: d’Quittung vum Prestataire mat Ënnerschrëft an Datum, de "
                "Stempel vun der Bank oder en Débit-Avis mat der Nummer vun der Rechnung. En "
                "Iwwerweisungsoptrag geet net duer. Setzt se w.e.g. bis den {deadline} op der "
                "Säit vun Ärer Sendung derbäi.",
            ),
            "en": (
                "The proof of payment is missing",
                "To reimburse the bills of your mailing {reference} we still need the proof of "
                "payment: the signed and dated receipt of the provider, the stamp of the bank, or "
                "a debit notice with the number of the bill. A payment order is not enough. "
                "Please add it by {deadline} on the page of your mailing.",
            ),
        },
    ),
    (
        "claim-ask-original", "ask", 20,
        {
            "fr": (
                "L’original manque",
                "L’original des factures de votre envoi {reference} n’est pas encore arrivé. "
                "Veuillez l’envoyer jusqu’au {deadline} à : Caisse nationale de santé, "
                "Remboursements, L-2980 Luxembourg. L’envoi est gratuit au Luxembourg.",
            ),
            "de": (
                "Das Original fehlt",
                "Das Original der Rechnungen Ihrer Sendung {reference} ist noch nicht angekommen. "
                "Bitte schicken Sie es bis zum {deadline} an: Caisse nationale de santé, "
                "Remboursements, L-2980 Luxembourg. Der Versand ist in Luxemburg kostenlos.",
            ),
            "lb": (
                "Den Original feelt",
                "Den Original vun de Rechnunge vun Ärer Sendung {reference} ass nach net ukomm. "
                "Schéckt en w.e.g. bis den {deadline} un: Caisse nationale de santé, "
                "Remboursements, L-2980 Luxembourg. Zu Lëtzebuerg ass d’Schécke gratis.",
            ),
            "en": (
                "The original is missing",
                "The original of the bills of your mailing {reference} has not arrived yet. "
                "Please send it by {deadline} to: Caisse nationale de santé, Remboursements, "
                "L-2980 Luxembourg. Postage is free within Luxembourg.",
            ),
        },
    ),
    (
        "claim-ask-prescription", "ask", 30,
        {
            "fr": (
                "L’ordonnance manque",
                "Une prestation de votre envoi {reference} n’est remboursée que sur ordonnance. "
                "Veuillez ajouter l’ordonnance jusqu’au {deadline} sur la page de votre envoi.",
            ),
            "de": (
                "Die Verordnung fehlt",
                "Eine Leistung Ihrer Sendung {reference} wird nur auf Verordnung erstattet. Bitte "
                "fügen Sie die Verordnung bis zum {deadline} auf der Seite Ihrer Sendung hinzu.",
            ),
            "lb": (
                "D’Ordonnance feelt",
                "Eng Prestatioun vun Ärer Sendung {reference} gëtt nëmmen op Ordonnance "
                "rembourséiert. Setzt d’Ordonnance w.e.g. bis den {deadline} op der Säit vun Ärer "
                "Sendung derbäi.",
            ),
            "en": (
                "The prescription is missing",
                "An act of your mailing {reference} is reimbursed on prescription only. Please "
                "add the prescription by {deadline} on the page of your mailing.",
            ),
        },
    ),
    (
        "claim-ask-readable-bill", "ask", 40,
        {
            "fr": (
                "La facture est illisible",
                "Une facture de votre envoi {reference} ne peut pas être lue en entier. Veuillez "
                "ajouter une photo nette ou un PDF jusqu’au {deadline} sur la page de votre envoi.",
            ),
            "de": (
                "Die Rechnung ist nicht lesbar",
                "Eine Rechnung Ihrer Sendung {reference} lässt sich nicht vollständig lesen. Bitte "
                "fügen Sie bis zum {deadline} ein scharfes Foto oder ein PDF auf der Seite Ihrer "
                "Sendung hinzu.",
            ),
            "lb": (
                "D’Rechnung ass net ze liesen",
                "Eng Rechnung vun Ärer Sendung {reference} ass net ganz ze liesen. Setzt w.e.g. "
                "bis den {deadline} eng schaarf Foto oder e PDF op der Säit vun Ärer Sendung "
                "derbäi.",
            ),
            "en": (
                "The bill cannot be read",
                "A bill of your mailing {reference} cannot be read in full. Please add a sharp "
                "photo or a PDF by {deadline} on the page of your mailing.",
            ),
        },
    ),
    (
        "claim-ask-who-was-treated", "ask", 50,
        {
            "fr": (
                "Qui a été soigné ?",
                "Une facture de votre envoi {reference} ne dit pas qui a été soigné. Veuillez nous "
                "le dire jusqu’au {deadline} sur la page de votre envoi, avec le matricule de "
                "cette personne.",
            ),
            "de": (
                "Wer wurde behandelt?",
                "Eine Rechnung Ihrer Sendung {reference} sagt nicht, wer behandelt wurde. Bitte "
                "sagen Sie es uns bis zum {deadline} auf der Seite Ihrer Sendung, mit der "
                "Sozialversicherungsnummer dieser Person.",
            ),
            "lb": (
                "Wie gouf behandelt?",
                "Eng Rechnung vun Ärer Sendung {reference} seet net, wie behandelt gouf. Sot eis "
                "et w.e.g. bis den {deadline} op der Säit vun Ärer Sendung, mat der Matricule vun "
                "dëser Persoun.",
            ),
            "en": (
                "Who was treated?",
                "A bill of your mailing {reference} does not say who was treated. Please tell us "
                "by {deadline} on the page of your mailing, with the matricule of that person.",
            ),
        },
    ),
    (
        "claim-accept-over-tariff", "accept", 10,
        {
            "fr": (
                "Pourquoi tout n’est pas remboursé",
                "Le prestataire a facturé plus que le tarif. La caisse rembourse au tarif ; le "
                "décompte dit pour chaque ligne lequel.",
            ),
            "de": (
                "Warum nicht alles erstattet wird",
                "Der Anbieter hat mehr als den Tarif berechnet. Die Kasse erstattet nach dem "
                "Tarif; die Abrechnung nennt ihn für jede Zeile.",
            ),
            "lb": (
                "Firwat net alles rembourséiert gëtt",
                "De Prestataire huet méi wéi den Tarif gerechent. D’Keess rembourséiert nom "
                "Tarif; den Dekont seet fir all Zeil, wéi en dat ass.",
            ),
            "en": (
                "Why not everything is reimbursed",
                "The provider has invoiced more than the tariff. The fund reimburses by the "
                "tariff; the statement names it for every line.",
            ),
        },
    ),
    (
        "claim-refuse-not-a-bill", "refuse", 10,
        {
            "fr": (
                "Rappel, devis ou reçu au lieu d’une facture",
                "Ce que vous avez envoyé n’est pas une facture. Demandez au prestataire la facture "
                "elle-même, avec les codes des actes, et envoyez-la dans un nouvel envoi.",
            ),
            "de": (
                "Mahnung, Kostenvoranschlag oder Quittung statt Rechnung",
                "Was Sie geschickt haben, ist keine Rechnung. Bitten Sie den Anbieter um die "
                "Rechnung selbst, mit den Codes der Leistungen, und schicken Sie sie in einer "
                "neuen Sendung.",
            ),
            "lb": (
                "Rappel, Devis oder Quittung amplaz vun enger Rechnung",
                "Dat, wat Dir geschéckt hutt, ass keng Rechnung. Frot de Prestataire fir "
                "d’Rechnung selwer, mat de Coden vun den Akten, a schéckt se an enger neier "
                "Sendung.",
            ),
            "en": (
                "A reminder, quote or receipt instead of a bill",
                "What you sent is not a bill. Ask the provider for the bill itself, with the codes "
                "of the acts, and send it in a new mailing.",
            ),
        },
    ),
    (
        "claim-refuse-other-fund", "refuse", 20,
        {
            "fr": (
                "Une autre caisse est compétente",
                "Une autre caisse paie pour ces soins. Envoyez la facture originale à la caisse du "
                "pays de résidence.",
            ),
            "de": (
                "Eine andere Kasse ist zuständig",
                "Für diese Behandlung zahlt eine andere Kasse. Schicken Sie die Originalrechnung "
                "an die Kasse des Wohnlandes.",
            ),
            "lb": (
                "Eng aner Keess ass zoustänneg",
                "Fir dës Behandlung bezilt eng aner Keess. Schéckt d’Originalrechnung un d’Keess "
                "vum Land, wou Dir wunnt.",
            ),
            "en": (
                "Another fund is competent",
                "Another fund pays for this care. Send the original bill to the fund of the "
                "country of residence.",
            ),
        },
    ),
]  # fmt: skip


def write(apps, schema_editor):
    template = apps.get_model("insured", "ReplyTemplate")
    template.objects.bulk_create(
        template(
            code=code,
            kind=KIND,
            use=use,
            position=position,
            **{f"title_{language}": title for language, (title, _text) in words.items()},
            **{f"text_{language}": text for language, (_title, text) in words.items()},
        )
        for code, use, position, words in BASE_SET
    )


def take_back(apps, schema_editor):
    codes = [code for code, *_rest in BASE_SET]
    apps.get_model("insured", "ReplyTemplate").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("reimbursements", "0008_codes_are_sought"),
        ("insured", "0010_ready_texts_for_rooms"),
    ]

    operations = [migrations.RunPython(write, take_back)]
