// node totals.mjs SHADOW PRODUCTION: compares the control totals of two runs' metrics.json, of the same files.
// Rows and sums read must be the same, to the cent; where they went may differ, because production settles
// repeats against its history and a shadow has none. Exits 1 with a line for each difference.
import fs from 'node:fs';

/** Returns what differs, a sentence each. */
export function differences(shadow, production) {
  const found = [];
  const same = (what, a, b) => {
    if (a !== b) found.push(`${what}: ${a} in the shadow, ${b} in production`);
  };
  for (const field of ['read', 'blank_lines', 'without_amount']) same(`rows ${field}`, shadow.rows[field], production.rows[field]);
  same('files refused', shadow.files.refused, production.files.refused);
  const currencies = new Set([...Object.keys(shadow.money), ...Object.keys(production.money)]);
  for (const c of [...currencies].sort()) same(`${c} read`, shadow.money[c]?.read, production.money[c]?.read);
  if (!shadow.balanced) found.push('the books of the shadow do not balance');
  if (!shadow.published) found.push(`the shadow has published nothing: ${shadow.verdict}`);
  return found;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [shadow, production] = process.argv.slice(2, 4).map((f) => JSON.parse(fs.readFileSync(f, 'utf8')));
  const found = differences(shadow, production);
  for (const f of found) console.error(`  ${f}`);
  console.log(found.length === 0 ? `${shadow.rows.read} rows: the control totals agree` : 'the control totals differ');
  process.exit(found.length === 0 ? 0 : 1);
}
