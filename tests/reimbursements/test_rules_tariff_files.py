"""The data files: what they hold, and that every mistake in them is named."""

from datetime import date
from decimal import Decimal

import pytest

from reimbursements.choices.care import Care, Setting
from reimbursements.rules.rates import rate_of
from reimbursements.rules.tariff_files import DATA, MistakesError, published, read, texts_of

TODAY = date(2026, 11, 21)


def rate(care, *, is_minor=False, setting=Setting.OUT_PATIENT, code=""):
    found = rate_of(
        published(), code=code, care=care, is_minor=is_minor, setting=setting, day=TODAY
    )
    return None if found is None else str(found.amount)


@pytest.mark.parametrize(
    ("care", "adult", "minor"),
    [
        (Care.CONSULTATION, "0.88", "1.00"),
        (Care.DOCTOR_ACT, "0.88", "1.00"),
        (Care.VISIT, None, None),  # 80 % is hearsay
        (Care.DENTAL, "0.88", "1.00"),
        (Care.DENTAL_PROSTHESIS, "0.80", "1.00"),
        (Care.MAXILLOFACIAL, "1.00", "1.00"),
        (Care.ORTHODONTICS, None, None),
        (Care.PHYSIOTHERAPY, "0.70", "1.00"),
        (Care.PHYSIOTHERAPY_SERIOUS, "1.00", "1.00"),
        (Care.PSYCHOTHERAPY, "0.70", "1.00"),
        (Care.THERMAL_CURE, "0.80", "0.80"),
        (Care.HOSPITAL_DAY, "1.00", "1.00"),
        (Care.NURSING, None, None),
        (Care.MIDWIFE, None, None),
        (Care.LABORATORY, None, None),
        (Care.TRANSPORT, None, None),
        (Care.DIETICIAN, None, None),
    ],
)
def test_the_rates_are_those_of_the_sources_and_the_rest_stays_unknown(care, adult, minor):
    assert (rate(care), rate(care, is_minor=True)) == (adult, minor)


def test_in_hospital_the_doctor_is_paid_in_full_whatever_the_age():
    for care in (Care.CONSULTATION, Care.DOCTOR_ACT):
        for is_minor in (True, False, None):
            assert rate(care, is_minor=is_minor, setting=Setting.IN_PATIENT) == "1.00"


def test_without_an_age_only_a_rate_for_everybody_is_found():
    assert rate(Care.CONSULTATION, is_minor=None) is None
    assert rate(Care.THERMAL_CURE, is_minor=None) == "0.80"


def test_an_act_may_have_a_rate_of_its_own():
    assert rate(Care.THERMAL_CURE, code="T260") == rate(Care.THERMAL_CURE, code="T261") == "0.70"
    assert rate(Care.THERMAL_CURE, code="T262") == "0.80"


@pytest.mark.parametrize(
    ("name", "day", "amount"),
    [
        ("index", date(2024, 1, 1), "944.43"),
        ("index", date(2026, 1, 1), "968.04"),
        ("index", date(2026, 6, 1), "992.24"),
        ("hospital_day", date(2025, 4, 30), "25.50"),
        ("hospital_day", date(2026, 1, 1), "26.14"),
        ("hospital_day", date(2026, 6, 1), "26.79"),
        ("day_hospital", date(2024, 1, 1), "12.75"),
        ("day_hospital", date(2025, 5, 1), "13.07"),
        ("day_hospital", date(2026, 6, 1), "13.40"),
        ("dental_full_cover", date(2024, 1, 1), "77.35"),
        ("dental_full_cover", date(2026, 1, 1), "81.84"),
        ("dental_full_cover", date(2026, 6, 1), None),
        ("minimum_social_wage", date(2024, 1, 1), "2570.93"),
        ("minimum_social_wage", date(2026, 1, 1), "2703.74"),
        ("minimum_social_wage", date(2026, 6, 1), "2771.33"),
        ("key_letter.doctors", date(2026, 5, 31), None),
        ("key_letter.doctors", date(2026, 6, 1), "5.2346"),
        ("hospital_day.minor", TODAY, None),
        ("hospital_day.limit", TODAY, "30"),
        ("glasses.frame", TODAY, "30.00"),
        ("glasses.renewal", TODAY, "3"),
        ("hearing_aid.device", date(2024, 12, 31), None),
        ("hearing_aid.device", date(2025, 1, 1), "950.00"),
        ("hearing_aid.minor_supplement", date(2025, 1, 1), "450.00"),
        ("hearing_aid.renewal", TODAY, "5"),
        ("consultations.limit", TODAY, "12"),
        ("consultations.period", TODAY, "6"),
        ("claim.limit", TODAY, "2"),
        ("complementary_share", TODAY, "0.025"),
        ("age_of_majority", TODAY, "18"),
    ],
)
def test_a_value_holds_from_its_day_on(name, day, amount):
    found = published().value(name, day)
    assert (None if found is None else str(found.amount)) == amount


def test_the_deduced_shares_of_a_day_in_hospital_follow_the_index():
    for name, base in (("hospital_day", "2.70"), ("day_hospital", "1.35")):
        for day in (date(2024, 1, 1), date(2025, 5, 1), date(2026, 6, 1)):
            index = published().value("index", day).amount
            computed = (Decimal(base) * index / 100).quantize(Decimal("0.01"))
            assert published().value(name, day).amount == computed


