"""Under which purposes the files of a conversation are stored."""

REPLY = "reply"
"""Sent by the person, or by who acts for them."""

ANSWER = "answer"
"""Sent by an agent."""
