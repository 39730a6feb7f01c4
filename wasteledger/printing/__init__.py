"""Papers: plain values in, a list of layout parts, then a picture, printer bytes or plain text out.

::

    slip.py  ─→  layout.py  ─→  raster.py  ─→  escpos.py
    (value)      (parts)   │    (picture)      (printer bytes)
                           └─→  text.py
                                (plain lines)

A new paper is a function that returns a list of parts; a new device is a function that takes one.
Nothing is imported here, so that plain text never waits for the drawing libraries.
"""
