-- What of ${dataset} is still in quarantine and would move the balances of ${period}: by event month,
-- "earlier" for what was before the period, "unknown" for rows whose ${event} does not say.
WITH months (month, starts, ends) AS (
  VALUES
${months}
)
SELECT
  CASE
    WHEN m.month IS NULL THEN 'unknown'
    WHEN m.month < ${first_month} THEN 'earlier'
    ELSE substr(CAST(m.month AS VARCHAR), 1, 7)
  END AS month,
  coalesce(q.${currency}, '?') AS currency,
  count(*) AS open_rows,
  CAST(coalesce(sum(q.${amount}), 0) AS DECIMAL(38, ${scale})) AS amount,
  count(*) - count(q.${amount}) AS rows_without_amount
FROM published.${dataset}_open_quarantine q
LEFT JOIN months m ON q.${event} >= m.starts AND q.${event} < m.ends
WHERE q.${event} IS NULL OR q.${event} < ${ends}
GROUP BY 1, 2
ORDER BY 1, 2
