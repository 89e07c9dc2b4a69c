"""The ready texts that agents begin with; supervisors change them in the admin afterwards."""

from django.db import migrations

# (code, kind, use, position, {language: (title, text)}), written out as they were at first.
BASE_SET = [
    (
        "ask-readable-file", "", "ask", 10,
        {
            "fr": (
                "Un fichier est illisible",
                "Un des fichiers joints à votre demande {reference} ne peut pas être lu en entier. "
                "Veuillez l’ajouter à nouveau jusqu’au {deadline}, comme photo nette ou comme "
                "PDF, sur la page de votre demande.",
            ),
            "de": (
                "Eine Datei ist nicht lesbar",
                "Eine der Dateien zu Ihrem Antrag {reference} lässt sich nicht vollständig lesen. "
                "Bitte fügen Sie sie bis zum {deadline} noch einmal hinzu, als scharfes Foto oder "
                "als PDF, auf der Seite Ihres Antrags.",
            ),
            "lb": (
                "E Fichier ass net ze liesen",
                "Ee vun de Fichieren zu Ärer Ufro {reference} ass net ganz ze liesen. Setzt en "
                "w.e.g. bis den {deadline} nach eng Kéier derbäi, als schaarf Foto oder als PDF, "
                "op der Säit vun Ärer Ufro.",
            ),
            "en": (
                "A file cannot be read",
                "One of the files you added to your request {reference} cannot be read in full. "
                "Please add it again by {deadline}, as a sharp photo or as a PDF, on the page of "
                "your request.",
            ),
        },
    ),
    (
        "ask-question", "", "ask", 20,
        {
            "fr": (
                "Il nous manque un renseignement",
                "Pour traiter votre demande {reference} du {sent_on}, il nous manque encore un "
                "renseignement. Veuillez nous répondre jusqu’au {deadline} sur la page de votre "
                "demande :",
            ),
            "de": (
                "Uns fehlt eine Angabe",
                "Um Ihren Antrag {reference} vom {sent_on} zu bearbeiten, fehlt uns noch eine "
                "Angabe. Bitte antworten Sie uns bis zum {deadline} auf der Seite Ihres Antrags:",
            ),
            "lb": (
                "Et feelt eis eng Informatioun",
                "Fir Är Ufro {reference} vum {sent_on} ze beaarbechten, feelt eis nach eng "
                "Informatioun. Äntwert eis w.e.g. bis den {deadline} op der Säit vun Ärer Ufro:",
            ),
            "en": (
                "A detail is missing",
                "To deal with your request {reference} of {sent_on} we still need one detail. "
                "Please answer by {deadline} on the page of your request:",
            ),
        },
    ),
    (
        "ask-civil-status", "co_insurance", "ask", 30,
        {
            "fr": (
                "Acte d’état civil",
                "Pour la coassurance demandée sous {reference}, veuillez ajouter jusqu’au "
                "{deadline} l’acte de mariage, de partenariat ou de naissance qui montre le lien "
                "entre vous.",
            ),
            "de": (
                "Urkunde des Zivilstands",
                "Für die unter {reference} beantragte Mitversicherung fügen Sie bitte bis zum "
                "{deadline} die Heirats-, Partnerschafts- oder Geburtsurkunde hinzu, aus der die "
                "Verbindung zwischen Ihnen hervorgeht.",
            ),
            "lb": (
                "Dokument vum Zivilstand",
                "Fir d’Matversécherung, déi Dir ënner {reference} gefrot hutt, setzt w.e.g. bis "
                "den {deadline} den Akt vum Bestietnes, vun der Partnerschaft oder vun der Gebuert "
                "derbäi, deen d’Verbindung tëschent Iech weist.",
            ),
            "en": (
                "Civil status certificate",
                "For the co-insurance you asked for under {reference}, please add by {deadline} "
                "the marriage, partnership or birth certificate that shows how you are related.",
            ),
        },
    ),
    (
        "ask-previous-cover", "co_insurance", "ask", 40,
        {
            "fr": (
                "Preuve de l’assurance précédente",
                "La personne que vous voulez ajouter a vécu ou travaillé dans un autre pays. "
                "Veuillez ajouter jusqu’au {deadline} le formulaire S041 ou le certificat de "
                "coassurance de sa caisse ; s’il n’en existe pas, la déclaration sur l’honneur "
                "signée que vous trouvez dans le portail.",
            ),
            "de": (
                "Nachweis der früheren Versicherung",
                "Die Person, die Sie hinzufügen möchten, hat in einem anderen Land gelebt oder "
                "gearbeitet. Bitte fügen Sie bis zum {deadline} das Formular S041 oder die "
                "Bescheinigung der Mitversicherung ihrer Kasse hinzu; gibt es keine, die "
                "unterschriebene ehrenwörtliche Erklärung aus dem Portal.",
            ),
            "lb": (
                "Beweis vun der fréierer Versécherung",
                "Déi Persoun, déi Dir derbäi wëllt setzen, huet an engem anere Land gelieft oder "
                "geschafft. Setzt w.e.g. bis den {deadline} de Formulaire S041 oder de Certificat "
                "vun der Matversécherung vun hirer Keess derbäi; gëtt et keen, dann déi "
                "ënnerschriwwen éierewäertlech Erklärung aus dem Portal.",
            ),
            "en": (
                "Proof of the previous insurance",
                "The person you want to add has lived or worked in another country. Please add by "
                "{deadline} the form S041 or the certificate of co-insurance of their fund; if "
                "there is none, the signed sworn declaration that you find in the portal.",
            ),
        },
    ),
    (
        "ask-studies", "remain_co_insured", "ask", 30,
        {
            "fr": (
                "Preuve des études ou des ressources",
                "Pour rester coassuré à partir de 30 ans, il nous faut jusqu’au {deadline} un "
                "certificat des études ou de la formation en cours, ou la preuve de vos "
                "ressources.",
            ),
            "de": (
                "Nachweis des Studiums oder der Mittel",
                "Um ab 30 Jahren mitversichert zu bleiben, brauchen wir bis zum {deadline} eine "
                "Bescheinigung über das laufende Studium oder die Ausbildung oder einen Nachweis "
                "Ihrer Mittel.",
            ),
            "lb": (
                "Beweis vum Studium oder vun de Ressourcen",
                "Fir vun 30 Joer un matverséchert ze bleiwen, brauche mir bis den {deadline} e "
                "Certificat vum Studium oder vun der Formatioun, oder de Beweis vun Äre "
                "Ressourcen.",
            ),
            "en": (
                "Proof of studies or resources",
                "To remain co-insured from 30 on, we need by {deadline} a certificate of your "
                "current studies or training, or proof of your resources.",
            ),
        },
    ),
    (
        "ask-medical-report", "s2", "ask", 30,
        {
            "fr": (
                "Rapport du médecin",
                "Pour examiner votre demande {reference}, il nous faut jusqu’au {deadline} le "
                "rapport de votre médecin qui décrit le traitement prévu et dit où et quand il "
                "aura lieu.",
            ),
            "de": (
                "Bericht des Arztes",
                "Um Ihren Antrag {reference} zu prüfen, brauchen wir bis zum {deadline} den "
                "Bericht Ihres Arztes, der die geplante Behandlung beschreibt und sagt, wo und "
                "wann sie stattfindet.",
            ),
            "lb": (
                "Rapport vum Dokter",
                "Fir Är Ufro {reference} ze kontrolléieren, brauche mir bis den {deadline} de "
                "Rapport vun Ärem Dokter, deen d’Behandlung beschreift a seet, wou a wéini si "
                "stattfënnt.",
            ),
            "en": (
                "Doctor’s report",
                "To look at your request {reference} we need by {deadline} a report of your doctor "
                "that describes the planned treatment and says where and when it takes place.",
            ),
        },
    ),
    (
        "accept-nothing-to-do", "", "accept", 10,
        {
            "fr": (
                "Plus rien à faire",
                "Bonjour {name}, vous n’avez plus rien à faire. Ce qui a changé se trouve dans "
                "votre espace.",
            ),
            "de": (
                "Nichts weiter zu tun",
                "Guten Tag {name}, Sie müssen nichts weiter tun. Was sich geändert hat, finden "
                "Sie in Ihrem Bereich.",
            ),
            "lb": (
                "Näischt méi ze maachen",
                "Moien {name}, Dir musst näischt méi maachen. Wat geännert huet, fannt Dir an "
                "Ärem Espace.",
            ),
            "en": (
                "Nothing more to do",
                "Hello {name}, there is nothing more for you to do. What has changed is in your "
                "space.",
            ),
        },
    ),
    (
        "refuse-no-answer", "", "refuse", 10,
        {
            "fr": (
                "Pas de réponse",
                "Nous vous avions demandé un renseignement ou un document pour votre demande "
                "{reference}. Sans lui, nous ne pouvons pas l’accepter. Vous pouvez envoyer une "
                "nouvelle demande dès que vous l’avez.",
            ),
            "de": (
                "Keine Antwort",
                "Wir hatten Sie zu Ihrem Antrag {reference} um eine Angabe oder ein Dokument "
                "gebeten. Ohne dies können wir ihn nicht annehmen. Sie können einen neuen Antrag "
                "senden, sobald Sie es haben.",
            ),
            "lb": (
                "Keng Äntwert",
                "Mir haten Iech fir Är Ufro {reference} no enger Informatioun oder engem Dokument "
                "gefrot. Ouni dat kënne mir se net unhuelen. Dir kënnt eng nei Ufro schécken, "
                "soubal Dir et hutt.",
            ),
            "en": (
                "No answer",
                "We asked you for a detail or a document for your request {reference}. Without it "
                "we cannot accept the request. You can send a new one as soon as you have it.",
            ),
        },
    ),
    (
        "refuse-own-insurance", "co_insurance", "refuse", 20,
        {
            "fr": (
                "Assurance personnelle",
                "La personne que vous voulez ajouter est assurée à titre personnel. Qui a sa "
                "propre assurance ne peut pas être coassuré (Code de la sécurité sociale, "
                "article 7). Quand cette assurance prend fin, vous pouvez refaire la demande.",
            ),
            "de": (
                "Eigene Versicherung",
                "Die Person, die Sie hinzufügen möchten, ist selbst versichert. Wer eine eigene "
                "Versicherung hat, kann nicht mitversichert werden (Code de la sécurité sociale, "
                "Artikel 7). Endet diese Versicherung, können Sie den Antrag neu stellen.",
            ),
            "lb": (
                "Eegen Versécherung",
                "Déi Persoun, déi Dir derbäi wëllt setzen, ass selwer verséchert. Wien eng eegen "
                "Versécherung huet, kann net matverséchert ginn (Code de la sécurité sociale, "
                "Artikel 7). Wann déi Versécherung ophält, kënnt Dir d’Ufro nei maachen.",
            ),
            "en": (
                "Insurance of their own",
                "The person you want to add is insured in their own right. Somebody with an "
                "insurance of their own cannot be co-insured (Code de la sécurité sociale, "
                "article 7). When that insurance ends, you can send the request again.",
            ),
        },
    ),
    (
        "refuse-not-resident", "co_insurance", "refuse", 30,
        {
            "fr": (
                "Résidence hors du Luxembourg",
                "Un membre de famille coassuré doit résider au Luxembourg, sauf pour des études ou "
                "une formation (Code de la sécurité sociale, article 7). D’après les documents, "
                "ce n’est pas le cas.",
            ),
            "de": (
                "Wohnsitz außerhalb Luxemburgs",
                "Ein mitversichertes Familienmitglied muss in Luxemburg wohnen, außer für ein "
                "Studium oder eine Ausbildung (Code de la sécurité sociale, Artikel 7). Nach den "
                "Unterlagen ist das nicht der Fall.",
            ),
            "lb": (
                "Wunnsëtz ausserhalb vu Lëtzebuerg",
                "E matversécherte Familljemember muss zu Lëtzebuerg wunnen, ausser fir e Studium "
                "oder eng Formatioun (Code de la sécurité sociale, Artikel 7). No den Dokumenter "
                "ass dat net de Fall.",
            ),
            "en": (
                "Not resident in Luxembourg",
                "A co-insured family member has to live in Luxembourg, unless they study or train "
                "elsewhere (Code de la sécurité sociale, article 7). According to the documents "
                "this is not so.",
            ),
        },
    ),
    (
        "refuse-too-late", "voluntary_insurance", "refuse", 20,
        {
            "fr": (
                "Demande après les trois mois",
                "L’assurance continuée doit être demandée dans les trois mois après la fin de "
                "l’affiliation. Votre demande {reference} du {sent_on} est arrivée après ce "
                "délai.",
            ),
            "de": (
                "Antrag nach den drei Monaten",
                "Die Weiterversicherung muss binnen drei Monaten nach dem Ende der Versicherung "
                "beantragt werden. Ihr Antrag {reference} vom {sent_on} kam nach dieser Frist.",
            ),
            "lb": (
                "Ufro no den dräi Méint",
                "D’fräiwëlleg Weiderversécherung muss bannent dräi Méint nom Enn vun der "
                "Versécherung gefrot ginn. Är Ufro {reference} vum {sent_on} koum no dësem Delai.",
            ),
            "en": (
                "Sent after the three months",
                "Continued insurance has to be asked for within three months after the end of "
                "affiliation. Your request {reference} of {sent_on} came after that.",
            ),
        },
    ),
]


def write(apps, schema_editor):
    template = apps.get_model("insured", "ReplyTemplate")
    template.objects.bulk_create(
        template(
            code=code,
            kind=kind,
            use=use,
            position=position,
            **{f"title_{language}": title for language, (title, _text) in words.items()},
            **{f"text_{language}": text for language, (_title, text) in words.items()},
        )
        for code, kind, use, position, words in BASE_SET
    )


def take_back(apps, schema_editor):
    codes = [code for code, *_rest in BASE_SET]
    apps.get_model("insured", "ReplyTemplate").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):

    dependencies = [("insured", "0003_ready_texts")]

    operations = [migrations.RunPython(write, take_back)]
