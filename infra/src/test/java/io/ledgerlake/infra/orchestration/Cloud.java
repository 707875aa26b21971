package io.ledgerlake.infra.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ledgerlake.infra.states.ContextObject;
import io.ledgerlake.infra.states.Execution;
import io.ledgerlake.infra.states.Interpreter;
import io.ledgerlake.infra.states.StateMachine;
import io.ledgerlake.infra.states.TaskError;
import io.ledgerlake.infra.states.Tasks;
import io.ledgerlake.pipeline.command.Command;
import io.ledgerlake.pipeline.report.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The services behind the state machines: jobs are commands of the real pipeline, run in this
 * process; objects are read from the lake's storage; the rest is written down.
 */
final class Cloud implements Tasks {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern MAIN_CLASS = Pattern.compile("--class (\\S+)");
  private static final String ARN = "arn:aws:states:eu-central-1:111122223333:stateMachine:";

  /** What happens to the next attempts at a job, instead of or after it. */
  enum Fault {
    /** The job never starts. */
    NO_CAPACITY,
    /** The job does its work, and is said to have failed. */
    LOST_AFTER_WORK,
    /** The job succeeds without doing anything: a test has put its report there. */
    REPORTED_BEFORE
  }

  /** Faults of the next attempts, in order. */
  final Deque<Fault> faults = new ArrayDeque<>();

  /** The client token of each job that was started. */
  final List<String> tokens = new ArrayList<>();

  /** The options of each job that was started. */
  final List<List<String>> jobs = new ArrayList<>();

  /** The figures put, by metric name, of the last put. */
  final Map<String, Number> metrics = new TreeMap<>();

  /** Messages published: subject, line end, message. */
  final List<String> messages = new ArrayList<>();

  /** Queries started. */
  final List<String> queries = new ArrayList<>();

  /** Executions by state machine and name. */
  final Map<String, Execution> executions = new LinkedHashMap<>();

  private final Lake lake;
  private final Map<String, StateMachine> machines = new HashMap<>();
  private final Map<String, Object> runs = new HashMap<>();

  /** The person who is asked: gets the message, answers with the task's output or a failure. */
  private Function<String, TaskError> person =
      message -> new TaskError("States.Timeout", "nobody has answered");

  Cloud(Lake lake) {
    this.lake = lake;
  }

  void deploy(StateMachine machine) {
    machines.put(machine.name(), machine);
  }

  /** Lets a person answer when a decision is asked for; a null answer is success. */
  void whenAsked(Function<String, TaskError> answer) {
    person = answer;
  }

  Execution start(String machine, String name, Map<String, Object> input) {
    Execution execution = new Interpreter(machines.get(machine), this).start(name, input);
    executions.put(machine + ":" + name, execution);
    return execution;
  }

  @Override
  public Object call(String resource, Object arguments, ContextObject context) throws TaskError {
    Map<?, ?> given = (Map<?, ?>) arguments;
    return switch (resource) {
      case "arn:aws:states:::emr-serverless:startJobRun.sync" -> startJobRun(given);
      case "arn:aws:states:::aws-sdk:s3:getObject" -> getObject(given);
      case "arn:aws:states:::aws-sdk:cloudwatch:putMetricData" -> putMetricData(given);
      case "arn:aws:states:::athena:startQueryExecution.sync" -> startQuery(given);
      case "arn:aws:states:::sns:publish" -> publish(given);
      case "arn:aws:states:::sns:publish.waitForTaskToken" -> ask(given, context);
      case "arn:aws:states:::states:startExecution.sync:2" -> startExecution(given);
      default -> throw new IllegalArgumentException("no service stands behind " + resource);
    };
  }

  /** The same token again is answered with the job that it started, whatever became of it. */
  private Object startJobRun(Map<?, ?> given) throws TaskError {
    String token = (String) given.get("ClientToken");
    if (!token.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new TaskError("EMRServerless.ValidationException", "client token " + token);
    }
    tokens.add(token);
    if (!runs.containsKey(token)) {
      runs.put(token, run(given));
    }
    Object state = runs.get(token);
    if (state instanceof String failed) {
      throw new TaskError("States.TaskFailed", failed);
    }
    return state;
  }

