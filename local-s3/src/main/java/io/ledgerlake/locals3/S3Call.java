package io.ledgerlake.locals3;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request that came to a {@link S3Relay}.
 *
 * @param kind what S3's price list calls it
 * @param method the HTTP method
 * @param path bucket and key, with a slash first
 * @param query the query, empty if there is none
 * @param bytesIn bytes of the request's body
 * @param bytesOut bytes of the answer's body
 * @param status the answer's status; 0 if there was none
 * @param headers the request's headers, names in lower case, the first value of each
 * @param at when it came, on the clock of {@link System#nanoTime}
 */
public record S3Call(
    Kind kind,
    String method,
    String path,
    String query,
    long bytesIn,
    long bytesOut,
    int status,
    SortedMap<String, String> headers,
    long at) {

  public S3Call {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
  }

  /** The kinds of requests. */
  public enum Kind {
    LIST,
    GET,
    HEAD,
    PUT,
    /** Begins a multipart upload. */
    BEGIN_UPLOAD,
    UPLOAD_PART,
    COMPLETE_UPLOAD,
    ABORT_UPLOAD,
    COPY,
    DELETE,
    /** Locks an object that is there. */
    PUT_RETENTION,
    OTHER
  }

  static Kind kind(String method, String query, boolean copy) {
    boolean part = query.contains("uploadId=");
    return switch (method) {
      case "GET" ->
          query.contains("list-type=") || query.startsWith("uploads") ? Kind.LIST : Kind.GET;
      case "HEAD" -> Kind.HEAD;
      case "PUT" -> put(query, copy, part);
      case "DELETE" -> part ? Kind.ABORT_UPLOAD : Kind.DELETE;
      case "POST" -> post(query);
      default -> Kind.OTHER;
    };
  }

  private static Kind put(String query, boolean copy, boolean part) {
    if (query.equals("retention")) {
      return Kind.PUT_RETENTION;
    }
    return copy ? Kind.COPY : part ? Kind.UPLOAD_PART : Kind.PUT;
  }

  private static Kind post(String query) {
    if (query.contains("uploadId=")) {
      return Kind.COMPLETE_UPLOAD;
    } else if (query.startsWith("uploads")) {
      return Kind.BEGIN_UPLOAD;
    }
    return query.startsWith("delete") ? Kind.DELETE : Kind.OTHER;
  }

  /** Returns a header's value, or an empty text. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Returns this request as it was answered. */
  S3Call answered(long bytes, int by) {
    return new S3Call(kind, method, path, query, bytesIn, bytes, by, headers, at);
  }

  /** Returns whether the request is of a kind, and for a path that contains a text. */
  public boolean is(Kind wanted, String pathPart) {
    return kind == wanted && path.contains(pathPart);
  }
}
