"""Questions about appointments that pages and other packages may ask."""
