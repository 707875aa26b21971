package io.ledgerlake.pipeline.e2e;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.sparkproject.jetty.server.Server;
import org.sparkproject.jetty.servlet.ServletContextHandler;
import org.sparkproject.jetty.servlet.ServletHolder;

/**
 * A REST catalog: the server that Iceberg tests its own client with, in the Jetty that Spark has.
 */
final class RestCatalogServer implements AutoCloseable {

  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  /**
   * @param catalog what it is a front to
   */
  RestCatalogServer(Catalog catalog) throws Exception {
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
    server.setHandler(context);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getURI().getPort());
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
