"""What all pages share: components, form fields, the template pack, language and theme."""
