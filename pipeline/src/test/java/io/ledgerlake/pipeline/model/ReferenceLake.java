package io.ledgerlake.pipeline.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The rules for what becomes of a record, over plain collections: what the specification says, with
 * nothing of the code under test in it. Slow and small on purpose.
 */
final class ReferenceLake {

  /** Where a record stands. */
  enum Place {
    PROCESSED,
    REJECTED,
    CONFLICT,
    REOPENED,
    REPEAT,
    EXHAUSTED;

    boolean isOpen() {
      return this == REJECTED || this == CONFLICT || this == REOPENED;
    }
  }

  /** A record of the lake; its outcome changes, the rest never does. */
  static final class Entry {
    final FeedFile file;
    final int row;
    Place place;
    int attempts = 1;

    /** The currencies that the contract of its last evaluation took. */
    Set<String> evaluatedUnder = Set.of();

    /** The record that it meets: any of these is right; empty when it meets none. */
    Set<String> related = Set.of();

    Entry(FeedFile file, int row) {
      this.file = file;
      this.row = row;
    }

    String id() {
      return file.recordId(row);
    }

    FeedRow feedRow() {
      return file.rows().get(row - 1);
    }

    @Override
    public String toString() {
      return id() + " " + place + " attempts=" + attempts + " related=" + related;
    }
  }

  private static final Comparator<Entry> BY_POSITION =
      Comparator.<Entry, byte[]>comparing(
              e -> e.file.path().getBytes(UTF_8), Arrays::compareUnsigned)
          .thenComparing(e -> e.file.fileId())
          .thenComparing(e -> e.row);

  private final Map<String, Entry> records = new LinkedHashMap<>();
  private final Set<FeedFile> published = new HashSet<>();

  /** What becomes of files whose path is published with other content. */
  enum Correcting {
    /** They do not occur. */
    NONE,
    /** What is published under the path leaves first; what reopens meets nobody in this run. */
    REPLACE,
    /** Both are in the lake then. */
    ADD
  }

  /** Takes files in that are new by path and by content; others are passed over. */
  void ingest(Collection<FeedFile> files, Set<String> currencies, Correcting correcting) {
    Set<String> paths = new HashSet<>();
    for (FeedFile file : files) {
      if (!published.contains(file) && !withPath(file.path()).isEmpty()) {
        assertThat(correcting).isNotEqualTo(Correcting.NONE);
        paths.add(file.path());
      }
    }
    Set<FeedFile> leaving = new HashSet<>();
    if (correcting == Correcting.REPLACE) {
      paths.forEach(path -> leaving.addAll(withPath(path)));
    }
    Set<Entry> reopened = rollBack(leaving);
    List<Entry> batch = new ArrayList<>();
    Set<String> contents = new HashSet<>();
    published.forEach(file -> contents.add(file.text()));
    for (FeedFile file : files) {
      if (published.contains(file)) {
        continue;
      }
      if (contents.add(file.text()) || paths.contains(file.path())) {
        published.add(file);
        for (int row = 1; row <= file.rows().size(); row++) {
          batch.add(new Entry(file, row));
        }
      }
    }
    settle(batch, currencies, Integer.MAX_VALUE, reopened);
    batch.forEach(entry -> records.put(entry.id(), entry));
  }

  /** Returns the contents that are published under a path. */
  Set<FeedFile> withPath(String path) {
    Set<FeedFile> found = new HashSet<>();
    published.stream().filter(file -> file.path().equals(path)).forEach(found::add);
    return found;
  }

  /** Evaluates the open rows that are no conflicts; unchanged rules would say the same again. */
  void replay(Set<String> currencies, int limit) {
    List<Entry> batch =
        entries(
            e ->
                e.place == Place.REOPENED
                    || e.place == Place.REJECTED && !e.evaluatedUnder.equals(currencies));
    batch.forEach(entry -> entry.attempts++);
    settle(batch, currencies, limit, Set.of());
  }

