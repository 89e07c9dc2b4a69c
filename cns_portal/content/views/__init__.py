"""The pages that editors write, open to everybody."""
