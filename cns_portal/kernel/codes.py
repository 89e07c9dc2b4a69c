"""Codes that people read aloud and type: no letter looks like a digit."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "Q", "I": "J", "L": "J", "U": "V", "0": "Q", "1": "J"})


def random_code(length: int) -> str:
    """`length` characters of `ALPHABET` from the system's source of randomness (4.9 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str, size: int = 4) -> str:
    """`ABCD EFGH JKMN`: easier to copy from paper."""
    return " ".join(code[i : i + size] for i in range(0, len(code), size))


def normalised(text: str) -> str:
    """What somebody typed, as it was printed: capitals, without spaces and dashes."""
    return "".join(ch for ch in text.upper() if ch.isalnum()).translate(_LOOKALIKES)
