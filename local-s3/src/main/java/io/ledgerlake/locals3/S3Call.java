package io.ledgerlake.locals3;

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
 */
public record S3Call(
    Kind kind, String method, String path, String query, long bytesIn, long bytesOut, int status) {

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
    OTHER
  }

  static Kind kind(String method, String query, boolean copy) {
    boolean part = query.contains("uploadId=");
    return switch (method) {
      case "GET" ->
          query.contains("list-type=") || query.startsWith("uploads") ? Kind.LIST : Kind.GET;
      case "HEAD" -> Kind.HEAD;
      case "PUT" -> copy ? Kind.COPY : part ? Kind.UPLOAD_PART : Kind.PUT;
      case "DELETE" -> part ? Kind.ABORT_UPLOAD : Kind.DELETE;
      case "POST" -> post(query);
      default -> Kind.OTHER;
    };
  }

  private static Kind post(String query) {
    if (query.contains("uploadId=")) {
      return Kind.COMPLETE_UPLOAD;
    } else if (query.startsWith("uploads")) {
      return Kind.BEGIN_UPLOAD;
    }
    return query.startsWith("delete") ? Kind.DELETE : Kind.OTHER;
  }

  /** Returns whether the request is of a kind, and for a path that contains a text. */
  public boolean is(Kind wanted, String pathPart) {
    return kind == wanted && path.contains(pathPart);
  }
}
