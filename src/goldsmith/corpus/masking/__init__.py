"""Masking a corpus."""
