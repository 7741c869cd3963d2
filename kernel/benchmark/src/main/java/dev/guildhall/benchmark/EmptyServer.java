package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of Vert.x that says yes to everything: as quickly as one can be there. */
final class EmptyServer {

    private EmptyServer() {}

    /** Argument: the port. */
    public static void main(String... arguments) {
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onFailure(Throwable::printStackTrace);
    }

    /** Starts one on the product's class path, and tells how long that took. */
    static Load.Outcome start() throws Exception {
        var port = Product.freePort();
        var path = Product.jar() + System.getProperty("path.separator") + System.getProperty("java.class.path");
        var began = System.nanoTime();
        var process = new ProcessBuilder(
                        List.of(Product.java(), "-cp", path, EmptyServer.class.getName(), Integer.toString(port)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Product.awaitReady(process, URI.create("http://127.0.0.1:" + port));
            return Load.Outcome.ofAll(1, (System.nanoTime() - began) / 1e9);
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
