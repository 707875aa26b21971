/**
 * What can be asked of each command: Beam pipeline options, one interface per group of options, and
 * the checks of their values. Names, help texts and defaults stand once, in the annotations.
 */
package io.ledgerlake.pipeline.options;
