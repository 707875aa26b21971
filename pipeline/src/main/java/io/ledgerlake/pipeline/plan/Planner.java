package io.ledgerlake.pipeline.plan;

import io.ledgerlake.pipeline.Parallel;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.PublishedFiles;
import io.ledgerlake.pipeline.lake.StoredFile;
import io.ledgerlake.pipeline.plan.Plan.SkipReason;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.FileFault;
import io.ledgerlake.transforms.csv.FileStructure;
import io.ledgerlake.transforms.csv.HeaderBinding;
import io.ledgerlake.transforms.csv.StructureScanner;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Makes a {@link Plan}: scans every listed file once, several at a time, and decides from its
 * content, the file ledger and its control file what happens to it.
 */
public final class Planner {

  /** Bytes of a range: enough to hide the cost of a task, few enough to keep all workers busy. */
  private static final long RANGE_BYTES = 16L << 20;

  private final LakeStorage storage;
  private final Contract contract;
  private final Supplier<PublishedFiles> published;
  private final Rejections rejections;

  private Planner(
      LakeStorage storage,
      Contract contract,
      Supplier<PublishedFiles> published,
      Rejections rejections) {
    this.storage = storage;
    this.contract = contract;
    this.published = published;
    this.rejections = rejections;
  }

  /**
   * @param storage where the inputs are
   * @param contract what they must look like
   * @param published reads what is in the lake already; asked while files are being scanned
   * @param rejections what people have rejected
   */
  public static Planner of(
      LakeStorage storage,
      Contract contract,
      Supplier<PublishedFiles> published,
      Rejections rejections) {
    return new Planner(storage, contract, published, rejections);
  }

  /**
   * What the plan takes over as it is.
   *
   * @param runId the run's id
   * @param ingestedAt the run's logical time, ISO 8601 in UTC
   * @param currencyTable version of the ISO 4217 table
   * @param codeVersion version of LedgerLake
   * @param shardBytes packed bytes that a shard is planned for
   * @param base the snapshots that the run is compared with
   * @param choice what becomes of corrected files
   */
  public record Run(
      String runId,
      String ingestedAt,
      String currencyTable,
      String codeVersion,
      long shardBytes,
      BaseSnapshots base,
      Plan.Choice choice) {}

  /**
   * Makes the plan of a run.
   *
   * @param threads how many files to scan at once
   * @param progress told the stored bytes scanned so far, from any thread
   * @throws IOException if a file cannot be read
   */
  public Plan plan(Run run, InputListing listing, int threads, LongConsumer progress)
      throws IOException {
    Found found = look(listing.files(), threads, progress);
    List<Scan> scans = found.scans();
    Verdicts verdicts = new Verdicts(run, listing, found.published(), leaving(run, listing, found));
    for (int i = 0; i < scans.size(); i++) {
      verdicts.decide(listing.files().get(i), scans.get(i));
    }
    return new Plan(
        Plan.FORMAT,
        1,
        null,
        run.runId(),
        contract.dataset(),
        contract.dataset() + ".v" + contract.version(),
        contract.sha256(),
        contract.json(),
        run.currencyTable(),
        run.codeVersion(),
        run.ingestedAt(),
        Plan.shardsFor(verdicts.inputs, run.shardBytes()),
        verdicts.inputs,
        verdicts.skipped,
        verdicts.refused,
        verdicts.corrected,
        run.choice(),
        listing.ignored(),
        run.base().ids());
  }

  /** Returns the paths of files whose published contents leave with the run. */
  private static Set<String> leaving(Run run, InputListing listing, Found found) {
    Set<String> paths = new HashSet<>();
    for (int i = 0; run.choice() == Plan.Choice.REPLACE && i < found.scans().size(); i++) {
      FileStructure structure = found.scans().get(i).structure();
      String path = listing.files().get(i).path();
      if (structure.fault() == null
          && LedgerVerdicts.isCorrection(found.published(), path, structure.sha256())) {
        paths.add(path);
      }
    }
    return paths;
  }

  /**
   * A file that was read.
   *
   * @param structure what it looks like
   * @param pin what the storage knows these bytes by, or null
   */
  private record Scan(FileStructure structure, String pin) {}

  private record Found(List<Scan> scans, PublishedFiles published) {}

  /** Scans files, and reads the ledger meanwhile: over years it takes as long as a file does. */
  private Found look(List<StoredFile> files, int threads, LongConsumer progress)
      throws IOException {
    Scanned scanned = new Scanned(progress);
    try (Parallel<Scan> scans = Parallel.begin(threads, files, file -> scan(file, scanned))) {
      PublishedFiles known = published.get();
      return new Found(scans.results(), known);
    }
  }

