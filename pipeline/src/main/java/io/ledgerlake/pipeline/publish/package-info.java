/**
 * How a run becomes visible: its manifest, the decision in the journal, and the commits that follow
 * from it. Every step can be repeated, by whoever comes next.
 */
package io.ledgerlake.pipeline.publish;
