"""Papers: plain values in, a list of layout parts, then a picture, printer bytes, a PDF or plain text out.

::

    slip.py, cards.py, notice.py … ─→ layout.py ─→ arranging.py ─→ raster.py ─→ escpos.py ─→ spool.py, transports.py
    (value)                           (parts)  │   (marks)     │   (picture)    (bytes)      (on their way)
                                               │               └─→ sheets.py ─→ pdf.py
                                               │                   (pages)      (file)
                                               └─→ text.py
                                                   (plain lines)

A new paper is a function that returns a list of parts; a new device is a function that takes one.
Nothing is imported here, so that plain text never waits for the drawing libraries.
"""
