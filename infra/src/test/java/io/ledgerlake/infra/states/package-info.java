/** Executes state machine definitions in JSONata, as far as this project's use of them goes. */
package io.ledgerlake.infra.states;
