"""Personal data and secrets: what they are, where they stand in a text, how they are masked."""
