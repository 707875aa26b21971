-- The parts of the tie-out of ${dataset} at the end of ${period} that come from rows, by currency:
-- closing balances, openings, rows that are in their account's opening already, and rows that fall
-- between the month's end in UTC, by which manifests count, and in ${zone}.
WITH openings AS (
  ${openings}
),
closings AS (
${month_end}
),
parts AS (
  SELECT currency, 'closing' AS part, balance AS amount
  FROM closings WHERE month = '${last}' AND balance IS NOT NULL
  UNION ALL
  SELECT currency, 'opening', balance FROM openings WHERE as_of < ${after_last_month}
  UNION ALL
  SELECT p.${currency}, 'before_opening', p.${amount}
  FROM published.${table} p
  JOIN openings o ON o.account = p.${account} AND o.currency = p.${currency}
  WHERE ${until} AND ${local_date} <= o.as_of
  UNION ALL
  SELECT p.${currency}, 'later_in_utc', p.${amount}
  FROM published.${table} p
  WHERE ${event} >= ${utc_ends} AND ${event} < ${ends}
  UNION ALL
  SELECT p.${currency}, 'earlier_in_utc', p.${amount}
  FROM published.${table} p
  WHERE ${event} >= ${ends} AND ${event} < ${utc_ends}
)
SELECT currency, part, CAST(sum(amount) AS DECIMAL(38, ${scale})) AS amount
FROM parts
GROUP BY currency, part
ORDER BY currency, part
