"""A scan's report in each of its forms: a table, JSON, JSON Lines, SARIF, HTML."""