  private Object run(Map<?, ?> given) {
    Map<?, ?> submit = (Map<?, ?>) ((Map<?, ?>) given.get("JobDriver")).get("SparkSubmit");
    List<String> options =
        ((List<?>) submit.get("EntryPointArguments")).stream().map(String::valueOf).toList();
    jobs.add(options);
    Fault fault = faults.poll();
    if (fault == Fault.NO_CAPACITY) {
      return failed("Job failed, application capacity could not be had.");
    } else if (fault == Fault.REPORTED_BEFORE) {
      return Map.of("JobRunId", "job-" + jobs.size(), "State", "SUCCESS");
    }
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int exitCode =
        command((String) submit.get("SparkSubmitParameters"))
            .run(options.toArray(String[]::new), Terminal.of(told, told));
    if (fault == Fault.LOST_AFTER_WORK) {
      return failed("Job failed, the driver was lost.");
    }
    return exitCode == 0
        ? Map.of("JobRunId", "job-" + jobs.size(), "State", "SUCCESS")
        : failed("Job failed. ExitCode: " + exitCode + ". " + told.toString(UTF_8));
  }

  /** Runs a command as an operator does, who is another than the job. Returns what it told. */
  String operator(String command, String... arguments) {
    List<String> options = new ArrayList<>(List.of(arguments));
    options.add("--lake=" + lake.uri());
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Sts.callerIs(Sts.OPERATOR);
    try {
      options.addAll(lake.options());
      int exitCode =
          command("--class io.ledgerlake.pipeline.command." + command)
              .run(options.toArray(String[]::new), Terminal.of(told, told));
      return "exit code " + exitCode + "\n" + told.toString(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Sts.callerIs(Sts.JOB);
    }
  }

  private static String failed(String details) {
    return JSON.valueToTree(Map.of("State", "FAILED", "StateDetails", details)).toString();
  }

  private static Command<?> command(String parameters) {
    Matcher named = MAIN_CLASS.matcher(parameters);
    if (!named.find()) {
      throw new IllegalArgumentException("no --class in " + parameters);
    }
    try {
      return (Command<?>) Class.forName(named.group(1)).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Object getObject(Map<?, ?> given) throws TaskError {
    String bucket = (String) given.get("Bucket");
    String key = (String) given.get("Key");
    try {
      String body = lake.read(bucket, key);
      if (body == null) {
        throw lake.hasBucket(bucket)
            ? new TaskError("S3.NoSuchKeyException", "The specified key does not exist: " + key)
            : new TaskError("S3.NoSuchBucketException", "The specified bucket does not exist");
      }
      return Map.of("Body", body);
    } catch (IOException e) {
      throw new TaskError("S3.SdkClientException", e.toString());
    }
  }

  private Object putMetricData(Map<?, ?> given) {
    metrics.clear();
    for (Object datum : (List<?>) given.get("MetricData")) {
      Map<?, ?> fields = (Map<?, ?>) datum;
      metrics.put((String) fields.get("MetricName"), (Number) fields.get("Value"));
    }
    return Map.of();
  }

  private Object startQuery(Map<?, ?> given) {
    queries.add((String) given.get("QueryString"));
    return Map.of("QueryExecution", Map.of("Status", Map.of("State", "SUCCEEDED")));
  }

  private Object publish(Map<?, ?> given) {
    String subject = (String) given.get("Subject");
    if (subject.length() > 100 || !subject.matches("\\p{ASCII}+")) {
      throw new IllegalArgumentException("no subject for a mail: " + subject);
    }
    messages.add(subject + "\n" + given.get("Message"));
    return Map.of("MessageId", "message-" + messages.size());
  }

  private Object ask(Map<?, ?> given, ContextObject context) throws TaskError {
    publish(given);
    String message = (String) given.get("Message");
    if (!message.contains(context.token())) {
      throw new IllegalArgumentException("nobody can answer without the token: " + message);
    }
    TaskError refusal = person.apply(message);
    if (refusal != null) {
      throw refusal;
    }
    return Map.of();
  }

  private Object startExecution(Map<?, ?> given) throws TaskError {
    String machine = ((String) given.get("StateMachineArn")).replace(ARN, "");
    String name = (String) given.get("Name");
    if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
      throw new TaskError("StepFunctions.InvalidNameException", name);
    }
    if (executions.containsKey(machine + ":" + name)) {
      throw new TaskError("StepFunctions.ExecutionAlreadyExistsException", name);
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> input = (Map<String, Object>) given.get("Input");
    Execution child = start(machine, name, input);
    if (child.status() != Execution.Status.SUCCEEDED) {
      throw new TaskError("States.TaskFailed", child.error() + ": " + child.cause());
    }
    return Map.of("Status", "SUCCEEDED", "Output", child.output());
  }

  static String arn(String machine) {
    return ARN + machine;
  }
}
