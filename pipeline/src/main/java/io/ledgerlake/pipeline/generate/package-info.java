/** Seeded feeds of any size, with every kind of fault, and the sample feed that ships. */
package io.ledgerlake.pipeline.generate;
