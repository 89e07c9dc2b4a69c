"""Everything that ends on paper: the portal's only printer, and its QR codes."""
