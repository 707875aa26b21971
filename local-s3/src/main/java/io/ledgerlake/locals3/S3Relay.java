package io.ledgerlake.locals3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Stands between a client and an S3 server: writes down every request, and breaks those that it is
 * told to. Listens on a free port of this machine alone.
 */
public final class S3Relay implements AutoCloseable {

  /** Belong to one connection, and are made anew for the next. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  static {
    // Without it each answer waits for the client's acknowledgement of its head: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI target;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<S3Call> calls = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final ObjectLocks locks = new ObjectLocks();

  /**
   * Starts a relay.
   *
   * @param target the server that requests are passed on to
   */
  public S3Relay(URI target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::relay);
    server.start();
  }

  private static final class Rule {
    private final Predicate<S3Call> which;
    private final Fault fault;
    private int left;

    Rule(int times, Predicate<S3Call> which, Fault fault) {
      this.left = times;
      this.which = which;
      this.fault = fault;
    }
  }

  /** Returns where the relay is. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Breaks the next so many requests of those that are meant. Rules that came first go first. */
  public void breakNext(int times, Predicate<S3Call> which, Fault fault) {
    synchronized (rules) {
      rules.add(new Rule(times, which, fault));
    }
  }

  /** Breaks all requests of those that are meant. */
  public void breakAll(Predicate<S3Call> which, Fault fault) {
    breakNext(Integer.MAX_VALUE, which, fault);
  }

  /** Breaks nothing any more, and returns how many of the breakages asked for did not happen. */
  public int mend() {
    synchronized (rules) {
      int left = rules.stream().mapToInt(rule -> rule.left).sum();
      rules.clear();
      return left;
    }
  }

  /** Returns the requests so far, in the order of their answers. */
  public List<S3Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** Returns the objects that are locked: by path, the mode and until when, as S3 writes them. */
  public SortedMap<String, String> locked() {
    SortedMap<String, String> locked = new TreeMap<>();
    locks.all().forEach((path, lock) -> locked.put(path, lock.mode() + " " + lock.until()));
    return locked;
  }

  /** Lets all buckets be without Object Lock. */
  public void withoutObjectLock() {
    locks.switchOff();
  }

  /** Forgets the requests so far. */
  public void forget() {
    synchronized (calls) {
      calls.clear();
    }
  }

  private void relay(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      S3Call call = call(exchange, body.length);
      Optional<Fault> fault = fault(call);
      Answer answer =
          fault.isPresent() ? broken(exchange, body, fault.get()) : locked(exchange, body, call);
      write(call.answered(answer.bytes(), answer.status()));
      answer.send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What is about to be answered; it is written down before, so that whoever has the answer finds
   * the call among {@link #calls}.
   */
  private record Answer(int status, long bytes, Sending sending) {
    void send() throws IOException, InterruptedException {
      sending.send();
    }
  }

  private interface Sending {
    void send() throws IOException, InterruptedException;
  }

  private static S3Call call(HttpExchange exchange, long bytes) {
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    boolean copy = exchange.getRequestHeaders().containsKey("x-amz-copy-source");
    String method = exchange.getRequestMethod();
    SortedMap<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return new S3Call(
        S3Call.kind(method, query, copy),
        method,
        uri.getPath(),
        query,
        bytes,
        0,
        0,
        headers,
        System.nanoTime());
  }

  /** Passes a request on, once it has been asked of Object Lock, which the server does not know. */
  private Answer locked(HttpExchange exchange, byte[] body, S3Call call)
      throws IOException, InterruptedException {
    if (ObjectLocks.isRetention(call)) {
      return refusal(exchange, locks.retain(call, body, this::status));
    }
    Optional<Fault.Answer> objection = locks.objection(call);
    if (objection.isPresent()) {
      return refusal(exchange, objection.get());
    }
    Answer answer = pass(exchange, body);
    if (answer.status() == 200) {
      locks.created(call);
    }
    return answer;
  }

  private int status(String path) {
    HttpRequest head =
        HttpRequest.newBuilder(URI.create(target + path))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return client.send(head, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private Optional<Fault> fault(S3Call call) {
    synchronized (rules) {
      for (Iterator<Rule> all = rules.iterator(); all.hasNext(); ) {
        Rule rule = all.next();
        if (rule.which.test(call)) {
          if (--rule.left == 0) {
            all.remove();
          }
          return Optional.of(rule.fault);
        }
      }
      return Optional.empty();
    }
  }

  private void write(S3Call call) {
    synchronized (calls) {
      calls.add(call);
    }
  }

  private Answer broken(HttpExchange exchange, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    if (fault instanceof Fault.Answer answer) {
      return refusal(exchange, answer);
    } else if (fault instanceof Fault.Reset) {
      return new Answer(0, 0, () -> {});
    }
    HttpResponse<byte[]> there = forward(exchange, body);
    if (fault instanceof Fault.CutShort cut) {
      int bytes = Math.min(cut.bytes(), Math.max(0, there.body().length - 1));
      return new Answer(there.statusCode(), bytes, () -> cut(exchange, there, bytes));
    } else if (fault instanceof Fault.Slow slow) {
      return new Answer(
          there.statusCode(), there.body().length, () -> slowly(exchange, there, slow));
    }
    return new Answer(0, 0, () -> {});
  }

  private static Answer refusal(HttpExchange exchange, Fault.Answer answer) {
    String xml =
        answer.status() == 200
            ? ""
            : "<Error><Code>"
                + answer.code()
                + "</Code><Message>"
                + answer.message()
                + "</Message></Error>";
    boolean head = exchange.getRequestMethod().equals("HEAD") || xml.isEmpty();
    byte[] bytes = head ? new byte[0] : xml.getBytes(UTF_8);
    return new Answer(
        answer.status(),
        bytes.length,
        () -> {
          answer.headers().forEach(exchange.getResponseHeaders()::set);
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  private Answer pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpResponse<byte[]> there = forward(exchange, body);
    int bytes = there.body().length;
    return new Answer(there.statusCode(), bytes, () -> cut(exchange, there, bytes));
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + uri.getRawPath() + query))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!OF_THE_CONNECTION.contains(lower) && !ObjectLocks.isOfLocks(lower)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void head(HttpExchange exchange, HttpResponse<byte[]> there) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    there
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(name, value));
              }
            });
    int length = there.body().length;
    if (exchange.getRequestMethod().equals("HEAD")) {
      there.headers().firstValue("content-length").ifPresent(l -> headers.set("Content-Length", l));
      length = 0;
    }
    exchange.sendResponseHeaders(there.statusCode(), length == 0 ? -1 : length);
  }

  private static void cut(HttpExchange exchange, HttpResponse<byte[]> there, int bytes)
      throws IOException {
    head(exchange, there);
    OutputStream out = exchange.getResponseBody();
    out.write(there.body(), 0, bytes);
    out.flush();
  }

  private static void slowly(HttpExchange exchange, HttpResponse<byte[]> there, Fault.Slow slow)
      throws IOException {
    head(exchange, there);
    OutputStream out = exchange.getResponseBody();
    byte[] body = there.body();
    for (int piece = 0; piece < slow.pieces(); piece++) {
      LockSupport.parkNanos(slow.pause().toNanos());
      int from = (int) ((long) body.length * piece / slow.pieces());
      int to = (int) ((long) body.length * (piece + 1) / slow.pieces());
      out.write(body, from, to - from);
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
