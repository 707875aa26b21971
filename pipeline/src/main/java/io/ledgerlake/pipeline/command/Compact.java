package io.ledgerlake.pipeline.command;

import io.ledgerlake.pipeline.balances.ClosedSnapshots;
import io.ledgerlake.pipeline.change.ChangeRequest;
import io.ledgerlake.pipeline.change.MergePolicy;
import io.ledgerlake.pipeline.change.MergeRun;
import io.ledgerlake.pipeline.compact.Leftovers;
import io.ledgerlake.pipeline.compact.PlannedSnapshots;
import io.ledgerlake.pipeline.compact.SnapshotExpiry;
import io.ledgerlake.pipeline.lake.LakeTables;
import io.ledgerlake.pipeline.options.CompactOptions;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Publisher;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;

/** Tidies a lake up: merges small files, expires snapshots, clears away what dead runs left. */
public final class Compact extends Command<CompactOptions> {

  private final Clock clock;

  public Compact() {
    this(Clock.systemUTC());
  }

  /**
   * @param clock tells what is old
   */
  public Compact(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "compact";
  }

  @Override
  public String summary() {
    return "merges small files, expires snapshots, tidies up";
  }

  @Override
  public String description() {
    return "Merges the small data files of old partitions, which changes no row; lets go of old"
        + " snapshots with the files that only they list; and clears away what dead runs have left"
        + " behind. Tells what it would do, and does it with --apply.";
  }

  @Override
  public List<String> examples() {
    return List.of("compact", "compact --olderThanDays=7 --targetMegabytes=256 --apply");
  }

  @Override
  public Class<CompactOptions> options() {
    return CompactOptions.class;
  }

  @Override
  protected int execute(CompactOptions options, Terminal terminal) throws Exception {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    boolean dryRun = !options.getApply();
    try (OpenLake lake = OpenLake.of(options)) {
      ChangeRequest request = request(options, lake, now);
      Publisher publisher = Publisher.of(lake.layout(), lake.storage(), request.tables());
      CompactText text = new CompactText(dryRun, request.runId());
      MergeRun merge = MergeRun.of(request, mergePolicy(options, now));
      text.merges(dryRun ? merge.preview() : merge.merge());
      text.expired(expire(options, request, publisher.journal(), now));
      Leftovers leftovers =
          Leftovers.of(
              lake.layout(),
              request.tables(),
              publisher,
              now.minus(Duration.ofDays(options.getGraceDays())));
      List<Leftovers.Leftover> found = leftovers.find();
      if (!dryRun) {
        leftovers.remove(found);
      }
      text.leftovers(found);
      terminal.out().print(text.text(terminal));
    }
    return 0;
  }

  private static ChangeRequest request(CompactOptions options, OpenLake lake, Instant now) {
    return new ChangeRequest(
        lake.layout(),
        lake.storage(),
        lake.tables(),
        options.getRunId() == null ? RunIds.of("compact", now) : options.getRunId(),
        now,
        Version.text(),
        Optional.empty(),
        Duration.ofSeconds(options.getWaitForHold()));
  }

  private static MergePolicy mergePolicy(CompactOptions options, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return new MergePolicy(
        today.minusDays(options.getOlderThanDays()), (long) options.getTargetMegabytes() << 20);
  }

  private static List<SnapshotExpiry.Expired> expire(
      CompactOptions options, ChangeRequest request, Journal journal, Instant now)
      throws IOException {
    LakeTables tables = request.tables();
    Set<Long> needed =
        new HashSet<>(
            PlannedSnapshots.of(request.layout(), request.storage(), tables.dataset(), journal));
    // They have tags as well, unless the close was killed before it gave them.
    needed.addAll(ClosedSnapshots.ids(tables));
    SnapshotExpiry.Policy policy =
        new SnapshotExpiry.Policy(
            now.minus(Duration.ofDays(options.getKeepDays())), options.getKeepSnapshots(), needed);
    List<Table> all = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      tables.findZone(zone).ifPresent(all::add);
    }
    tables.findLedger().ifPresent(all::add);
    List<SnapshotExpiry.Expired> expired = new ArrayList<>();
    for (Table table : all) {
      SnapshotExpiry expiry = SnapshotExpiry.of(table, policy);
      expired.add(options.getApply() ? expiry.expire() : expiry.preview());
    }
    return expired;
  }

  public static void main(String[] args) {
    exit(new Compact(), args);
  }
}
