-- What of ${dataset} is still in quarantine when ${period} is closed: the rows that a close adds to
-- aggregates.${dataset}_month_end_exposure, before it adds the balances.
SELECT '${last}' AS month, e.month AS event_month, e.currency, e.open_rows, e.amount,
  e.rows_without_amount,
  CAST((
    SELECT coalesce(max(b.version), 0) + 1
    FROM aggregates.${dataset}_month_end_balances b
    WHERE b.month = '${last}'
  ) AS INTEGER) AS version,
  (SELECT max(l.seq) FROM ledger.${table} l) AS ledger_seq
FROM (
${exposure}
) e
ORDER BY 2, 3
