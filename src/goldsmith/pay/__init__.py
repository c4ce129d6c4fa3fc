"""Facts about countries for fair pay: price levels with their sources, and what a rate is worth where."""
