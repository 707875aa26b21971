package io.ledgerlake.infra.states;

/** What stands behind the resources of Task states. */
@FunctionalInterface
public interface Tasks {

  /**
   * Does what a resource does.
   *
   * @param resource the resource's ARN
   * @param arguments its arguments, evaluated: maps, lists, strings, numbers, booleans
   * @param context the context object, as the state sees it
   * @return its result, of the same kinds
   * @throws TaskError if it fails
   */
  Object call(String resource, Object arguments, ContextObject context) throws TaskError;
}
