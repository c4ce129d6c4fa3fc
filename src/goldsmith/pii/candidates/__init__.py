"""Values that may be personal data: found by where they stand, judged by the model.

Patterns here run over a short window around a hit, never over a document; every repeat is bounded or possessive.
"""
