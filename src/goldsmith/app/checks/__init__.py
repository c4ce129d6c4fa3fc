"""What machines look at in a text, one check a file; `registry.CHECKS` names them.

A finding is evidence for the reviewer. It fails an item by itself only where the recipe says so.
"""
