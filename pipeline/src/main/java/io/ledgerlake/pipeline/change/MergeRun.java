package io.ledgerlake.pipeline.change;

import io.ledgerlake.pipeline.UserError;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.rows.ContentSum;
import io.ledgerlake.pipeline.rows.RowSorter;
import io.ledgerlake.pipeline.rows.ZoneFile;
import io.ledgerlake.transforms.zone.WrittenFile;
import io.ledgerlake.transforms.zone.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Merges small data files of old partitions. Every row stays what it is, and no reader sees a
 * change of data. Before the decision, the rows that were written are compared with those that were
 * read: how many, their sums per file and currency, and the sum of the hashes of complete rows.
 */
public final class MergeRun {

  private final ChangeRequest request;
  private final MergePolicy policy;
  private List<Merge> merges = List.of();

  private MergeRun(ChangeRequest request, MergePolicy policy) {
    this.request = request;
    this.policy = policy;
  }

  /**
   * Files of one partition that become fewer.
   *
   * @param zone their zone
   * @param partition their Iceberg partition value
   * @param files how many they are
   * @param becoming how many they will be
   * @param rows their records
   * @param bytes their length
   */
  public record Merge(Zone zone, int partition, int files, int becoming, long rows, long bytes) {}

  /** Returns a compaction that has not begun. */
  public static MergeRun of(ChangeRequest request, MergePolicy policy) {
    return new MergeRun(request, policy);
  }

  /** Returns what would be merged. Writes nothing. */
  public List<Merge> preview() throws IOException {
    LakeState state = new ChangeRun(request).look();
    return groups(state).stream().map(this::merge).toList();
  }

  /**
   * Merges, and publishes.
   *
   * @return what was merged; nothing, if nothing is to be done
   * @throws UserError if a run is held, or what was written is not what was read
   */
  public List<Merge> merge() throws IOException {
    return merge(new ChangeRun(request));
  }

  List<Merge> merge(ChangeRun run) throws IOException {
    run.run(this::make);
    return merges;
  }

  private Merge merge(List<ZoneFile> group) {
    return new Merge(
        group.get(0).zone(),
        group.get(0).partition(),
        group.size(),
        policy.filesFor(bytes(group)),
        rows(group),
        bytes(group));
  }

  private static long rows(List<ZoneFile> group) {
    return group.stream().mapToLong(ZoneFile::rows).sum();
  }

  private static long bytes(List<ZoneFile> group) {
    return group.stream().mapToLong(ZoneFile::bytes).sum();
  }

  /** Files whose rows supersede others stay apart from the rest, so that they are few to open. */
  private record Place(int partition, boolean superseding) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Integer.compare(partition, other.partition);
      return order == 0 ? Boolean.compare(superseding, other.superseding) : order;
    }
  }

  private List<List<ZoneFile>> groups(LakeState state) throws IOException {
    List<List<ZoneFile>> groups = new ArrayList<>();
    for (Zone zone : Zone.values()) {
      TreeMap<Place, List<ZoneFile>> places = new TreeMap<>();
      for (ZoneFile file : state.files().list(zone, Expressions.alwaysTrue())) {
        if (policy.isOld(zone, file.partition()) && policy.isSmall(file.bytes())) {
          places
              .computeIfAbsent(
                  new Place(file.partition(), file.superseding()), place -> new ArrayList<>())
              .add(file);
        }
      }
      places.values().forEach(files -> groups.addAll(policy.split(files)));
    }
    return groups;
  }

  private Optional<Change> make(LakeState state, NewFiles files) throws IOException {
    List<List<ZoneFile>> groups = groups(state);
    merges = groups.stream().map(this::merge).toList();
    List<Manifest.DataFile> removed = new ArrayList<>();
    Set<String> compared = new HashSet<>();
    for (List<ZoneFile> group : groups) {
      for (ZoneFile file : group) {
        removed.add(state.asDecided(file));
      }
      compared.addAll(rewrite(group, state, files));
    }
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Change(
                Manifest.Kind.COMPACTION,
                files.files(),
                removed,
                List.of(),
                new TreeMap<>(),
                compared.size()));
  }

  /** Returns the ids of the files whose rows were compared. */
  private Set<String> rewrite(List<ZoneFile> group, LakeState state, NewFiles files)
      throws IOException {
    Zone zone = group.get(0).zone();
    Schema schema = state.files().table(zone).schema();
    ContentSum read = new ContentSum(schema);
    int before = files.files().size();
    long most = -Math.floorDiv(-rows(group), policy.filesFor(bytes(group)));
    try (RowSorter sorter = new RowSorter(schema, state.contract().key())) {
      for (ZoneFile file : group) {
        try (CloseableIterable<Record> rows = state.files().rows(file)) {
          for (Record row : rows) {
            read.add(row);
            sorter.add(file.partition(), row);
          }
        }
      }
      sorter.drain(
          (partition, row) -> {
            if (files.isOpen() && files.rowsSoFar() == most) {
              files.finish();
            }
            if (!files.isOpen()) {
              files.open(zone, partition, most);
            }
            files.add(row);
          });
    }
    files.finish();
    List<WrittenFile> written = files.files().subList(before, files.files().size());
    requireSame(group, read, written, state, files);
    return files.fileIds();
  }

  private static void requireSame(
      List<ZoneFile> group,
      ContentSum read,
      List<WrittenFile> written,
      LakeState state,
      NewFiles files)
      throws IOException {
    ContentSum found = new ContentSum(state.files().table(group.get(0).zone()).schema());
    for (WrittenFile file : written) {
      try (CloseableIterable<Record> rows = state.files().rows(file)) {
        for (Record row : rows) {
          found.add(row);
        }
      }
    }
    if (!read.sameAs(found)) {
      files.differ(
          read.rows()
              + " rows of "
              + group.size()
              + " data files from "
              + group.get(0).path()
              + " on were to be merged, and "
              + found.rows()
              + " rows that were written are not the same rows");
    }
  }
}
