"""Engines that run a corpus job: processes of this machine, or a Spark cluster."""
