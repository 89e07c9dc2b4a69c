"""Invented providers: their codes are nobody's."""

from reimbursements.choices.care import Profession
from reimbursements.models import Provider

PROVIDERS = (
    ("900001", "Dr Anne Modell", Profession.DOCTOR, "Esch-sur-Alzette", "LU"),
    ("900002", "Dr Bernard Fiktiv", Profession.DOCTOR, "Luxembourg", "LU"),
    ("900003", "Dr Chloé Exemple, pédiatre", Profession.DOCTOR, "Esch-sur-Alzette", "LU"),
    ("900004", "Dr Dieter Muster, Augenarzt", Profession.DOCTOR, "Diekirch", "LU"),
    ("900005", "Dr Elsa Inventée, dermatologue", Profession.DOCTOR, "Luxembourg", "LU"),
    ("910001", "Cabinet dentaire de la Démonstration", Profession.DENTIST, "Belval", "LU"),
    ("920001", "Kiné Modèle", Profession.PHYSIOTHERAPIST, "Esch-sur-Alzette", "LU"),
    ("930001", "Optique Imaginaire", Profession.OPTICIAN, "Luxembourg", "LU"),
    ("940001", "Centre auditif Fictif", Profession.HEARING_AIDS, "Ettelbruck", "LU"),
    ("950001", "Pharmacie de l’Exemple", Profession.PHARMACY, "Differdange", "LU"),
    ("960001", "Hôpital de la Démonstration", Profession.HOSPITAL, "Luxembourg", "LU"),
    ("970001", "Laboratoire Inventé", Profession.LABORATORY, "Luxembourg", "LU"),
    ("BE90001", "Dr Lucie Fictive", Profession.DOCTOR, "Arlon", "BE"),
    ("DE90001", "Dr. Max Erfunden", Profession.DOCTOR, "Trier", "DE"),
)


def seed_providers() -> int:
    """Those that are not there yet; how many are new."""
    there = set(Provider.objects.values_list("code", flat=True))
    new = [
        Provider(code=code, name=name, profession=profession, place=place, country=country)
        for code, name, profession, place, country in PROVIDERS
        if code not in there
    ]
    Provider.objects.bulk_create(new)
    return len(new)


def by_code() -> dict[str, Provider]:
    """All of them, by their code."""
    return {provider.code: provider for provider in Provider.objects.all()}
