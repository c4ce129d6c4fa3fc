"""Repeated documents: signatures shard by shard, then one decision for the whole corpus."""
