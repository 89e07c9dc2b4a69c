"""The addresses of this room: pages below a language, and the fixed ones of the contract."""
