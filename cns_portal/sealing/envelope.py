"""Content at rest: AES-256-GCM, a key of its own for each piece, wrapped by a key of the portal.

The context is authenticated with the content: a file that was changed, exchanged for another
person's, or moved from quarantine to the checked ones does not open.

    CNS1 | key id (8) | nonce (12) | wrapped file key (48) | nonce (12) | content and tag
"""

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_MAGIC = b"CNS1"
_KEY_ID, _NONCE, _KEY, _TAG = 8, 12, 32, 16
_HEADER = len(_MAGIC) + _KEY_ID + _NONCE + _KEY + _TAG


class CannotDecrypt(Exception):
    """The bytes are not what was encrypted for this purpose, or their key is gone."""


def encrypt(content: bytes, *, context: bytes) -> bytes:
    """`content` sealed under the newest key; opens only with the same `context`."""
    file_key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(_NONCE)
    return _wrap(file_key, context) + nonce + AESGCM(file_key).encrypt(nonce, content, context)


def decrypt(sealed: bytes, *, context: bytes) -> bytes:
    """What `encrypt` was given. Raises `CannotDecrypt` for anything else."""
    file_key = _unwrap(sealed[:_HEADER], context)
    body = sealed[_HEADER:]
    try:
        return AESGCM(file_key).decrypt(body[:_NONCE], body[_NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt("The content was changed or belongs elsewhere.") from error


def rewrapped(sealed: bytes, *, context: bytes) -> bytes | None:
    """The same file under the newest key, or None when it already is. Leaves the content alone."""
    if sealed[len(_MAGIC) : len(_MAGIC) + _KEY_ID] == _key_id(keys()[0]):
        return None
    return _wrap(_unwrap(sealed[:_HEADER], context), context) + sealed[_HEADER:]


def keys() -> list[bytes]:
    """The portal's keys, newest first. The first encrypts, all decrypt.

    STORAGE_KEYS holds 32 random bytes each, in base64. Without it, only the demonstration and the
    tests go on, with a key made from SECRET_KEY.
    """
    if settings.STORAGE_KEYS:
        return [_parsed(text) for text in settings.STORAGE_KEYS]
    if settings.DEBUG or settings.DEMO_MODE:
        return [hashlib.sha256(b"files at rest:" + settings.SECRET_KEY.encode()).digest()]
    raise ImproperlyConfigured("STORAGE_KEYS must hold at least one key for files at rest.")


def name_of(key: bytes) -> str:
    """What a key is called where it must be told from others; gives nothing of it away."""
    return _key_id(key).hex()


def name_of_key_of(sealed: bytes) -> str:
    """The name of the key under which this was sealed; empty for what `encrypt` did not make."""
    if len(sealed) < _HEADER or not sealed.startswith(_MAGIC):
        return ""
    return sealed[len(_MAGIC) : len(_MAGIC) + _KEY_ID].hex()


def _parsed(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("STORAGE_KEYS: a key is not base64.") from error
    if len(key) != _KEY:
        raise ImproperlyConfigured("STORAGE_KEYS: each key must be 32 bytes, in base64.")
    return key


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id:" + key).digest()[:_KEY_ID]


def _wrap(file_key: bytes, context: bytes) -> bytes:
    key, nonce = keys()[0], os.urandom(_NONCE)
    wrapped = AESGCM(key).encrypt(nonce, file_key, b"key:" + context)
    return _MAGIC + _key_id(key) + nonce + wrapped


def _unwrap(header: bytes, context: bytes) -> bytes:
    if len(header) != _HEADER or not header.startswith(_MAGIC):
        raise CannotDecrypt("This is not an encrypted file of the portal.")
    rest = header[len(_MAGIC) :]
    key_id, nonce, wrapped = rest[:_KEY_ID], rest[_KEY_ID : _KEY_ID + _NONCE], rest[-_KEY - _TAG :]
    for key in keys():
        if _key_id(key) == key_id:
            try:
                return AESGCM(key).decrypt(nonce, wrapped, b"key:" + context)
            except InvalidTag as error:
                raise CannotDecrypt("The file belongs elsewhere or was changed.") from error
    raise CannotDecrypt("The key of this file is not among STORAGE_KEYS.")
