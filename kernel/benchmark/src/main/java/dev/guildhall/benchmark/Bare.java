package dev.guildhall.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The {@link BareServer} as a process of its own. */
record Bare(Process process, URI base) implements AutoCloseable {

    /** On the database of a product, whose access tokens it takes. */
    static Bare start(List<String> jvmOptions, String database, URI product) throws Exception {
        var port = Product.freePort();
        var command = new ArrayList<>(List.of(Product.java()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()));
        command.addAll(List.of(
                "" + port, database, product.resolve("/.well-known/jwks.json").toString()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // A JVM may have something to say before, such as that it is recorded.
        if (process.inputReader().lines().noneMatch("ready"::equals)) {
            process.destroy();
            throw new IllegalStateException("The bare server did not start");
        }
        return new Bare(process, URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
