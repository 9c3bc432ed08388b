"""Charts: plain values in, a finished Vega-Lite specification (or a small SVG) out. No words of our own.

Every text arrives translated, so this layer knows no catalogue; numbers and dates on axes take the
reader's form from `theme.locale_of`.
"""
