"""Taking in a workbook, step by step: file, sheets and headers, columns, contents, plan, done.

The work is done by one child process that the wizard talks to (`ui.jobs.Conversation`); each step asks, nothing is written
before the last.
"""
