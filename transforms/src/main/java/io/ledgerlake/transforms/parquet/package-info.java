/**
 * A thin Parquet writer: flat columns go from a row's bytes to pages without a record consumer, and
 * everything around pages (headers, indexes, Bloom filters, footer, nested columns) is
 * parquet-mr's. See {@code docs/decisions/0005-column-pages.md}.
 */
package io.ledgerlake.transforms.parquet;
