/** An S3 server to test and measure with. */
package io.ledgerlake.locals3;
