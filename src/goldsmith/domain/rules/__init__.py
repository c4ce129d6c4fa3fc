"""Rules: collector over a worker's history + conditions → action, on one worker; see `watch` for how they run."""
