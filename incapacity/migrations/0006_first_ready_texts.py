"""The ready texts with which agents begin to work on certificates; supervisors change them."""

from django.db import migrations

KIND = "incapacity"

# (code, use, position, {language: (title, text)}), written out as they were at first.
BASE_SET = [
    (
        "certificate-ask-readable-sheet", "ask", 10,
        {
            "fr": (
                "Le certificat est illisible",
                "Le certificat de votre envoi {reference} ne peut pas être lu en entier. Veuillez "
                "répondre à cette question jusqu’au {deadline} avec une photo nette ou un PDF de "
                "la feuille entière.",
            ),
            "de": (
                "Die Bescheinigung ist nicht lesbar",
                "Die Bescheinigung Ihrer Sendung {reference} lässt sich nicht vollständig lesen. "
                "Bitte antworten Sie bis zum {deadline} mit einem scharfen Foto oder einem PDF "
                "des ganzen Blatts.",
            ),
            "lb": (
                "De Schäin ass net ze liesen",
                "De Schäin vun Ärer Sendung {reference} ass net ganz ze liesen. Äntwert w.e.g. "
                "bis den {deadline} mat enger schaarfer Foto oder engem PDF vum ganze Blat.",
            ),
            "en": (
                "The sheet cannot be read",
                "The certificate that you sent under {reference} cannot be read in full. Please "
                "answer this question by {deadline} with a sharp photo or a PDF of the whole "
                "sheet.",
            ),
        },
    ),
    (
        "certificate-ask-days", "ask", 20,
        {
            "fr": (
                "Les jours ne correspondent pas",
                "Les jours que vous avez indiqués pour {reference} ne sont pas ceux qui figurent "
                "sur la feuille. Veuillez nous dire jusqu’au {deadline} lesquels sont justes. Si "
                "la feuille est erronée, demandez au médecin une feuille corrigée et joignez-la.",
            ),
            "de": (
                "Die Tage stimmen nicht überein",
                "Die Tage, die Sie zu {reference} angegeben haben, sind nicht die auf dem Blatt. "
                "Bitte sagen Sie uns bis zum {deadline}, welche richtig sind. Ist das Blatt "
                "falsch, bitten Sie den Arzt um ein berichtigtes und fügen Sie es bei.",
            ),
            "lb": (
                "D’Deeg stëmmen net iwwereneen",
                "D’Deeg, déi Dir fir {reference} uginn hutt, sinn net déi, déi um Blat stinn. Sot "
                "eis w.e.g. bis den {deadline}, wéi eng richteg sinn. Ass d’Blat falsch, frot den "
                "Dokter no engem verbesserte Blat a setzt et derbäi.",
            ),
            "en": (
                "The days do not match",
                "The days that you entered for {reference} are not those on the sheet. Please "
                "tell us by {deadline} which are right. If the sheet is wrong, ask the doctor for "
                "a corrected one and add it to your answer.",
            ),
        },
    ),
    (
        "certificate-ask-drawn-up-late", "ask", 30,
        {
            "fr": (
                "Établi après le troisième jour",
                "Le certificat {reference} a été établi après le troisième jour de l’incapacité. "
                "Veuillez nous dire jusqu’au {deadline} pourquoi vous avez consulté plus tard.",
            ),
            "de": (
                "Nach dem dritten Tag ausgestellt",
                "Die Bescheinigung {reference} wurde nach dem dritten Tag der Arbeitsunfähigkeit "
                "ausgestellt. Bitte sagen Sie uns bis zum {deadline}, warum Sie später beim Arzt "
                "waren.",
            ),
            "lb": (
                "Nom drëtten Dag ausgestallt",
                "De Schäin {reference} gouf nom drëtten Dag vun der Aarbechtsonfäegkeet "
                "ausgestallt. Sot eis w.e.g. bis den {deadline}, firwat Dir méi spéit beim Dokter "
                "waart.",
            ),
            "en": (
                "Drawn up after the third day",
                "The certificate {reference} was drawn up after the third day of incapacity. "
                "Please tell us by {deadline} why you saw the doctor later.",
            ),
        },
    ),
    (
        "certificate-ask-translation", "ask", 40,
        {
            "fr": (
                "La traduction manque",
                "Le certificat {reference} n’est ni en français, ni en allemand, ni en anglais. "
                "Veuillez joindre une traduction assermentée jusqu’au {deadline}.",
            ),
            "de": (
                "Die Übersetzung fehlt",
                "Die Bescheinigung {reference} ist weder auf Französisch noch auf Deutsch noch "
                "auf Englisch. Bitte fügen Sie bis zum {deadline} eine beeidigte Übersetzung bei.",
            ),
            "lb": (
                "D’Iwwersetzung feelt",
                "De Schäin {reference} ass weder op Franséisch nach op Däitsch nach op Englesch. "
                "Setzt w.e.g. bis den {deadline} eng beedegt Iwwersetzung derbäi.",
            ),
            "en": (
                "The translation is missing",
                "The certificate {reference} is neither in French nor in German nor in English. "
                "Please add a sworn translation by {deadline}.",
            ),
        },
    ),
    (
        "certificate-ask-child", "ask", 50,
        {
            "fr": (
                "Le matricule de l’enfant manque",
                "Pour le congé pour raisons familiales, le certificat {reference} doit porter "
                "votre matricule et celui de l’enfant. Veuillez nous indiquer celui de l’enfant "
                "jusqu’au {deadline}.",
            ),
            "de": (
                "Die Nummer des Kindes fehlt",
                "Für den Urlaub aus familiären Gründen müssen auf der Bescheinigung {reference} "
                "Ihre Sozialversicherungsnummer und die des Kindes stehen. Bitte nennen Sie uns "
                "die des Kindes bis zum {deadline}.",
            ),
            "lb": (
                "D’Matricule vum Kand feelt",
                "Fir de Congé aus familiäre Grënn mussen um Schäin {reference} Är Matricule an "
                "déi vum Kand stoen. Sot eis w.e.g. déi vum Kand bis den {deadline}.",
            ),
            "en": (
                "The child’s matricule is missing",
                "For leave for family reasons the certificate {reference} has to show your "
                "matricule and the child’s. Please tell us the child’s by {deadline}.",
            ),
        },
    ),
    (
        "certificate-accept-late", "accept", 10,
        {
            "fr": (
                "Accepté malgré le retard",
                "Votre certificat est arrivé en retard. Vos explications ont été retenues. "
                "Veuillez envoyer le prochain dans le délai indiqué sur le portail.",
            ),
            "de": (
                "Trotz Verspätung angenommen",
                "Ihre Bescheinigung kam verspätet an. Ihre Begründung wurde berücksichtigt. Bitte "
                "schicken Sie die nächste innerhalb der Frist, die das Portal nennt.",
            ),
            "lb": (
                "Trotz Verspéidung ugeholl",
                "Äre Schäin ass ze spéit ukomm. Är Erklärung gouf berécksiichtegt. Schéckt deen "
                "nächste w.e.g. an der Frist, déi de Portal nennt.",
            ),
            "en": (
                "Accepted although late",
                "Your certificate arrived late. Your explanation was taken into account. Please "
                "send the next one within the time that the portal names.",
            ),
        },
    ),
    (
        "certificate-refuse-same", "refuse", 10,
        {
            "fr": (
                "Déjà envoyé",
                "Le même certificat a déjà été envoyé. Il ne compte qu’une fois ; le premier envoi "
                "reste valable.",
            ),
            "de": (
                "Schon geschickt",
                "Dieselbe Bescheinigung wurde schon geschickt. Sie zählt nur einmal; die erste "
                "Sendung gilt weiter.",
            ),
            "lb": (
                "Scho geschéckt",
                "Dee selwechte Schäin gouf scho geschéckt. E zielt nëmmen eng Kéier; déi éischt "
                "Sendung gëllt weider.",
            ),
            "en": (
                "Sent before",
                "The same certificate was sent before. It counts only once; the first one stays "
                "valid.",
            ),
        },
    ),
    (
        "certificate-refuse-other-person", "refuse", 20,
        {
            "fr": (
                "Certificat d’une autre personne",
                "Le certificat porte le matricule d’une autre personne. Il doit être envoyé depuis "
                "le dossier de cette personne.",
            ),
            "de": (
                "Bescheinigung einer anderen Person",
                "Auf der Bescheinigung steht die Sozialversicherungsnummer einer anderen Person. "
                "Sie muss aus deren Akte geschickt werden.",
            ),
            "lb": (
                "Schäin vun enger anerer Persoun",
                "Um Schäin steet d’Matricule vun enger anerer Persoun. E muss aus dem Dossier vun "
                "där Persoun geschéckt ginn.",
            ),
            "en": (
                "Certificate of somebody else",
                "The matricule of another person stands on the certificate. It has to be sent "
                "from that person’s file.",
            ),
        },
    ),
    (
        "certificate-refuse-unreadable", "refuse", 30,
        {
            "fr": (
                "Illisible",
                "Le certificat est illisible et nous n’avons pas reçu d’autre image. Vous pouvez "
                "l’envoyer à nouveau à tout moment.",
            ),
            "de": (
                "Nicht lesbar",
                "Die Bescheinigung ist nicht lesbar, und wir haben kein anderes Bild erhalten. Sie "
                "können sie jederzeit noch einmal schicken.",
            ),
            "lb": (
                "Net ze liesen",
                "De Schäin ass net ze liesen, a mir kruten keen anert Bild. Dir kënnt en zu all "
                "Moment nach eng Kéier schécken.",
            ),
            "en": (
                "Cannot be read",
                "The certificate cannot be read, and we have received no other picture. You can "
                "send it again at any time.",
            ),
        },
    ),
    (
        "certificate-refuse-no-examination", "refuse", 40,
        {
            "fr": (
                "Sans examen médical",
                "Le certificat a été établi en ligne sans examen par un médecin. Un tel certificat "
                "n’est pas accepté.",
            ),
            "de": (
                "Ohne ärztliche Untersuchung",
                "Die Bescheinigung wurde im Internet ohne ärztliche Untersuchung ausgestellt. Eine "
                "solche Bescheinigung wird nicht angenommen.",
            ),
            "lb": (
                "Ouni Untersuchung vum Dokter",
                "De Schäin gouf am Internet ouni Untersuchung vun engem Dokter ausgestallt. Esou e "
                "Schäin gëtt net ugeholl.",
            ),
            "en": (
                "Without an examination",
                "The certificate was issued online without an examination by a doctor. Such a "
                "certificate is not accepted.",
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
        ("incapacity", "0005_sheets_ticked_off"),
        ("insured", "0010_ready_texts_for_rooms"),
    ]

    operations = [migrations.RunPython(write, take_back)]
