"""Contracts: dated terms read from files, and the way to ask what was in force on a day."""
