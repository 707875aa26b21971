-- What of transactions is still in quarantine when 2024-03 is closed: the rows that a close adds to
-- aggregates.transactions_month_end_exposure, before it adds the balances.
SELECT '2024-03' AS month, e.month AS event_month, e.currency, e.open_rows, e.amount,
  e.rows_without_amount,
  CAST((
    SELECT coalesce(max(b.version), 0) + 1
    FROM aggregates.transactions_month_end_balances b
    WHERE b.month = '2024-03'
  ) AS INTEGER) AS version,
  (SELECT max(l.seq) FROM ledger.transactions l) AS ledger_seq
FROM (
  -- What of transactions is still in quarantine and would move the balances of 2024-03: by event month,
  -- "earlier" for what was before the period, "unknown" for rows whose transaction_ts does not say.
  WITH months (month, starts, ends) AS (
    VALUES
      (DATE '2024-02-01', CAST('0001-01-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)),
      (DATE '2024-03-01', CAST('2024-03-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE), CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE))
  )
  SELECT
    CASE
      WHEN m.month IS NULL THEN 'unknown'
      WHEN m.month < DATE '2024-03-01' THEN 'earlier'
      ELSE substr(CAST(m.month AS VARCHAR), 1, 7)
    END AS month,
    coalesce(q.currency, '?') AS currency,
    count(*) AS open_rows,
    CAST(coalesce(sum(q.amount), 0) AS DECIMAL(38, 4)) AS amount,
    count(*) - count(q.amount) AS rows_without_amount
  FROM published.transactions_open_quarantine q
  LEFT JOIN months m ON q.transaction_ts >= m.starts AND q.transaction_ts < m.ends
  WHERE q.transaction_ts IS NULL OR q.transaction_ts < CAST('2024-04-01 00:00:00 UTC' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY 1, 2
  ORDER BY 1, 2
) e
ORDER BY 2, 3
