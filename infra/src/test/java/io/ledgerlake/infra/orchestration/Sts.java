package io.ledgerlake.infra.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Says whose the credentials are, as {@code sts:GetCallerIdentity} does, for this whole process.
 */
final class Sts {

  static final String JOB = "arn:aws:sts::111122223333:assumed-role/acme-ledger-job/night";
  static final String OPERATOR = "arn:aws:sts::111122223333:assumed-role/acme-ledger-operator/ada";

  private static final String ENDPOINT = "aws.endpointUrlSts";

  private static volatile String caller = JOB;

  private Sts() {}

  /** Starts it, unless it is there; it ends with this process. */
  static synchronized void start() throws IOException {
    if (System.getProperty(ENDPOINT) != null) {
      return;
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Sts::answer);
    server.start();
    System.setProperty(ENDPOINT, "http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on the credentials are this one's. */
  static void callerIs(String arn) {
    caller = arn;
  }

  private static void answer(HttpExchange call) throws IOException {
    try (call) {
      byte[] xml =
          ("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                  + "<GetCallerIdentityResult><Arn>"
                  + caller
                  + "</Arn><UserId>AROAEXAMPLE</UserId><Account>111122223333</Account>"
                  + "</GetCallerIdentityResult></GetCallerIdentityResponse>")
              .getBytes(UTF_8);
      call.getResponseHeaders().set("Content-Type", "text/xml");
      call.sendResponseHeaders(200, xml.length);
      call.getResponseBody().write(xml);
    }
  }
}
