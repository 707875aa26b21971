<#-- Rendered from a run's metrics.json by StakeholderUpdate. -->
<#assign good = rows.processed><#assign waiting = rows.quarantined><#assign final = rows.condemned>
# LedgerLake: status for stakeholders

*Figures from run `${run_id}` of ${dataset} (${ingested_at[0..9]}), taken from its `metrics.json` by a program and
not by hand.*

**${verdict}**

## What LedgerLake does

Our systems send files of transactions every day. LedgerLake checks every line of them, stores the good ones
where reports are made, sets the doubtful ones aside with the reason, and proves with each run that nothing
was lost: no line, and no cent.

## What this run shows

| | lines |
| --- | ---: |
| read | ${rows.read} |
| good, and ready for reports | ${good} |
| set aside, to be corrected and taken in later | ${waiting} |
| final, such as lines that were sent twice | ${final} |
| **unaccounted for** | **${unaccounted}** |

<#if balanced>
Every line is in exactly one of these places, and for each currency the amounts add up to the cent.
<#else>
**The amounts do not add up. Nothing was published, and the cause is being looked for.**
</#if>

| currency | sent to us | ready for reports | set aside | final |
| --- | ---: | ---: | ---: | ---: |
<#list money as m>
| ${m.currency} | ${m.read} | ${m.processed} | ${m.quarantined} | ${m.condemned} |
</#list>

<#if reasons?has_content>
## Why lines were set aside or are final (a line can have several reasons)

<#list reasons as r>
* ${r.rows}: ${r.meaning}
</#list>

</#if>
<#if refused?has_content>
## What is missing

These files could not be trusted as a whole, so nothing of them was taken in. **Their money is missing from
the figures above** until the sender corrects them.

<#list refused as f>
* `${f.path}`
</#list>

</#if>
## What it does not show yet

LedgerLake has not run on AWS yet; the figures come from the same program on a smaller machine.
