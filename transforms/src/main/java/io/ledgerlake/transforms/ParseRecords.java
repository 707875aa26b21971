package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the records and fields of blocks.
 *
 * <p>In: blocks. Out: each block with the index of its records and fields, in its place; a block
 * that refuses its file has none.
 */
public final class ParseRecords
    extends PTransform<PCollection<RecordBlock>, PCollection<ParsedBlock>> {

  private static final long serialVersionUID = 1L;

  private final byte delimiter;
  private final byte quote;

  private ParseRecords(byte delimiter, byte quote) {
    this.delimiter = delimiter;
    this.quote = quote;
  }

  /** Parses records in a dialect. */
  public static ParseRecords of(Dialect dialect) {
    return new ParseRecords(dialect.delimiter(), dialect.quote());
  }

  @Override
  public PCollection<ParsedBlock> expand(PCollection<RecordBlock> blocks) {
    return blocks.apply(ParDo.of(new Fn(delimiter, quote))).setCoder(ParsedBlockCoder.of());
  }

  static final class Fn extends DoFn<RecordBlock, ParsedBlock> {
    private static final long serialVersionUID = 1L;

    private final byte delimiter;
    private final byte quote;
    private transient CsvTokenizer tokenizer;

    Fn(byte delimiter, byte quote) {
      this.delimiter = delimiter;
      this.quote = quote;
    }

    @Setup
    public void setup() {
      tokenizer = CsvTokenizer.of(delimiter, quote);
    }

    @ProcessElement
    public void parse(@Element RecordBlock block, OutputReceiver<ParsedBlock> out) {
      out.output(tokenizer.parse(block));
    }
  }
}
