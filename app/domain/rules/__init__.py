"""How computed fields are worked out: one file per module, one function per rule, patterns.py for what recurs."""
