"""Scanning for personal data and secrets: sources to findings with their places, a baseline, and reports."""
