package io.ledgerlake.pipeline.correction;

import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.FieldType;
import io.ledgerlake.schemas.currency.CurrencyTable;
import io.ledgerlake.schemas.record.EvaluatedRow;
import io.ledgerlake.schemas.record.RowEvaluator;
import io.ledgerlake.schemas.record.RowHash;
import io.ledgerlake.transforms.csv.BlockReader;
import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.CsvTokenizer;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.csv.FileStructure;
import io.ledgerlake.transforms.csv.ParsedBlock;
import io.ledgerlake.transforms.csv.RecordBlock;
import io.ledgerlake.transforms.record.FileTally;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows of a file's new content, evaluated as a run evaluates them. Reads on the driver. */
final class NewRows {

  private final LakeStorage storage;
  private final Contract contract;
  private final Instant ingestedAt;
  private final int scale;
  private final RowHash rowHash = RowHash.create();

  NewRows(LakeStorage storage, Contract contract, Instant ingestedAt) {
    this.storage = storage;
    this.contract = contract;
    this.ingestedAt = ingestedAt;
    this.scale =
        contract
            .amount()
            .map(name -> ((FieldType.Decimal) contract.field(name).type()).scale())
            .orElse(0);
  }

  /**
   * Hands the rows over, until something is wrong with the file as a whole.
   *
   * @return what is wrong with it
   */
  Optional<FileFault> forEach(Plan.Input file, ContentDiff diff) throws IOException {
    List<FileStructure.Range> ranges = file.ranges();
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    RowEvaluator evaluator =
        RowEvaluator.of(contract, file.header(), ingestedAt, CurrencyTable.iso4217());
    CsvTokenizer tokenizer = CsvTokenizer.of(contract.dialect());
    try (BlockReader reader = open(file, ranges)) {
      for (Optional<RecordBlock> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get().fault() != null) {
          return Optional.of(next.get().fault());
        }
        ParsedBlock.Records records = tokenizer.parse(next.get()).records();
        while (records.next()) {
          diff.add(row(evaluator.evaluate(records), records));
        }
      }
    }
    return Optional.empty();
  }

  /** Opens all ranges as one. */
  private BlockReader open(Plan.Input file, List<FileStructure.Range> ranges) throws IOException {
    FileStructure.Range first = ranges.get(0);
    FileRange all =
        new FileRange(
            0,
            file.uri(),
            file.compression(),
            first.start(),
            ranges.get(ranges.size() - 1).end(),
            first.firstRow(),
            first.firstLine(),
            file.pin());
    InputStream stored =
        new BufferedInputStream(storage.open(file.uri(), Optional.ofNullable(file.pin())));
    if (file.compression() == Compression.NONE) {
      stored.skipNBytes(first.start());
    }
    return BlockReader.of(all, contract.dialect(), stored);
  }

  private DiffRow row(EvaluatedRow row, ParsedBlock.Records records) {
    byte[] identity;
    if (row.valid()) {
      byte[] hash = new byte[RowHash.LENGTH];
      rowHash.ofValues(row.values(), 0, row.valuesLength(), hash, 0);
      identity = DiffRow.identity(row.key(), row.keyLength(), hash);
    } else {
      identity = Arrays.copyOf(row.key(), row.keyLength());
    }
    return new DiffRow(
        row.valid(),
        identity,
        true,
        records.row(),
        row.hasAmount() ? new BigDecimal(row.amountUnscaled(), scale) : null,
        row.currency() == null ? FileTally.NO_CURRENCY : row.currency());
  }
}
