/** The commands: one main class each, and the one that finds them by name. */
package io.ledgerlake.pipeline.command;