  private void settle(List<Entry> unordered, Set<String> currencies, int limit, Set<Entry> unmet) {
    List<Entry> batch = new ArrayList<>(unordered);
    batch.sort(BY_POSITION);
    Set<Entry> own = new HashSet<>(batch);
    List<Entry> before = records.values().stream().filter(e -> !own.contains(e)).toList();
    List<Entry> rejectedBefore =
        before.stream().filter(e -> isOpenAndFaulty(e, currencies) && !unmet.contains(e)).toList();
    Map<String, List<Entry>> validByKey = new LinkedHashMap<>();
    Map<String, List<Entry>> faultyByText = new LinkedHashMap<>();
    for (Entry entry : batch) {
      entry.evaluatedUnder = currencies;
      FeedRow row = entry.feedRow();
      (row.isValid(currencies)
              ? validByKey.computeIfAbsent(row.key(), k -> new ArrayList<>())
              : faultyByText.computeIfAbsent(row.line(), k -> new ArrayList<>()))
          .add(entry);
    }
    validByKey.forEach((key, entries) -> settleKey(key, entries, before));
    faultyByText.values().forEach(entries -> settleFaulty(entries, rejectedBefore, limit));
    validByKey.values().forEach(entries -> closeTwins(entries, rejectedBefore));
  }

  private static boolean isOpenAndFaulty(Entry entry, Set<String> currencies) {
    return entry.place == Place.REJECTED
        || entry.place == Place.REOPENED && !entry.feedRow().isValid(currencies);
  }

