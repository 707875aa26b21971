package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.record.FileTally;
import io.ledgerlake.transforms.zone.ShardTally;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together the manifest of a run whose books balance. */
final class Manifests {

  private static final YearMonth EPOCH = YearMonth.of(1970, 1);

  private Manifests() {}

  static Manifest of(
      Plan plan,
      Contract contract,
      String planSha256,
      List<FileResult> files,
      List<WrittenFile> dataFiles,
      List<Manifest.Move> moves,
      long controlFiles) {
    List<FileResult> ingested = having(files, FileResult.Status.INGESTED);
    return new Manifest(
        Manifest.FORMAT,
        Manifest.Kind.INGEST,
        plan.runId(),
        plan.dataset(),
        Instant.parse(plan.ingestedAt()),
        new Manifest.ContractRef(contract.dataset(), contract.version(), contract.sha256()),
        plan.currencyTable(),
        plan.codeVersion(),
        planSha256,
        ingested.stream().map(Manifests::input).toList(),
        having(files, FileResult.Status.REFUSED).stream().map(Manifests::refused).toList(),
        plan.skipped().stream().map(Manifests::skipped).toList(),
        dataFiles.stream().map(Manifests::dataFile).toList(),
        List.of(),
        moves,
        ingested.stream().map(Manifests::outcomes).reduce(Manifest.Outcomes.NONE, Manifests::plus),
        processedByMonth(ingested),
        new Manifest.Books(true, ingested.size(), controlFiles));
  }

  private static List<FileResult> having(List<FileResult> files, FileResult.Status status) {
    return files.stream().filter(file -> file.status() == status).toList();
  }

  private static Manifest.Input input(FileResult file) {
    FileTally processed = file.stored().get(Zone.PROCESSED);
    return new Manifest.Input(
        file.path(),
        file.fileId(),
        file.sha256(),
        file.bytes(),
        outcomes(file),
        file.read().orElseThrow().sums(),
        processed == null ? new TreeMap<>() : processed.sums());
  }

  private static Manifest.Outcomes outcomes(FileResult file) {
    FileTally read = file.read().orElseThrow();
    return new Manifest.Outcomes(
        read.rows(),
        file.rows(Zone.PROCESSED),
        file.rows(Zone.QUARANTINE),
        file.rows(Zone.CONDEMNED),
        read.blankLines(),
        read.withoutAmount());
  }

  private static Manifest.Outcomes plus(Manifest.Outcomes one, Manifest.Outcomes two) {
    return new Manifest.Outcomes(
        one.rowsRead() + two.rowsRead(),
        one.processed() + two.processed(),
        one.quarantined() + two.quarantined(),
        one.condemned() + two.condemned(),
        one.blankLines() + two.blankLines(),
        one.rowsWithoutAmount() + two.rowsWithoutAmount());
  }

  private static Manifest.Refused refused(FileResult file) {
    return new Manifest.Refused(
        file.path(),
        file.fileId(),
        file.sha256(),
        file.bytes(),
        file.fault().orElseThrow().kind().name(),
        file.fault().orElseThrow().message(),
        file.fault().orElseThrow().nextStep());
  }

  private static Manifest.Skipped skipped(Plan.Skipped file) {
    return new Manifest.Skipped(
        file.path(),
        file.sha256(),
        file.reason().name(),
        file.publishedPath(),
        file.publishedRun());
  }

  static Manifest.DataFile dataFile(WrittenFile file) {
    return new Manifest.DataFile(
        file.zone().folder(),
        file.path(),
        file.partition(),
        file.rows(),
        file.bytes(),
        file.sha256());
  }

  private static SortedMap<String, SortedMap<String, BigDecimal>> processedByMonth(
      List<FileResult> files) {
    SortedMap<String, SortedMap<String, BigDecimal>> sums = new TreeMap<>();
    for (FileResult file : files) {
      ShardTally.Outcome processed = file.outcomes().get(Zone.PROCESSED);
      if (processed != null) {
        processed
            .monthlySums()
            .forEach(
                (currency, months) ->
                    months.forEach(
                        (month, sum) ->
                            sums.computeIfAbsent(currency, c -> new TreeMap<>())
                                .merge(EPOCH.plusMonths(month).toString(), sum, BigDecimal::add)));
      }
    }
    return sums;
  }
}
