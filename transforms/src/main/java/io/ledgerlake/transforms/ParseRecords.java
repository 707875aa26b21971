package io.ledgerlake.transforms;

import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final ArrayList<Dialect> dialects;

  private ParseRecords(List<Dialect> dialects) {
    if (dialects.isEmpty()) {
      throw new IllegalArgumentException("records are written in at least one dialect");
    }
    this.dialects = new ArrayList<>(dialects);
  }

  /** Parses records in a dialect. */
  public static ParseRecords of(Dialect dialect) {
    return new ParseRecords(List.of(dialect));
  }

  /**
   * Parses records that are not all written alike.
   *
   * @param dialects that of every planned file, by ordinal
   */
  public static ParseRecords ofFiles(List<Dialect> dialects) {
    return new ParseRecords(dialects);
  }

  @Override
  public PCollection<ParsedBlock> expand(PCollection<RecordBlock> blocks) {
    return blocks.apply(ParDo.of(new Fn(dialects))).setCoder(ParsedBlockCoder.of());
  }

  static final class Fn extends DoFn<RecordBlock, ParsedBlock> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Dialect> dialects;
    private transient List<CsvTokenizer> tokenizers;

    Fn(ArrayList<Dialect> dialects) {
      this.dialects = dialects;
    }

    @Setup
    public void setup() {
      Map<Dialect, CsvTokenizer> byDialect = new HashMap<>();
      tokenizers =
          dialects.stream().map(d -> byDialect.computeIfAbsent(d, CsvTokenizer::of)).toList();
    }

    @ProcessElement
    public void parse(@Element RecordBlock block, OutputReceiver<ParsedBlock> out) {
      CsvTokenizer tokenizer = tokenizers.get(tokenizers.size() == 1 ? 0 : block.file());
      out.output(tokenizer.parse(block));
    }
  }
}
