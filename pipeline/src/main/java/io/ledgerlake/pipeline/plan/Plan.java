package io.ledgerlake.pipeline.plan;

import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.FileRange;
import io.ledgerlake.transforms.csv.FileStructure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run is going to do, fixed before it does anything: {@code plan.json}. A run id always
 * executes its last plan, so everything that decides a byte of output is in here. A run that is
 * overtaken by another, or that a person has answered a question of, has further plans; see {@link
 * Replanner}.
 *
 * @param format version of this file's layout
 * @param attempt 1, or one more than the plan before
 * @param previousSha256 hash of the bytes of the plan before, for which this one vouches; null for
 *     the first
 * @param runId the run's id
 * @param dataset the dataset
 * @param contractName the contract's name and version, {@code transactions.v1}
 * @param contractSha256 hash of the contract's text
 * @param contractJson the contract's text
 * @param currencyTable version of the ISO 4217 table
 * @param codeVersion version of LedgerLake
 * @param ingestedAt the run's logical time, ISO 8601 in UTC
 * @param shards how many shards records are spread over
 * @param inputs the files to process, ordinals as numbered here, paths in byte order
 * @param skipped files that are already in the lake
 * @param refused files found untrustworthy while planning
 * @param corrected published names that came with new content; unless a choice was made, they hold
 *     the run
 * @param choice what becomes of the corrected files
 * @param ignored paths of other files in the listed folders: not data by their names
 * @param baseSnapshots the snapshot of each zone's table that the run is compared with, by zone
 *     folder name; a zone without rows is absent
 */
public record Plan(
    int format,
    int attempt,
    String previousSha256,
    String runId,
    String dataset,
    String contractName,
    String contractSha256,
    String contractJson,
    String currencyTable,
    String codeVersion,
    String ingestedAt,
    int shards,
    List<Input> inputs,
    List<Skipped> skipped,
    List<Refused> refused,
    List<Corrected> corrected,
    Choice choice,
    List<String> ignored,
    SortedMap<String, Long> baseSnapshots) {

  /** The layout that this version writes. */
  public static final int FORMAT = 4;

  /** Packed bytes per byte of CSV, and CSV bytes per compressed byte: measured, rounded up. */
  private static final long PACKED_PER_CSV = 2;

  private static final long CSV_PER_COMPRESSED = 6;

  /**
   * A file to process.
   *
   * @param path path below the raw root, stored as {@code source_file}
   * @param uri where it is read from
   * @param pin what the storage knows its bytes by: an S3 object's version, or its ETag where the
   *     bucket keeps no versions; null in a local folder
   * @param fileId its id: hash of path and content
   * @param sha256 hash of the stored bytes
   * @param bytes stored bytes
   * @param compression how they are stored
   * @param header the names of its columns
   * @param records its records if known from the scan, else -1
   * @param blankLines its blank lines if known from the scan, else -1
   * @param ranges how it is cut for reading
   * @param control what the sender says it holds, or null
   */
  public record Input(
      String path,
      String uri,
      String pin,
      String fileId,
      String sha256,
      long bytes,
      Compression compression,
      List<String> header,
      long records,
      long blankLines,
      List<FileStructure.Range> ranges,
      ControlFile control) {}

  /**
   * A file that needs no processing.
   *
   * @param path path below the raw root
   * @param sha256 hash of the stored bytes
   * @param reason why
   * @param publishedPath under which name its content was published, or is planned
   * @param publishedRun by which run; this run's own id when the content is twice in this plan
   */
  public record Skipped(
      String path, String sha256, SkipReason reason, String publishedPath, String publishedRun) {}

  /** Why a file needs no processing. */
  public enum SkipReason {
    /** The same content was published under the same name. */
    ALREADY_INGESTED,
    /** The same content was published, or is planned, under another name. */
    SAME_CONTENT
  }

  /**
   * A file that as a whole cannot be trusted.
   *
   * @param path path below the raw root
   * @param fileId its id
   * @param sha256 hash of the stored bytes
   * @param bytes stored bytes
   * @param fault what is wrong
   */
  public record Refused(String path, String fileId, String sha256, long bytes, FileFault fault) {}

  /**
   * A published name whose content has changed.
   *
   * @param input the file with its new content; among the plan's inputs once a choice was made
   * @param publishedFileIds ids of the contents that are published under its name
   * @param publishedRun the run that published the latest of them
   */
  public record Corrected(Input input, List<String> publishedFileIds, String publishedRun) {
    public Corrected {
      publishedFileIds = List.copyOf(publishedFileIds);
    }

    /** Returns its path below the raw root. */
    String path() {
      return input.path();
    }
  }

  /** What a person has chosen for the corrected files of a run. The names are stored. */
  public enum Choice {
    /** Nothing yet: the run is held. */
    HOLD,
    /** What is published under the names leaves the lake, and the new contents are taken in. */
    REPLACE,
    /** The new contents are taken in beside what is published. */
    ADD
  }

  public Plan {
    inputs = List.copyOf(inputs);
    skipped = List.copyOf(skipped);
    refused = List.copyOf(refused);
    corrected = List.copyOf(corrected);
    ignored = List.copyOf(ignored);
    baseSnapshots = Collections.unmodifiableSortedMap(new TreeMap<>(baseSnapshots));
  }

  /** Returns whether corrected files wait for a person's choice. */
  public boolean awaitsChoice() {
    return choice == Choice.HOLD && !corrected.isEmpty();
  }

  /** Returns whether corrected files take the place of what is published under their names. */
  public boolean replaces() {
    return choice == Choice.REPLACE && !corrected.isEmpty();
  }

  /** Returns the files that the plan has made its own: to process, or to ask a person about. */
  public List<Input> files() {
    List<Input> files = new ArrayList<>(inputs);
    if (choice == Choice.HOLD) {
      corrected.forEach(file -> files.add(file.input()));
    }
    return files;
  }

  /**
   * Returns how many shards the inputs need: from their bytes, never from cores.
   *
   * @param shardBytes packed bytes that a shard is planned for
   */
  static int shardsFor(List<Input> inputs, long shardBytes) {
    long packed = 0;
    for (Input input : inputs) {
      long csv =
          input.compression() == Compression.NONE
              ? input.bytes()
              : Math.multiplyExact(input.bytes(), CSV_PER_COMPRESSED);
      packed = Math.addExact(packed, Math.multiplyExact(csv, PACKED_PER_CSV));
    }
    return Math.toIntExact(Math.max(1, (packed + shardBytes - 1) / shardBytes));
  }

  /** Returns the units of reading of all inputs but those whose ordinals are left out. */
  public List<FileRange> ranges(Set<Integer> leftOut) {
    List<FileRange> ranges = new ArrayList<>();
    for (int file = 0; file < inputs.size(); file++) {
      Input input = inputs.get(file);
      if (leftOut.contains(file)) {
        continue;
      }
      for (FileStructure.Range range : input.ranges()) {
        ranges.add(
            new FileRange(
                file,
                input.uri(),
                input.compression(),
                range.start(),
                range.end(),
                range.firstRow(),
                range.firstLine(),
                input.pin()));
      }
    }
    return ranges;
  }
}
