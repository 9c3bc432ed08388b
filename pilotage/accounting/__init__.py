"""What goes to the books: accruals, entries, budgets."""
