"""Official documents on paper: template → lines → GB/T 9704 pages → PDF, and ledgers as printed tables."""
