"""The pages of the roof, one module per part of the portal."""
