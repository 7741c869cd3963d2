package dev.guildhall.launcher;

import dev.guildhall.core.error.OutOfMemory;
import io.vertx.core.json.JsonObject;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the process begins. */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        MemoryGuard.install();
        // Libraries change the case of names by the system's rules: in Turkish the enum STRING is not found as
        // "string".
        Locale.setDefault(Locale.ROOT);
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        var out = new PrintWriter(System.out, true, Charset.defaultCharset());
        var err = new PrintWriter(System.err, true, Charset.defaultCharset());
        var serving = new Serving(out);
        ServeCommand serve = configuration -> serving.serve(configuration, server -> {});
        DemoCommand demo = configuration -> Demo.serve(configuration, serving, out);
        DevCommand dev = (configuration, work) -> {
            var config = work.extensionConfig().isPresent()
                    ? new JsonObject(Files.readString(work.extensionConfig().get()))
                    : new JsonObject();
            var login = DemoLogin.of(configuration);
            return serving.serve(
                    Development.guarded(login.applyTo(configuration), work.unhurried()),
                    server -> Development.begin(server, login, work.project(), config, out));
        };
        // Threads of a server that came up half-way must not keep the process alive when the main thread has died.
        Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {
            OutOfMemory.endIf(error);
            LOG.error("Guildhall ends because of an error", error);
            System.exit(ExitCode.FAILED);
        });
        System.exit(new Guildhall(
                        System.getenv(),
                        serve,
                        demo,
                        dev,
                        StoppedNode::disable,
                        ArchiveCommand.ON_DATA,
                        OperatorCommand.ON_DATA,
                        new InputStreamReader(System.in, Charset.defaultCharset()),
                        out,
                        err)
                .run(arguments));
    }
}
