"""Prices of stages with their measured times, and the countries that a campaign is open to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from goldsmith.storage.database import Database, Row

# The median is that of the campaign's stages page: over the last 500 answers.
_PRICES = """
SELECT s.id AS stage_id, s.title, s.kind, s.category, s.price, s.expected_s, m.n, m.median_s
FROM stage s
CROSS JOIN LATERAL (
    SELECT count(r.active_ms) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY r.active_ms) / 1000.0 AS median_s
    FROM (SELECT a.active_ms FROM answer n JOIN assignment a ON a.id = n.assignment_id
          WHERE n.stage_id = s.id ORDER BY n.created_at DESC LIMIT 500) r
) m
WHERE s.campaign_id = $1 AND s.kind <> ALL ($2::text[])
ORDER BY s.position, s.id
"""

# Work that was rejected is not in it: the price is judged by work that is paid. One pass over the assignments: with a
# thousand people a stage's last few thousand answers would hold too few of each.
_PEOPLE = """
SELECT c.stage_id, a.worker_id, count(*) AS answers, sum(least(a.active_ms, c.cap_ms))::bigint AS active_ms
FROM unnest($1::bigint[], $2::bigint[]) AS c (stage_id, cap_ms)
JOIN assignment a ON a.stage_id = c.stage_id
WHERE a.state IN ('SUBMITTED', 'ACCEPTED') AND a.active_ms > 0
GROUP BY c.stage_id, a.worker_id
ORDER BY c.stage_id, a.worker_id
"""

_COUNTRIES = """
SELECT c.countries,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('country', w.country, 'workers', w.workers)
                                  ORDER BY w.workers DESC, w.country), '[]')
        FROM (SELECT a.country, count(*) AS workers
              FROM membership m JOIN account a ON a.id = m.account_id
              WHERE m.campaign_id = c.id GROUP BY a.country) w) AS members
FROM campaign c WHERE c.id = $1
"""


class PayStore:
    """What a price and an opening are made of."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def stage_prices(self, campaign_id: int, machines: Sequence[str]) -> list[Row]:
        """The stages that people work at, upstream first: price, expected time, measured median and its n."""
        return await self._db.rows(_PRICES, campaign_id, list(machines))

    async def person_work(self, caps_ms: Mapping[int, int]) -> list[Row]:
        """{stage_id, worker_id, answers, active_ms}: people's work at these stages, each task capped."""
        return await self._db.rows(_PEOPLE, list(caps_ms), list(caps_ms.values()))

    async def stage_of_price(self, stage_id: int) -> Row | None:
        """{campaign_id, kind, price} of a stage."""
        return await self._db.row("SELECT campaign_id, kind, price FROM stage WHERE id = $1", stage_id)

    async def set_price(self, stage_id: int, price: Decimal) -> None:
        """Set the price of coming claims; an assignment keeps the price it was claimed at."""
        await self._db.run("UPDATE stage SET price = $2 WHERE id = $1", stage_id, price)

    async def countries(self, campaign_id: int) -> Row | None:
        """{countries, members}: the open ones (None: all), and workers by country, the most first."""
        return await self._db.row(_COUNTRIES, campaign_id)

    async def set_countries(self, campaign_id: int, countries: Sequence[str] | None) -> None:
        """Open the campaign to these countries, or to all."""
        await self._db.run(
            "UPDATE campaign SET countries = $2 WHERE id = $1",
            campaign_id,
            None if countries is None else list(countries),
        )
