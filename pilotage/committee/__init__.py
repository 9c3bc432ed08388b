"""Committees: four instances with a vendor, their agenda made from the month, their minutes."""
