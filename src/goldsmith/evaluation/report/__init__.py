"""The evaluation of a dataset as one tree of numbers, and as a page for people."""
