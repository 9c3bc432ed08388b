"""The pre-invoice as a document, and its life."""