  private static void settleKey(String key, List<Entry> entries, List<Entry> before) {
    Map<FeedRow.Content, Entry> firsts = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Entry first = firsts.putIfAbsent(entry.feedRow().content(), entry);
      if (first != null) {
        meet(entry, Place.REPEAT, Set.of(first.id()));
      }
    }
    Optional<Entry> kept = having(before, key, Place.PROCESSED).stream().findFirst();
    List<Entry> conflicts = having(before, key, Place.CONFLICT);
    kept.ifPresent(
        entry -> {
          Entry same = firsts.remove(entry.feedRow().content());
          if (same != null) {
            meet(same, Place.REPEAT, Set.of(entry.id()));
          }
        });
    Map<FeedRow.Content, Set<String>> contents = new HashMap<>();
    firsts.forEach((content, entry) -> put(contents, content, entry));
    kept.ifPresent(entry -> put(contents, entry.feedRow().content(), entry));
    conflicts.forEach(entry -> put(contents, entry.feedRow().content(), entry));
    for (Entry entry : firsts.values()) {
      if (contents.size() == 1) {
        meet(entry, Place.PROCESSED, Set.of());
      } else {
        meet(entry, Place.CONFLICT, others(entry, kept, conflicts, contents));
      }
    }
  }

  private static void put(
      Map<FeedRow.Content, Set<String>> contents, FeedRow.Content content, Entry entry) {
    contents.computeIfAbsent(content, c -> new HashSet<>()).add(entry.id());
  }

  private static Set<String> others(
      Entry entry,
      Optional<Entry> kept,
      List<Entry> conflicts,
      Map<FeedRow.Content, Set<String>> contents) {
    if (kept.isPresent()) {
      return Set.of(kept.get().id());
    }
    Set<String> different = new HashSet<>();
    for (Entry conflict : conflicts) {
      if (!conflict.feedRow().content().equals(entry.feedRow().content())) {
        different.add(conflict.id());
      }
    }
    if (different.isEmpty()) {
      contents.forEach(
          (content, ids) -> {
            if (!content.equals(entry.feedRow().content())) {
              different.addAll(ids);
            }
          });
    }
    return different;
  }

  private static List<Entry> having(List<Entry> before, String key, Place place) {
    return before.stream().filter(e -> e.place == place && e.feedRow().key().equals(key)).toList();
  }

  private static void settleFaulty(List<Entry> entries, List<Entry> rejectedBefore, int limit) {
    Set<String> open = sameText(entries.get(0), rejectedBefore);
    for (Entry entry : entries) {
      if (!open.isEmpty()) {
        meet(entry, Place.REPEAT, open);
      } else if (entry != entries.get(0)) {
        meet(entry, Place.REPEAT, Set.of(entries.get(0).id()));
      } else {
        meet(entry, entry.attempts >= limit ? Place.EXHAUSTED : Place.REJECTED, Set.of());
      }
    }
  }

  private static Set<String> sameText(Entry entry, List<Entry> others) {
    Set<String> ids = new HashSet<>();
    for (Entry other : others) {
      if (other.feedRow().line().equals(entry.feedRow().line())) {
        ids.add(other.id());
      }
    }
    return ids;
  }

  private static void closeTwins(List<Entry> valid, List<Entry> rejectedBefore) {
    for (Entry twin : rejectedBefore) {
      Set<String> same = sameText(twin, valid);
      if (!same.isEmpty()) {
        meet(twin, Place.REPEAT, same);
      }
    }
  }

  private static void meet(Entry entry, Place place, Set<String> related) {
    entry.place = place;
    entry.related = related;
  }

  /** Picks a row of a conflict; the key must have no published row. */
  void pick(Entry picked) {
    for (Entry entry : openConflicts(picked.feedRow().key())) {
      meet(entry, Place.REPEAT, Set.of(picked.id()));
    }
    meet(picked, Place.PROCESSED, Set.of());
  }

  /** Keeps the published row of a key; all open conflicts with it are settled. */
  void keepPublished(String key) {
    Entry kept = processed(key).orElseThrow();
    openConflicts(key).forEach(entry -> meet(entry, Place.REPEAT, Set.of(kept.id())));
  }

  /** Reopens a condemned row. */
  void reopen(Entry condemned) {
    meet(condemned, Place.REOPENED, Set.of());
  }

  /** Takes files out again; returns what reopens because of it. */
  Set<Entry> rollBack(Collection<FeedFile> files) {
    Set<Entry> reopened = new HashSet<>();
    Set<String> goneIds = new HashSet<>();
    Set<String> goneKeys = new HashSet<>();
    for (Entry entry : records.values()) {
      if (files.contains(entry.file)) {
        goneIds.add(entry.id());
        if (entry.place == Place.PROCESSED || entry.place == Place.CONFLICT) {
          goneKeys.add(entry.feedRow().key());
        }
      }
    }
    published.removeAll(files);
    records.keySet().removeAll(goneIds);
    for (Entry entry : records.values()) {
      boolean repeatOfGone =
          entry.place == Place.REPEAT && entry.related.stream().anyMatch(goneIds::contains);
      boolean conflictWithGone =
          entry.place == Place.CONFLICT && goneKeys.contains(entry.feedRow().key());
      if (repeatOfGone || conflictWithGone) {
        meet(entry, Place.REOPENED, Set.of());
        reopened.add(entry);
      }
    }
    return reopened;
  }

  Optional<Entry> processed(String key) {
    return having(List.copyOf(records.values()), key, Place.PROCESSED).stream().findFirst();
  }

  List<Entry> openConflicts(String key) {
    return having(List.copyOf(records.values()), key, Place.CONFLICT);
  }

  List<Entry> entries(Predicate<Entry> wanted) {
    return records.values().stream().filter(wanted).toList();
  }

  Set<FeedFile> published() {
    return Set.copyOf(published);
  }

  /** Returns the sum of the amounts of each published file that are numbers, by file id. */
  SortedMap<String, BigDecimal> totals() {
    SortedMap<String, BigDecimal> totals = new TreeMap<>();
    for (FeedFile file : published) {
      BigDecimal total = BigDecimal.ZERO;
      for (FeedRow row : file.rows()) {
        if (!row.amount().equals(FeedRow.NO_AMOUNT)) {
          total = total.add(new BigDecimal(row.amount()));
        }
      }
      totals.put(file.fileId(), total.stripTrailingZeros());
    }
    return totals;
  }

  /** Returns what undoes all that a replay or a release does after this. */
  Runnable remember() {
    List<Runnable> undo = new ArrayList<>();
    for (Entry entry : records.values()) {
      Place place = entry.place;
      int attempts = entry.attempts;
      Set<String> evaluatedUnder = entry.evaluatedUnder;
      Set<String> related = entry.related;
      undo.add(
          () -> {
            meet(entry, place, related);
            entry.attempts = attempts;
            entry.evaluatedUnder = evaluatedUnder;
          });
    }
    return () -> undo.forEach(Runnable::run);
  }

  /** Returns the records by id. */
  SortedMap<String, Entry> byId() {
    return new TreeMap<>(records);
  }
}
