/** What a run tells people and machines: summary, metrics, report page, progress, logs. */
package io.ledgerlake.pipeline.report;
