package io.ledgerlake.pipeline.e2e;

import static io.ledgerlake.pipeline.e2e.IngestFixture.DIRECT;
import static io.ledgerlake.pipeline.e2e.IngestFixture.SPARK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Generate;
import io.ledgerlake.pipeline.e2e.IngestFixture.Answer;
import io.ledgerlake.pipeline.lake.BaseSnapshots;
import io.ledgerlake.pipeline.lake.FileLedger;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.plan.InputListing;
import io.ledgerlake.pipeline.plan.Plan;
import io.ledgerlake.pipeline.plan.Planner;
import io.ledgerlake.pipeline.plan.Rejections;
import io.ledgerlake.pipeline.publish.CanonicalJson;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.schemas.contract.Contract;
import io.ledgerlake.schemas.contract.Contracts;
import io.ledgerlake.transforms.csv.Compression;
import io.ledgerlake.transforms.csv.FileStructure;
import io.ledgerlake.transforms.csv.StructureScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One plan executed with any number of threads and on either engine gives the same bytes.
 *
 * <p>A feed that a test can afford is planned as one range per file. So the plan is made here, cut
 * finer, and put where a run finds the plan that an earlier attempt has stored.
 */
class ByteIdentityTest {

  private static final String RUN = "same";
  private static final long SHARD_BYTES = 1 << 20;
  private static final long RANGE_BYTES = 128 << 10;

  @TempDir private Path folder;

  @Test
  void aPlanGivesTheSameBytesWhateverTheThreadsAndTheEngine() throws IOException {
    Path feed = folder.resolve("feed");
    generate(feed, "--rows=45000", "--files=3", "--seed=11");
    generate(feed.resolve("packed.csv.gz"), "--rows=15000", "--seed=11", "--faults=0.05");
    Plan plan = plan(feed);
    assertThat(plan.shards()).isGreaterThan(4);
    assertThat(plan.ranges(Set.of())).hasSizeGreaterThan(20);

    SortedMap<String, String> direct = ingest("direct", plan, DIRECT, 2);

    assertThat(direct.keySet())
        .anyMatch(file -> file.startsWith("processed/") && file.contains("-00004.parquet"))
        .anyMatch(file -> file.startsWith("quarantine/"))
        .anyMatch(file -> file.startsWith("condemned/"))
        .hasSizeGreaterThan(4 * plan.shards());
    for (int threads : List.of(1, 2, 4)) {
      assertThat(ingest("spark-" + threads, plan, SPARK, threads))
          .as("%d threads", threads)
          .isEqualTo(direct);
    }
  }

  private SortedMap<String, String> ingest(String name, Plan plan, String runner, int threads)
      throws IOException {
    IngestFixture fixture = IngestFixture.in(folder.resolve(name));
    Path stored = fixture.runFolder(RUN).resolve("plan.json");
    Files.createDirectories(stored.getParent());
    Files.write(stored, CanonicalJson.write(plan));
    Answer answer =
        fixture.ingest("--runId=" + RUN, runner, "--parallelism=" + threads, "--maxRejected=1");
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    assertThat(answer.out()).contains("Run same was planned before; it executes that plan.");
    return fixture.dataFiles(RUN);
  }

  private static void generate(Path output, String... args) {
    String[] all = new String[args.length + 3];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--output=" + output;
    all[args.length + 1] = "--conflicts=0.01";
    all[args.length + 2] = "--quoted=0.1";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(new Generate().run(all, Terminal.of(out, out))).as(out.toString(UTF_8)).isZero();
  }

  private Plan plan(Path feed) throws IOException {
    Contract contract = Contracts.named("transactions");
    LakeStorage storage = LakeStorage.of(folder.toString());
    InputListing listing =
        InputListing.of(
            storage,
            new InputListing.Request(
                folder.resolve("raw").toString(), List.of(feed.toString()), Optional.empty()));
    Plan coarse =
        Planner.of(
                storage,
                contract,
                FileLedger.of(IngestFixture.in(folder.resolve("none")).tables())::published,
                Rejections.NONE)
            .plan(
                new Planner.Run(
                    RUN,
                    IngestFixture.INGESTED_AT,
                    "test",
                    "test",
                    SHARD_BYTES,
                    BaseSnapshots.NONE,
                    Plan.Choice.HOLD),
                listing,
                1,
                bytes -> {});
    return new Plan(
        coarse.format(),
        coarse.attempt(),
        coarse.previousSha256(),
        coarse.runId(),
        coarse.dataset(),
        coarse.contractName(),
        coarse.contractSha256(),
        coarse.contractJson(),
        coarse.currencyTable(),
        coarse.codeVersion(),
        coarse.ingestedAt(),
        coarse.shards(),
        coarse.inputs().stream().map(input -> finer(input, storage, contract)).toList(),
        coarse.skipped(),
        coarse.refused(),
        coarse.corrected(),
        coarse.choice(),
        coarse.ignored(),
        coarse.baseSnapshots());
  }

  private static Plan.Input finer(Plan.Input input, LakeStorage storage, Contract contract) {
    if (input.compression() != Compression.NONE) {
      return input;
    }
    return new Plan.Input(
        input.path(),
        input.uri(),
        input.pin(),
        input.fileId(),
        input.sha256(),
        input.bytes(),
        input.compression(),
        input.header(),
        input.records(),
        input.blankLines(),
        ranges(input, storage, contract),
        input.control());
  }

  private static List<FileStructure.Range> ranges(
      Plan.Input input, LakeStorage storage, Contract contract) {
    try (InputStream stored = storage.open(input.uri())) {
      return StructureScanner.of(contract.dialect(), RANGE_BYTES)
          .scan(stored, input.compression(), bytes -> {})
          .ranges();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
