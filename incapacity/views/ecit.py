"""Where doctors' systems post electronic certificates: docs/electronic-certificate.md.

Nothing that was posted is logged or repeated in an answer. Without a token of a sender nobody
learns anything; without the sender's signature nobody learns whether somebody is on file.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from cns_portal.web import throttle
from incapacity.choices.electronic import Answer
from incapacity.services import arriving, senders
from incapacity.services.reading_messages import Rejected
from incapacity.services.senders import Known

logger = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024
"""Ten times what a message with everything in it needs."""

CONTENT_TYPES = frozenset({"application/jose", "application/jwt"})
A_MINUTE, AN_HOUR = 60, 60 * 60

STRANGERS = 30
"""Failed attempts a minute from one address, with a token that nobody has."""

MESSAGES = 300
"""A minute of one sender, from one address."""

FAILED = 60
"""Messages an hour of one sender about unknown people: whoever has stolen its key must not find out
who is on file by trying numbers. As many with a wrong signature, from one address: whoever has its
token alone must not be able to stop it."""

STATUS = {
    Answer.NOT_AUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Answer.BAD_SIGNATURE: HTTPStatus.UNAUTHORIZED,
    Answer.NOT_A_MESSAGE: HTTPStatus.BAD_REQUEST,
    Answer.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Answer.SIGNED_TOO_LONG_AGO: HTTPStatus.UNPROCESSABLE_ENTITY,
    Answer.SIGNED_IN_THE_FUTURE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Answer.UNKNOWN_PERSON: HTTPStatus.UNPROCESSABLE_ENTITY,
    Answer.OTHER_CONTENT: HTTPStatus.CONFLICT,
    Answer.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Answer.NO_LENGTH: HTTPStatus.LENGTH_REQUIRED,
    Answer.WRONG_CONTENT_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Answer.ONLY_POST: HTTPStatus.METHOD_NOT_ALLOWED,
    Answer.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class Certificates(View):
    """POST a signed message: 201 and the receipt, the same each time for the same message."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = self.accepted(request)
        except Rejected as rejected:
            response = _problem(rejected)
        # No browser, no proxy and no search engine keeps anything of it.
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def accepted(self, request: HttpRequest) -> HttpResponse:
        """The receipt. Raises `Rejected`."""
        if request.method != "POST":
            raise Rejected(Answer.ONLY_POST)
        known = _sender_of(request)
        code = known.sender.code
        place = throttle.address_of(request)
        failures = {
            Answer.UNKNOWN_PERSON: f"ecit-unknown:{code}",
            Answer.BAD_SIGNATURE: f"ecit-forged:{code}:{place}",
        }
        if any(throttle.is_used_up(key, limit=FAILED) for key in failures.values()):
            raise Rejected(Answer.TOO_MANY, wait=AN_HOUR)
        if not throttle.allows(f"ecit:{code}:{place}", limit=MESSAGES, seconds=A_MINUTE):
            raise Rejected(Answer.TOO_MANY, wait=A_MINUTE)
        try:
            message = arriving.receive(_body_of(request), known=known, audience=senders.address())
        except Rejected as rejected:
            logger.info("A message of the sender %s was answered: %s.", code, rejected.answer.value)
            if key := failures.get(rejected.answer):
                throttle.allows(key, limit=FAILED, seconds=AN_HOUR)
            raise
        return JsonResponse(
            {
                "message": str(message.message_id),
                "sender": code,
                "received_at": message.received_at.isoformat(timespec="seconds"),
            },
            status=HTTPStatus.CREATED,
        )


def _sender_of(request: HttpRequest) -> Known:
    """Who shows a token. Each wrong one counts against the place from which it comes."""
    place = f"ecit-stranger:{throttle.address_of(request)}"
    if throttle.is_used_up(place, limit=STRANGERS):
        raise Rejected(Answer.TOO_MANY, wait=A_MINUTE)
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    known = senders.of_token(token.strip()) if scheme.lower() == "bearer" else None
    if known is None:
        throttle.allows(place, limit=STRANGERS, seconds=A_MINUTE)
        raise Rejected(Answer.NOT_AUTHENTICATED)
    return known


def _body_of(request: HttpRequest) -> bytes:
    """What was posted, if it is of the right kind and length; more than that is not read."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.content_type not in CONTENT_TYPES or encoding != "identity":
        raise Rejected(Answer.WRONG_CONTENT_TYPE)
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        raise Rejected(Answer.NO_LENGTH)
    if len(length) > 9 or int(length) > MOST_BYTES:
        raise Rejected(Answer.TOO_LARGE)
    return request.read(MOST_BYTES + 1)


def _problem(rejected: Rejected) -> HttpResponse:
    """The answer as RFC 9457 writes it: a code for the program, and which fields are wrong."""
    status = STATUS[rejected.answer]
    body = {"status": status.value, "title": status.phrase, "code": rejected.answer.value}
    if rejected.problems:
        body["problems"] = [
            {"at": one.at, "problem": one.problem.value} for one in rejected.problems
        ]
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="ecit"'
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "POST"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(rejected.wait)
    return response
