package io.ledgerlake.pipeline.crash;

import java.io.IOException;

/** Told before each step that changes the lake, and after it; may fail it, or end the process. */
public interface Steps {

  /** A step is about to be done. */
  default void before(String step) throws IOException {}

  /** A step is done. */
  default void after(String step) throws IOException {}
}
