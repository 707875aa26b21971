package io.ledgerlake.pipeline.run;

import io.ledgerlake.pipeline.change.Replacement;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
      Optional<Replacement.Part> replaced,
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
        dataFiles(dataFiles, replaced),
        replaced.map(Replacement.Part::removed).orElse(List.of()),
        moves(moves, replaced),
        ingested.stream().map(Manifests::outcomes).reduce(Manifest.Outcomes.NONE, Manifests::plus),
        plus(
            processedByMonth(ingested),
            replaced.map(Replacement.Part::processedSums).orElse(new TreeMap<>())),
        new Manifest.Books(true, ingested.size(), controlFiles));
  }

  /** Returns the manifest of a run that asks a person what becomes of its corrected files. */
  static Manifest question(Plan plan, Contract contract, String planSha256) {
    List<Manifest.Skipped> asked =
        plan.corrected().stream()
            .map(
                file ->
                    new Manifest.Skipped(
                        file.input().path(),
                        file.input().sha256(),
                        Manifest.CORRECTED,
                        file.input().path(),
                        file.publishedRun()))
            .toList();
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
        List.of(),
        List.of(),
        asked,
        List.of(),
        List.of(),
        List.of(),
        Manifest.Outcomes.NONE,
        new TreeMap<>(),
        new Manifest.Books(true, 0, 0));
  }

  private static List<Manifest.DataFile> dataFiles(
      List<WrittenFile> written, Optional<Replacement.Part> replaced) {
    List<WrittenFile> all = new ArrayList<>(written);
    if (replaced.isPresent()) {
      all.addAll(replaced.get().added());
      all.sort(Comparator.comparing(WrittenFile::zone).thenComparing(WrittenFile::path));
    }
    return all.stream().map(Manifests::dataFile).toList();
  }

  /** Two changes of one file's books are one. */
  private static List<Manifest.Move> moves(
      List<Manifest.Move> closed, Optional<Replacement.Part> replaced) {
    SortedMap<String, Manifest.Move> moves = new TreeMap<>();
    closed.forEach(move -> moves.put(move.fileId(), move));
    replaced.ifPresent(
        part -> part.moves().forEach(m -> moves.merge(m.fileId(), m, Manifests::plus)));
    return List.copyOf(moves.values());
  }

  private static Manifest.Move plus(Manifest.Move one, Manifest.Move two) {
    return new Manifest.Move(
        one.path(),
        one.fileId(),
        one.sha256(),
        one.bytes(),
        one.rolledBack() || two.rolledBack(),
        plus(one.outcomes(), two.outcomes()),
        sums(one.readSums(), two.readSums()),
        sums(one.processedSums(), two.processedSums()));
  }

  private static SortedMap<String, BigDecimal> sums(
      SortedMap<String, BigDecimal> one, SortedMap<String, BigDecimal> two) {
    SortedMap<String, BigDecimal> sums = new TreeMap<>(one);
    two.forEach((name, sum) -> sums.merge(name, sum, BigDecimal::add));
    return sums;
  }

  private static SortedMap<String, SortedMap<String, BigDecimal>> plus(
      SortedMap<String, SortedMap<String, BigDecimal>> one,
      SortedMap<String, SortedMap<String, BigDecimal>> two) {
    SortedMap<String, SortedMap<String, BigDecimal>> sums = new TreeMap<>(one);
    two.forEach((currency, months) -> sums.merge(currency, months, Manifests::sums));
    return sums;
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
