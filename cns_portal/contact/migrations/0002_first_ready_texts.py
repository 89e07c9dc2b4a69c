"""The ready texts with which agents begin to answer questions; supervisors change them."""

from django.db import migrations

KIND = "question"

# (code, use, position, {language: (title, text)}), written out as they were at first.
BASE_SET = [
    (
        "question-answer-sign-in", "accept", 10,
        {
            "fr": (
                "Se connecter pour parler du dossier",
                "Votre question concerne un dossier personnel. Sans savoir avec certitude qui "
                "nous écrit, nous ne pouvons rien en dire ici. Veuillez vous connecter au portail "
                "et poser la question de là, appeler le (+352) 27 57 1 ou prendre rendez-vous "
                "dans une agence.",
            ),
            "de": (
                "Für die Akte bitte anmelden",
                "Ihre Frage betrifft eine persönliche Akte. Solange nicht sicher ist, wer uns "
                "schreibt, dürfen wir hier nichts dazu sagen. Bitte melden Sie sich im Portal an "
                "und stellen Sie die Frage dort, rufen Sie (+352) 27 57 1 an oder vereinbaren "
                "Sie einen Termin in einer Agentur.",
            ),
            "lb": (
                "Fir den Dossier w.e.g. aloggen",
                "Är Fro betrëfft e perséinlechen Dossier. Soulaang net sécher ass, wien eis "
                "schreift, däerfe mir hei näischt dozou soen. Loggt Iech w.e.g. am Portal an a "
                "stellt d’Fro vun do aus, rufft (+352) 27 57 1 un oder maacht e Rendez-vous an "
                "enger Agence.",
            ),
            "en": (
                "Please sign in to speak about a file",
                "Your question is about somebody’s file. As long as it is not certain who is "
                "writing, we may say nothing about it here. Please sign in to the portal and ask "
                "from there, call (+352) 27 57 1, or book an appointment at an agency.",
            ),
        },
    ),
    (
        "question-answer-other-body", "accept", 20,
        {
            "fr": (
                "Une autre administration est compétente",
                "Merci pour votre question {reference}. La CNS n’est pas compétente pour cela. "
                "La page « Qui fait quoi ? » du portail indique l’administration qui l’est, avec "
                "son adresse et son téléphone.",
            ),
            "de": (
                "Eine andere Stelle ist zuständig",
                "Danke für Ihre Frage {reference}. Dafür ist die CNS nicht zuständig. Die Seite "
                "„Wer macht was?“ des Portals nennt die zuständige Stelle mit Adresse und Telefon.",
            ),
            "lb": (
                "Eng aner Verwaltung ass zoustänneg",
                "Merci fir Är Fro {reference}. Dofir ass d’CNS net zoustänneg. D’Säit „Wie mécht "
                "wat?“ vum Portal nennt déi zoustänneg Verwaltung mat Adress an Telefon.",
            ),
            "en": (
                "Another body is responsible",
                "Thank you for your question {reference}. The CNS is not responsible for this. "
                "The page “Who is doing what?” of the portal names the body that is, with its "
                "address and telephone number.",
            ),
        },
    ),
    (
        "question-answer-own-form", "accept", 30,
        {
            "fr": (
                "Il existe un formulaire pour cela",
                "Pour votre demande {reference}, le portail a un formulaire : il est traité plus "
                "sûrement qu’un message. Connectez-vous et choisissez la démarche sur la page "
                "d’accueil.",
            ),
            "de": (
                "Dafür gibt es ein Formular",
                "Für Ihr Anliegen {reference} hat das Portal ein eigenes Formular: Es wird "
                "sicherer bearbeitet als eine Nachricht. Melden Sie sich an und wählen Sie den "
                "Vorgang auf der Startseite.",
            ),
            "lb": (
                "Dofir gëtt et e Formulaire",
                "Fir Är Demande {reference} huet de Portal en eegene Formulaire: e gëtt méi "
                "sécher behandelt wéi e Message. Loggt Iech an a wielt d’Demarche op der "
                "Haaptsäit.",
            ),
            "en": (
                "There is a form for this",
                "For what you ask under {reference} the portal has a form of its own, which is "
                "dealt with more surely than a message. Sign in and choose the procedure on the "
                "front page.",
            ),
        },
    ),
    (
        "question-ask-more", "ask", 10,
        {
            "fr": (
                "Demander des précisions",
                "Merci pour votre question {reference}. Pour pouvoir répondre, nous avons besoin "
                "de plus de précisions : de quel courrier ou de quelle démarche s’agit-il, et de "
                "quand date-t-il ? Veuillez répondre jusqu’au {deadline}.",
            ),
            "de": (
                "Nach Einzelheiten fragen",
                "Danke für Ihre Frage {reference}. Um antworten zu können, brauchen wir mehr "
                "Angaben: Um welchen Brief oder welchen Vorgang geht es, und von wann ist er? "
                "Bitte antworten Sie bis zum {deadline}.",
            ),
            "lb": (
                "No Detailer froen",
                "Merci fir Är Fro {reference}. Fir kënnen ze äntweren, brauche mir méi Detailer: "
                "Ëm wéi ee Bréif oder wéi eng Demarche geet et, a vu wéini ass en? Äntwert w.e.g. "
                "bis den {deadline}.",
            ),
            "en": (
                "Ask for details",
                "Thank you for your question {reference}. To answer it we need to know more: "
                "which letter or procedure is it about, and of what date? Please answer by "
                "{deadline}.",
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
    dependencies = [("contact", "0001_questions"), ("insured", "0010_ready_texts_for_rooms")]

    operations = [migrations.RunPython(write, take_back)]
