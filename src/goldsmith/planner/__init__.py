"""Know cost, time and quality of a campaign before it starts: the engine's own decisions, on simulated people."""
