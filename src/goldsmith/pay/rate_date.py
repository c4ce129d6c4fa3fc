"""Of when the stored exchange rates are; see PRICE_LEVELS.md, and change both together."""

RATES_OF = "July 2024"
