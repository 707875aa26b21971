package io.ledgerlake.benchmarks;

import io.ledgerlake.locals3.S3Call;
import io.ledgerlake.locals3.S3Call.Kind;
import io.ledgerlake.locals3.S3Process;
import io.ledgerlake.locals3.S3Relay;
import io.ledgerlake.pipeline.command.Generate;
import io.ledgerlake.pipeline.options.S3LakeOptions;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.pipeline.s3.S3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ingests generated feeds from S3 to S3, each in a process of its own, and writes down what was
 * asked of S3, what was written, and what it cost: the table of {@code benchmarks/s3}.
 */
public final class S3Requests {

  private static final double MOST_WRITTEN = 1.05;

  private static final String STARTS =
      """

      Seconds from the start of the process:

      | how | rows | first request | first byte of input | end |
      | --- | ---: | ---: | ---: | ---: |
      """;

  private final Path work;
  private final S3Process server;
  private final List<String> jvm;
  private final Optional<SparkSubmission> submission;

  private S3Requests(
      Path work, S3Process server, List<String> jvm, Optional<SparkSubmission> submission) {
    this.work = work;
    this.server = server;
    this.jvm = jvm;
    this.submission = submission;
  }

  /**
   * A case and what was found.
   *
   * @param rows rows of the feed
   * @param files its files
   * @param calls what was asked of S3
   * @param objects objects of the lake afterwards, its input not counted
   * @param bytes their length
   * @param run how long it took
   */
  private record Result(
      long rows, int files, List<S3Call> calls, int objects, long bytes, ChildRun run) {

    long count(Kind kind) {
      return calls.stream().filter(call -> call.kind() == kind).count();
    }

    double written() {
      long sent =
          calls.stream()
              .filter(call -> call.kind() == Kind.PUT || call.kind() == Kind.UPLOAD_PART)
              .mapToLong(S3Call::bytesIn)
              .sum();
      return (double) sent / bytes;
    }

    /** Returns the seconds from the process's start until a request of a kind came. */
    double secondsTo(Predicate<S3Call> which) {
      long first = calls.stream().filter(which).mapToLong(S3Call::at).min().orElseThrow();
      return (first - run.start()) / 1e9;
    }

    /** Tells when the job began to work. */
    String start(String how) {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %.1f | %.1f | %.1f |%n",
          how,
          rows,
          secondsTo(call -> true),
          secondsTo(call -> call.kind() == Kind.GET && call.path().contains("/lake/raw/")),
          run.wallSeconds());
    }
  }

  /** Runs the cases. Exits with 1 when one writes more than it must, or fails. */
  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(args, Set.of("out", "server", "cases", "heap", "opens", "spark", "jar"));
    Path work = Files.createDirectories(Path.of(arguments.required("out")));
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + arguments.optional("heap", "2g")));
    jvm.addAll(List.of(arguments.required("opens").trim().split(" +", -1)));
    List<Result> results = new ArrayList<>();
    StringBuilder starts = new StringBuilder();
    SparkSubmission submission =
        new SparkSubmission(work, arguments.required("spark"), arguments.required("jar"));
    try (S3Process server = S3Process.start(Path.of(arguments.required("server")))) {
      S3Requests requests = new S3Requests(work, server, jvm, Optional.empty());
      for (String one : arguments.required("cases").split(",", -1)) {
        String[] parts = one.split(":", -1);
        results.add(requests.run(Long.parseLong(parts[0]), Integer.parseInt(parts[1])));
      }
      Result first = results.get(0);
      starts.append(first.start("Spark inside the process"));
      starts.append(
          new S3Requests(work, server, jvm, Optional.of(submission))
              .run(first.rows(), first.files())
              .start("spark-submit, two executors on this machine"));
    }
    System.out.print(table(results) + STARTS + starts);
    System.exit(results.stream().allMatch(r -> r.written() <= MOST_WRITTEN) ? 0 : 1);
  }

  private Result run(long rows, int files) throws Exception {
    String bucket = "bench-" + rows + "-" + files + (submission.isPresent() ? "-submitted" : "");
    server.createBucket(bucket);
    upload(generate(rows, files), bucket);
    try (S3Relay relay = new S3Relay(server.endpoint())) {
      ChildRun run = ingest(bucket, relay);
      if (run.exitCode() != 0) {
        throw new IOException("the ingest of " + bucket + " ended with " + run.exitCode());
      }
      S3Client client = client();
      int objects = 0;
      long bytes = 0;
      for (var object : client.listObjectsV2Paginator(r -> r.bucket(bucket)).contents()) {
        if (!object.key().startsWith("lake/raw/")) {
          objects++;
          bytes += object.size();
        }
      }
      return new Result(rows, files, relay.calls(), objects, bytes, run);
    }
  }

  private Path generate(long rows, int files) throws IOException {
    Path folder = work.resolve("feed-" + rows + "-" + files);
    if (Files.exists(folder)) {
      return folder;
    }
    Files.createDirectories(folder);
    String output = files == 1 ? folder.resolve("feed.csv").toString() : folder.toString();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exitCode =
        new Generate()
            .run(
                new String[] {"--rows=" + rows, "--files=" + files, "--output=" + output},
                Terminal.of(said, said));
    if (exitCode != 0) {
      throw new IOException("generate ended with " + exitCode);
    }
    return folder;
  }

  private S3Client client() {
    S3LakeOptions options =
        PipelineOptionsFactory.fromArgs(reach(server.endpoint().toString()).toArray(String[]::new))
            .as(S3LakeOptions.class);
    return S3.of(options).client();
  }

  private void upload(Path folder, String bucket) throws IOException {
    S3Client client = client();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        String key = "lake/raw/transactions/" + file.getFileName();
        client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromFile(file));
      }
    }
  }

  private static List<String> reach(String endpoint) {
    return List.of(
        "--s3Endpoint=" + endpoint,
        "--s3PathStyle=true",
        "--awsRegion=eu-central-1",
        "--awsCredentialsProvider={\"@type\":\"StaticCredentialsProvider\","
            + "\"accessKeyId\":\"bench\",\"secretAccessKey\":\"bench\"}");
  }

  private ChildRun ingest(String bucket, S3Relay relay) throws IOException, InterruptedException {
    Path catalog = work.resolve(bucket + ".db");
    Files.deleteIfExists(catalog);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    submission.ifPresentOrElse(
        how -> command.addAll(how.command()),
        () ->
            command.addAll(
                List.of(
                    "-XX:+UseParallelGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.ledgerlake.pipeline.command.Ingest")));
    command.addAll(
        List.of(
            "--lake=s3://" + bucket + "/lake",
            "--catalog=jdbc",
            "--catalogProperty=uri=jdbc:sqlite:" + catalog,
            "--runId=bench",
            "--ingestedAt=2026-01-01T00:00:00Z"));
    command.addAll(reach(relay.endpoint().toString()));
    return ChildRun.of(
        command,
        submission.map(SparkSubmission::environment).orElse(Map.of()),
        work.resolve(bucket + ".log"));
  }

  private static String table(List<Result> results) {
    StringBuilder text =
        new StringBuilder(
            """
            | rows | files | objects | LIST | GET | HEAD | PUT | parts | DELETE | requests | written / final | wall s | CPU s |
            | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
    for (Result r : results) {
      Map<Kind, Long> counts = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        counts.put(kind, r.count(kind));
      }
      long parts =
          counts.get(Kind.BEGIN_UPLOAD)
              + counts.get(Kind.UPLOAD_PART)
              + counts.get(Kind.COMPLETE_UPLOAD);
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.3f | %.1f | %.1f |%n",
              r.rows(),
              r.files(),
              r.objects(),
              counts.get(Kind.LIST),
              counts.get(Kind.GET),
              counts.get(Kind.HEAD),
              counts.get(Kind.PUT),
              parts,
              counts.get(Kind.DELETE),
              r.calls().size(),
              r.written(),
              r.run().wallSeconds(),
              r.run().cpuSeconds()));
    }
    return text.append(slope(results)).toString();
  }

  /** The cost of starting, and of a row, from the smallest and the largest case. */
  private static String slope(List<Result> results) {
    Result small = results.get(0);
    Result large = results.get(results.size() - 1);
    if (large.rows() <= small.rows()) {
      return "";
    }
    double perRow =
        (large.run().cpuSeconds() - small.run().cpuSeconds()) / (large.rows() - small.rows());
    return String.format(
        Locale.ROOT,
        "%nA job of %d rows, which is all start-up: %.1f s, %.1f vCPU-seconds."
            + " Each further million rows: %.1f vCPU-seconds.%n",
        small.rows(),
        small.run().wallSeconds(),
        small.run().cpuSeconds(),
        perRow * 1_000_000);
  }
}