def test_every_entry_names_its_basis_and_its_source():
    files = read(texts_of(DATA))
    assert all(row.legal_basis and row.source and row.mark for row in files.acts + files.values)


def test_the_same_files_have_the_same_name_and_others_another():
    texts = texts_of(DATA)
    assert read(texts).sha256 == read(dict(reversed(texts.items()))).sha256
    changed = texts | {"parameters.toml": texts["parameters.toml"] + "\n# a comment"}
    assert read(changed).sha256 != read(texts).sha256


HEAD = (
    "code,since,label,care,key_letter,coefficient,fixed_amount,open,ended,flags,"
    "legal_basis,source,mark\n"
)
GOOD_ACT = "C1,2026-09-01,A label,consultation,,,62.60,,,,law,source,A\n"


def parameter(value, *, name="index", unit="points", more=""):
    return (
        f'[[parameter]]\nname="{name}"\nunit="{unit}"\nlegal_basis="law"\n{more}\nvalue=[{value}]\n'
    )


GOOD_VALUE = '{since=2026-01-01, amount="1.5", source="source", mark="A"}'


def mistakes_of(*, acts=HEAD, parameters="", name="acts/doctors.csv"):
    with pytest.raises(MistakesError) as error:
        read({"parameters.toml": parameters, name: acts})
    return "\n".join(error.value.mistakes)


def test_a_good_act_and_a_good_value_are_read():
    files = read({"parameters.toml": parameter(GOOD_VALUE), "acts/doctors.csv": HEAD + GOOD_ACT})
    assert (files.acts[0].fixed_amount, files.values[0].amount) == (
        Decimal("62.60"),
        Decimal("1.5"),
    )


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        (GOOD_ACT.replace("consultation", "chat"), "the care chat is not known"),
        (GOOD_ACT.replace("2026-09-01", "1.9.2026"), "`since` must be a day"),
        (GOOD_ACT.replace("62.60", "62,60"), "too many or too few columns"),
        (GOOD_ACT.replace("62.60", "dear"), "is no amount"),
        (GOOD_ACT.replace("62.60", "-1"), "is no amount"),
        (GOOD_ACT.replace("62.60", "NaN"), "is no amount"),
        (GOOD_ACT.replace("62.60", ""), "exactly one of"),
        (GOOD_ACT.replace("62.60,", "62.60,yes"), "exactly one of"),
        (GOOD_ACT.replace(",,,62.60", ",,11.95,"), "belong together"),
        (GOOD_ACT.replace(",,,62.60", ",no_letter,11.95,"), "no_letter is no parameter"),
        (GOOD_ACT.replace("C1", "c1"), "in capitals"),
        (GOOD_ACT.replace("C1", "C" * 21), "at most 20"),
        (GOOD_ACT.replace("law", ""), "empty: legal_basis"),
        (GOOD_ACT.replace(",A\n", ",Z\n"), "the mark Z is not known"),
        (GOOD_ACT.replace(",,,,law", ",,,odd,law"), "unknown flags: odd"),
        (GOOD_ACT.replace("62.60,,", "62.60,no,"), "`yes` or empty"),
        (GOOD_ACT + GOOD_ACT, "The act C1 has two entries from 2026-09-01"),
    ],
)
def test_a_mistake_in_the_acts_is_named_with_its_place(row, mistake):
    assert mistake in mistakes_of(acts=HEAD + row)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[[parameter", "parameters.toml"),
        (parameter(GOOD_VALUE, more='colour="red"'), "colour"),
        (parameter(GOOD_VALUE, unit="miles"), "the unit miles is not known"),
        (parameter(GOOD_VALUE.replace("2026-01-01", '"soon"')), "`since` must be a day"),
        (parameter(GOOD_VALUE.replace('"1.5"', "1.5")), "is no amount in quotes"),
        (parameter(GOOD_VALUE.replace('amount="1.5",', "")), "an amount, or `ended = true`"),
        (parameter(GOOD_VALUE.replace("{", "{ended=true, ")), "an amount, or `ended = true`"),
        (parameter(GOOD_VALUE.replace('"source"', '""')), "a source and a known mark"),
        (parameter(GOOD_VALUE.replace("{", '{until="1", ')), "unknown: until"),
        (parameter(GOOD_VALUE, unit="share"), "a share lies between 0 and 1"),
        (parameter(GOOD_VALUE + "," + GOOD_VALUE), "index has two entries from 2026-01-01"),
        (parameter(GOOD_VALUE) * 2, "index has two entries from 2026-01-01"),
    ],
)
def test_a_mistake_in_the_parameters_is_named_with_its_place(text, mistake):
    assert mistake in mistakes_of(parameters=text)


def test_a_file_of_no_nomenclature_and_wrong_columns_are_named():
    assert "no nomenclature of this name" in mistakes_of(name="acts/wizards.csv")
    assert "the columns must be" in mistakes_of(acts="code,label\n")


def test_all_mistakes_are_named_at_once():
    found = mistakes_of(
        acts=HEAD + GOOD_ACT.replace("consultation", "chat"),
        parameters=parameter(GOOD_VALUE, unit="miles"),
    )
    assert "chat" in found
    assert "miles" in found
