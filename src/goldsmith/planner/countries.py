"""Where simulated people live."""

from __future__ import annotations

COUNTRIES = (
    "AR", "AU", "BR", "CA", "CL", "CO", "CZ", "DE", "EG", "ES", "FI", "FR", "GB", "GR", "HU", "ID", "IE",
    "IL", "IN", "IT", "JP", "KR", "MX", "MY", "NL", "PE", "PH", "PL", "PT", "RO", "TH", "TR", "UA", "VN",
    "ZA",
)  # fmt: skip
"""Where the simulated people live: 35 ISO 3166-1 codes with a published price level."""
