"""The sheets of the pre-invoice workbook, one module each."""
