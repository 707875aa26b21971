package io.ledgerlake.pipeline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * As much of S3's protocol as a lake's storage uses, over HTTP and in memory: put (with {@code
 * If-None-Match}), get (with {@code If-Match}, and by version), head, delete and list, path-style,
 * one page. Every object has an ETag; versions are kept when asked for.
 */
final class S3Server implements AutoCloseable {

  /** Objects by bucket and key. */
  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

  /** Statuses to answer the next puts with, instead of doing them. */
  final Deque<Integer> nextPuts = new ArrayDeque<>();

  /** Whether all that is put is kept, and each answer names its version. */
  boolean versioned;

  /** All that was ever put, by bucket, key and version, which is the ETag. */
  private final Map<String, byte[]> versions = new ConcurrentSkipListMap<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  S3Server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Removes all versions but the present ones. */
  void forgetVersions() {
    versions.clear();
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      String name = call.getRequestURI().getPath().substring(1);
      switch (call.getRequestMethod()) {
        case "PUT" -> put(call, name);
        case "DELETE" -> {
          objects.remove(name);
          call.sendResponseHeaders(204, -1);
        }
        case "HEAD" -> head(call, name);
        default -> get(call, name);
      }
    }
  }

  private void put(HttpExchange call, String name) throws IOException {
    byte[] body = body(call);
    Integer forced = nextPuts.poll();
    if (forced != null) {
      fail(call, forced, "Forced");
    } else if ("*".equals(call.getRequestHeaders().getFirst("If-None-Match"))
        && objects.putIfAbsent(name, body) != null) {
      fail(call, 412, "PreconditionFailed");
    } else {
      objects.put(name, body);
      versions.put(name + "?" + etag(body), body);
      call.sendResponseHeaders(200, -1);
    }
  }

  private static String etag(byte[] body) {
    return DigestUtils.md5Hex(body);
  }

  /** Clients sign bodies chunk by chunk: a hex length and a signature, a line end, the bytes. */
  private static byte[] body(HttpExchange call) throws IOException {
    byte[] sent = call.getRequestBody().readAllBytes();
    String hash = call.getRequestHeaders().getFirst("x-amz-content-sha256");
    if (hash == null || !hash.startsWith("STREAMING")) {
      return sent;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(sent);
    for (int length = chunk(in); length > 0; length = chunk(in)) {
      byte[] bytes = new byte[length];
      in.get(bytes).getShort();
      body.writeBytes(bytes);
    }
    return body.toByteArray();
  }

  private static int chunk(ByteBuffer in) {
    StringBuilder line = new StringBuilder();
    for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
      line.append(c);
    }
    return Integer.parseInt(line.substring(0, line.indexOf(";")), 16);
  }

  private void head(HttpExchange call, String name) throws IOException {
    byte[] bytes = objects.get(name);
    if (bytes != null) {
      call.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
    }
    call.sendResponseHeaders(bytes == null ? 404 : 200, -1);
  }

  private void get(HttpExchange call, String name) throws IOException {
    String query = call.getRequestURI().getRawQuery();
    if (query != null && query.contains("list-type=2")) {
      list(call, name, query);
      return;
    }
    boolean byVersion = query != null && query.contains("versionId=");
    byte[] bytes =
        byVersion
            ? versions.get(name + "?" + query.replaceAll(".*versionId=([0-9a-f]*).*", "$1"))
            : objects.get(name);
    if (bytes == null) {
      fail(call, 404, byVersion ? "NoSuchVersion" : "NoSuchKey");
      return;
    }
    String wanted = call.getRequestHeaders().getFirst("If-Match");
    if (wanted != null && !wanted.replace("\"", "").equals(etag(bytes))) {
      fail(call, 412, "PreconditionFailed");
      return;
    }
    call.getResponseHeaders().set("ETag", "\"" + etag(bytes) + "\"");
    if (versioned) {
      call.getResponseHeaders().set("x-amz-version-id", etag(bytes));
    }
    send(call, 200, bytes);
  }

  private void list(HttpExchange call, String bucket, String query) throws IOException {
    String prefix = "";
    for (String pair : query.split("&")) {
      if (pair.startsWith("prefix=")) {
        prefix = URLDecoder.decode(pair.substring("prefix=".length()), UTF_8);
      }
    }
    String start = bucket.replaceAll("/$", "") + "/";
    StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      if (object.getKey().startsWith(start + prefix)) {
        xml.append("<Contents><Key>")
            .append(object.getKey().substring(start.length()))
            .append("</Key><Size>")
            .append(object.getValue().length)
            .append("</Size></Contents>");
      }
    }
    send(call, 200, xml.append("</ListBucketResult>").toString().getBytes(UTF_8));
  }

  private static void fail(HttpExchange call, int status, String code) throws IOException {
    String xml = "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
    send(call, status, xml.getBytes(UTF_8));
  }

  private static void send(HttpExchange call, int status, byte[] bytes) throws IOException {
    call.getResponseHeaders().set("Content-Type", "application/xml");
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    call.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
