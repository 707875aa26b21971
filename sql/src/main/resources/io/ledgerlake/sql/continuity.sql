-- Breaks in the running balance of ${dataset}, ${period}: rows whose ${balance} is not the
-- balance before it plus their ${amount}. The first row of an account has none before it.
WITH before AS (
  SELECT p.${account} AS account, p.${currency} AS currency,
    max_by(p.${balance}, ROW(${order})) AS balance
  FROM published.${table} p
  WHERE p.${event} < ${starts}
  GROUP BY p.${account}, p.${currency}
),
lines AS (
  SELECT p.*,
    lag(p.${balance}) OVER (PARTITION BY p.${account}, p.${currency} ORDER BY ${order}) AS line_before
  FROM published.${table} p
  WHERE p.${event} >= ${starts} AND p.${event} < ${ends}
),
continued AS (
  SELECT l.*, coalesce(l.line_before, b.balance) AS previous_balance
  FROM lines l
  LEFT JOIN before b ON b.account = l.${account} AND b.currency = l.${currency}
)
SELECT p.${account} AS account, p.${currency} AS currency, p.${event} AS event_time, p.record_id,
  CAST(p.previous_balance AS DECIMAL(38, ${scale})) AS previous_balance,
  CAST(p.${amount} AS DECIMAL(38, ${scale})) AS amount,
  CAST(p.${balance} AS DECIMAL(38, ${scale})) AS balance,
  CAST(p.${balance} - p.previous_balance - p.${amount} AS DECIMAL(38, ${scale})) AS difference
FROM continued p
WHERE p.${balance} - p.previous_balance <> p.${amount}
ORDER BY p.${account}, p.${currency}, ${order}