  /** The stored bytes of all files that were scanned so far. */
  private static final class Scanned {
    private final LongConsumer progress;
    private final AtomicLong bytes = new AtomicLong();

    Scanned(LongConsumer progress) {
      this.progress = progress;
    }

    /** Returns what is told how far a file is. */
    LongConsumer ofFile() {
      AtomicLong before = new AtomicLong();
      return now -> progress.accept(bytes.addAndGet(now - before.getAndSet(now)));
    }
  }

  private Scan scan(StoredFile file, Scanned scanned) throws IOException {
    LakeStorage.Pinned pinned = storage.openPinned(file.uri());
    try (InputStream stored = pinned.stream()) {
      FileStructure structure =
          StructureScanner.of(contract.dialect(), RANGE_BYTES)
              .scan(stored, Compression.ofName(file.path()), scanned.ofFile());
      return new Scan(structure, pinned.pin().orElse(null));
    }
  }

  /** Decides file by file, in path order. */
  private final class Verdicts {
    private final Run run;
    private final InputListing listing;
    private final PublishedFiles known;
    private final LedgerVerdicts ledger;
    private final Map<String, String> planned = new HashMap<>();
    private final List<Plan.Input> inputs = new ArrayList<>();
    private final List<Plan.Skipped> skipped = new ArrayList<>();
    private final List<Plan.Refused> refused = new ArrayList<>();
    private final List<Plan.Corrected> corrected = new ArrayList<>();

    Verdicts(Run run, InputListing listing, PublishedFiles known, Set<String> leaving) {
      this.run = run;
      this.known = known;
      this.ledger = new LedgerVerdicts(known, rejections.unless(run.choice()), leaving);
      this.listing = listing;
    }

    void decide(StoredFile file, Scan scan) throws IOException {
      FileStructure structure = scan.structure();
      Optional<Plan.Skipped> skip = ledger.skip(file.path(), structure.sha256());
      if (skip.isPresent()) {
        skipped.add(skip.get());
        return;
      }
      Optional<Plan.Refused> rejected =
          ledger.rejected(file.path(), structure.sha256(), structure.size());
      if (rejected.isPresent()) {
        refused.add(rejected.get());
        return;
      }
      FileFault fault = structure.fault() == null ? headerFault(structure) : structure.fault();
      if (fault != null) {
        refuse(file, structure, fault);
        return;
      }
      String first = planned.get(structure.sha256());
      if (first != null && known.byPath(file.path()).isEmpty()) {
        skipped.add(
            new Plan.Skipped(
                file.path(), structure.sha256(), SkipReason.SAME_CONTENT, first, run.runId()));
        return;
      }
      accept(file, scan);
    }

    private FileFault headerFault(FileStructure structure) {
      List<FileFault> faults = HeaderBinding.check(contract, structure.header());
      return faults.isEmpty() ? null : faults.get(0);
    }

    private void refuse(StoredFile file, FileStructure structure, FileFault fault) {
      refused.add(
          new Plan.Refused(
              file.path(), fileId(file, structure), structure.sha256(), structure.size(), fault));
    }

    private void accept(StoredFile file, Scan scan) throws IOException {
      FileStructure structure = scan.structure();
      ControlFile control = null;
      try {
        control = control(file);
      } catch (ControlFile.MalformedException e) {
        refuse(file, structure, e.fault());
        return;
      }
      if (control == null && contract.files().controlRequired()) {
        refuse(file, structure, noControl(file));
        return;
      }
      Plan.Input input =
          new Plan.Input(
              file.path(),
              file.uri(),
              scan.pin(),
              fileId(file, structure),
              structure.sha256(),
              structure.size(),
              structure.compression(),
              structure.header(),
              structure.records(),
              structure.blankLines(),
              structure.ranges(),
              control);
      planned.put(input.sha256(), input.path());
      Optional<Plan.Corrected> correction = ledger.correction(input);
      correction.ifPresent(corrected::add);
      if (correction.isEmpty() || run.choice() != Plan.Choice.HOLD) {
        inputs.add(input);
      }
    }

    private ControlFile control(StoredFile file)
        throws IOException, ControlFile.MalformedException {
      String location = listing.controls().get(file.path());
      return location == null ? null : ControlFile.parse(storage.read(location));
    }

    private FileFault noControl(StoredFile file) {
      return new FileFault(
          FileFault.Kind.CONTROL_FILE,
          -1,
          "the contract requires a control file, and there is no "
              + file.path()
              + ControlFile.SUFFIX,
          "ask the sender for it, or take \"controlRequired\" out of the contract");
    }

    private String fileId(StoredFile file, FileStructure structure) {
      return FileId.of(file.path(), structure.sha256());
    }
  }
}
