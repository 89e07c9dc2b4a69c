"""The insured persons: who they are and whose file is open."""
