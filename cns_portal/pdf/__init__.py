"""Everything that ends on paper: the portal's only printer, and its QR codes.

Front door: `from cns_portal import pdf`, then `pdf.page_to_pdf(...)`; `pdf.qr.svg(...)` for pages,
`pdf.qr.png_data_uri(...)` for paper and e-mails.
"""

from cns_portal.pdf import qr
from cns_portal.pdf.render import page_to_pdf

__all__ = ["page_to_pdf", "qr"]
