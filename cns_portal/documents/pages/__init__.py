"""The files of something that a person prepares: several, in order, the right way up.

A bill and a certificate have them alike. A room has a table whose rows point at a document and at
what they belong to, and says in a `Pages` which table that is, and whether it may still change.
"""
