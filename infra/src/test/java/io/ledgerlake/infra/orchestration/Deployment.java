package io.ledgerlake.infra.orchestration;

import io.ledgerlake.infra.states.StateMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The definitions as they lie in the repository, filled in for a test's lake. */
final class Deployment {

  static final List<String> MACHINES = List.of("daily", "ingest-one-date", "backfill");

  private Deployment() {}

  static StateMachine machine(String name, Lake lake) throws IOException {
    Path template = Path.of("statemachines", name + ".asl.json");
    return StateMachine.of(template, values(lake));
  }

  /** Deploys all of them. */
  static Cloud cloud(Lake lake) throws IOException {
    Cloud cloud = new Cloud(lake);
    for (String name : MACHINES) {
      cloud.deploy(machine(name, lake));
    }
    return cloud;
  }

  private static Map<String, Object> values(Lake lake) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("days_back", 1);
    values.put("max_days", 366);
    values.put("ingest_state_machine_arn", Cloud.arn("ingest-one-date"));
    values.put("day_timeout_seconds", 700_000);
    values.put("application_id", "00example");
    values.put("job_role_arn", "arn:aws:iam::111122223333:role/job");
    values.put("jar_uri", "s3://acme-artifacts/ledgerlake.jar");
    values.put("lake", lake.uri());
    values.put(
        "job_options",
        lake.jobOptions().stream()
            .map(o -> "'" + o + "'")
            .collect(Collectors.joining(", ", "[", "]")));
    values.put("decision_options", " --objectLockYears=7");
    values.put("spark_parameters", "--conf spark.driver.cores=2");
    values.put("job_timeout_minutes", 120);
    values.put("job_state_timeout_seconds", 9000);
    values.put("log_uri", "s3://acme-logs/");
    values.put("kms_key_arn", "arn:aws:kms:eu-central-1:111122223333:key/example");
    values.put("retries", 2);
    values.put("retry_interval_seconds", 60);
    values.put("runs_bucket", lake.runsBucket());
    values.put("runs_prefix", "");
    values.put("metrics_namespace", "LedgerLake");
    values.put("decisions_topic_arn", "arn:aws:sns:eu-central-1:111122223333:decisions");
    values.put("reports_topic_arn", "arn:aws:sns:eu-central-1:111122223333:reports");
    values.put("decision_timeout_seconds", 604_800);
    values.put("athena_workgroup", "ledgerlake");
    return values;
  }
}
