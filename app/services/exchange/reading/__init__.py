"""How a file of any spreadsheet format becomes sheets of plain values, in a limited process of its own."""
