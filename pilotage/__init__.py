"""Pilotage: governs the contact centres that a company outsources."""
