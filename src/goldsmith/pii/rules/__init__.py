"""What gives a secret or an address away by its form; one kind of evidence a module.

Every pattern here is linear in the text: runs are bounded or possessive, and start at a border, so that no text can
make the search long.
"""
