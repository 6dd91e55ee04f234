"""Workbooks out (layout → sheet writer → file) and in (read → match → plan → apply)."""
