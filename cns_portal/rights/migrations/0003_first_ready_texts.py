"""The ready texts with which officers begin; supervisors change them."""

from django.db import migrations

KIND = "rights"

# (code, use, position, {language: (title, text)}), written out as they were at first.
BASE_SET = [
    (
        "rights-ask-which-data", "ask", 10,
        {
            "fr": (
                "Quelles données ?",
                "Pour répondre à votre demande {reference} ({request}), nous devons savoir de "
                "quelles données il s’agit. Veuillez nous indiquer jusqu’au {deadline} les "
                "dossiers ou les années concernés.",
            ),
            "de": (
                "Welche Daten?",
                "Um Ihre Anfrage {reference} ({request}) zu beantworten, müssen wir wissen, um "
                "welche Daten es geht. Bitte nennen Sie uns bis zum {deadline} die Vorgänge "
                "oder Jahre.",
            ),
            "lb": (
                "Wéi eng Donnéeën?",
                "Fir op Är Ufro {reference} ({request}) ze äntweren, musse mir wëssen, ëm wéi "
                "eng Donnéeën et geet. Nennt eis w.e.g. bis den {deadline} d’Dossieren oder "
                "d’Joren.",
            ),
            "en": (
                "Which data?",
                "To answer your request {reference} ({request}) we have to know which data it "
                "is about. Please name the cases or the years by {deadline}.",
            ),
        },
    ),
    (
        "rights-ask-proof", "ask", 20,
        {
            "fr": (
                "Une pièce justificative manque",
                "Votre demande {reference} ne dit pas d’où vient la donnée correcte. Veuillez "
                "joindre jusqu’au {deadline} un document qui la prouve.",
            ),
            "de": (
                "Ein Nachweis fehlt",
                "Ihre Anfrage {reference} sagt nicht, woher die richtige Angabe stammt. Bitte "
                "fügen Sie bis zum {deadline} ein Dokument bei, das sie belegt.",
            ),
            "lb": (
                "E Beweis feelt",
                "Är Ufro {reference} seet net, wou déi richteg Donnée hierkënnt. Setzt w.e.g. "
                "bis den {deadline} en Dokument derbäi, dat se beleet.",
            ),
            "en": (
                "A proof is missing",
                "Your request {reference} does not say where the right value comes from. Please "
                "add a document that shows it by {deadline}.",
            ),
        },
    ),
    (
        "rights-accept-corrected", "accept", 10,
        {
            "fr": (
                "Donnée corrigée",
                "Nous avons corrigé la donnée comme vous l’avez demandé le {sent_on}. Vous la "
                "voyez dans votre espace, sous Mes données.",
            ),
            "de": (
                "Angabe berichtigt",
                "Wir haben die Angabe so berichtigt, wie Sie es am {sent_on} verlangt haben. "
                "Sie sehen sie in Ihrem Bereich unter Meine Daten.",
            ),
            "lb": (
                "Donnée verbessert",
                "Mir hunn d’Donnée esou verbessert, wéi Dir et den {sent_on} gefrot hutt. Dir "
                "gesitt se an Ärem Espace ënner Meng Donnéeën.",
            ),
            "en": (
                "Data corrected",
                "We have corrected the data as you asked on {sent_on}. You see them in your "
                "space, under My data.",
            ),
        },
    ),
    (
        "rights-accept-look-explained", "accept", 20,
        {
            "fr": (
                "La consultation était justifiée",
                "Nous avons vérifié la consultation. L’agent a ouvert votre dossier pour "
                "traiter une procédure qui vous concerne ; cet accès faisait partie de son "
                "travail.",
            ),
            "de": (
                "Der Zugriff war begründet",
                "Wir haben den Zugriff geprüft. Der Mitarbeiter hat Ihre Akte geöffnet, um "
                "einen Vorgang zu bearbeiten, der Sie betrifft; das gehörte zu seiner Arbeit.",
            ),
            "lb": (
                "Den Accès war gerechtfäerdegt",
                "Mir hunn den Accès gepréift. De Mataarbechter huet Ären Dossier opgemaach, fir "
                "eng Prozedur ze beaarbechten, déi Iech betrëfft; dat huet zu senger Aarbecht "
                "gehéiert.",
            ),
            "en": (
                "The access was justified",
                "We have checked the access. The agent opened your file to work on a procedure "
                "that concerns you; that was part of their work.",
            ),
        },
    ),
    (
        "rights-refuse-legal-duty", "refuse", 10,
        {
            "fr": (
                "La loi oblige à conserver",
                "La loi oblige la CNS à traiter et à conserver ces données pour assurer les "
                "personnes et payer les prestations. Elles ne peuvent donc pas être effacées ou "
                "bloquées tant que cette obligation existe. Le portail efface de lui-même ce "
                "qui n’est plus nécessaire.",
            ),
            "de": (
                "Das Gesetz verlangt die Aufbewahrung",
                "Das Gesetz verpflichtet die CNS, diese Daten zu verarbeiten und aufzubewahren, "
                "um Menschen zu versichern und Leistungen zu zahlen. Solange diese Pflicht "
                "besteht, können sie nicht gelöscht oder gesperrt werden. Was nicht mehr nötig "
                "ist, löscht das Portal von selbst.",
            ),
            "lb": (
                "D’Gesetz verlaangt et",
                "D’Gesetz verflicht d’CNS, dës Donnéeën ze verschaffen an opzehiewen, fir Leit "
                "ze versécheren a Leeschtungen ze bezuelen. Soulaang dës Flicht besteet, kënne "
                "se net geläscht oder gespaart ginn. Wat net méi néideg ass, läscht de Portal "
                "vun eleng.",
            ),
            "en": (
                "The law asks for it",
                "The law obliges the CNS to process and keep these data, to insure people and "
                "to pay benefits. While that duty lasts they can neither be erased nor blocked. "
                "What is no longer needed the portal deletes by itself.",
            ),
        },
    ),
    (
        "rights-refuse-not-identified", "refuse", 20,
        {
            "fr": (
                "Identité non établie",
                "Avec la copie que vous avez envoyée, nous n’avons pas pu établir qui a fait la "
                "demande {reference}. Nous ne pouvons donc rien communiquer. Vous pouvez "
                "envoyer une nouvelle demande ou vous connecter au portail.",
            ),
            "de": (
                "Identität nicht festgestellt",
                "Mit der Kopie, die Sie geschickt haben, konnten wir nicht feststellen, wer die "
                "Anfrage {reference} gestellt hat. Deshalb können wir nichts mitteilen. Sie "
                "können eine neue Anfrage senden oder sich im Portal anmelden.",
            ),
            "lb": (
                "Identitéit net festgestallt",
                "Mat der Kopie, déi Dir geschéckt hutt, konnte mir net feststellen, wien d’Ufro "
                "{reference} gemaach huet. Dofir kënne mir näischt matdeelen. Dir kënnt eng nei "
                "Ufro schécken oder Iech am Portal umellen.",
            ),
            "en": (
                "Not identified",
                "With the copy that you sent we could not establish who made the request "
                "{reference}. So we cannot tell anything. You can send a new request or sign in "
                "to the portal.",
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
        ("rights", "0002_copies_of_personal_data"),
        ("insured", "0011_requests_while_ill"),
    ]

    operations = [migrations.RunPython(write, take_back)]
