package io.ledgerlake.transforms.record;

import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Dialect;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.RowEvaluator;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates the records of parsed blocks and packs them, counting rows and money. Not thread-safe.
 */
public final class BlockEvaluator {
  private final Contract contract;
  private final CurrencyTable currencies = CurrencyTable.iso4217();
  private final List<Source> files;
  private final Map<Source, RowEvaluator> evaluators = new HashMap<>();
  private final PackedRecords.Writer packed = new PackedRecords.Writer(512 << 10);
  private final AmountSums sums;
  private final boolean hasAmount;

  /**
   * What a file's rows are read by, besides the contract.
   *
   * @param header the names of its columns, in file order
   * @param dialect how it is written
   * @param ingestedAt the logical time of the run that takes, or took, its rows in
   */
  public record Source(List<String> header, Dialect dialect, Instant ingestedAt) {
    public Source {
      header = List.copyOf(header);
    }
  }

  /**
   * @param contract the rules
   * @param files the planned files, by ordinal
   */
  public BlockEvaluator(Contract contract, List<Source> files) {
    this.contract = contract;
    this.files = List.copyOf(files);
    this.hasAmount = contract.amount().isPresent();
    this.sums = new AmountSums(contract.amount().map(name -> scale(contract, name)).orElse(0));
  }

  private static int scale(Contract contract, String amount) {
    return ((FieldType.Decimal) contract.field(amount).type()).scale();
  }

  /** Evaluates a block. */
  public EvaluatedBatch evaluate(ParsedBlock parsed) {
    RecordBlock block = parsed.block();
    FileTally tally = new FileTally(block.file());
    tally.addBlankLines(parsed.blankLines());
    RowEvaluator evaluator = evaluator(block.file());
    ParsedBlock.Records records = parsed.records();
    while (records.next()) {
      EvaluatedRow row = evaluator.evaluate(records);
      packed.append(
          block.file(),
          records.row(),
          records.line(),
          records.offset(),
          records.rawArray(),
          records.rawStart(),
          records.rawEnd(),
          row);
      if (hasAmount) {
        sums.add(row, tally);
      }
    }
    tally.addRows(packed.records());
    sums.drainTo(tally);
    return new EvaluatedBatch(packed.drain(), tally, block.fault());
  }

  private RowEvaluator evaluator(int file) {
    return evaluators.computeIfAbsent(
        files.get(file),
        source ->
            RowEvaluator.of(
                contract.writtenIn(source.dialect()),
                source.header(),
                source.ingestedAt(),
                currencies));
  }
}
