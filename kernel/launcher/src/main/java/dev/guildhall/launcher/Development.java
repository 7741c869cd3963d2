package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Secret;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.extensions.ExtensionSettings;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server for the author of an extension, on this machine alone, and not in a hurry while a debugger is there. */
final class Development {

    private static final Logger LOG = LoggerFactory.getLogger(Development.class);

    private Development() {}

    /** The configuration for nobody but this machine; throws when it looks like one that others rely on. */
    static Configuration guarded(Configuration configuration, boolean unhurried) {
        var http = configuration.http();
        if (http.publicUrl().isPresent()) {
            throw new ConfigurationException("dev is for this machine alone: leave out --public-url, or use serve");
        }
        if (!configuration.storage().databaseUrl().map(Development::isHere).orElse(true)) {
            throw new ConfigurationException("dev is for data on this machine: --database-url leads to another one");
        }
        return new Configuration(
                http.onLoopback(),
                configuration.storage(),
                configuration.allowPrivate(),
                configuration.masterKey(),
                configuration
                        .settings()
                        .with(
                                ExtensionSettings.UNHURRIED,
                                unhurried
                                        || isDebugged(ManagementFactory.getRuntimeMXBean()
                                                .getInputArguments())));
    }

    private static boolean isHere(Secret url) {
        try {
            return InetAddress.getByName(DatabaseUrl.parse(url.reveal()).host()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** Whether a debugger may come to a JVM that was started with these. */
    static boolean isDebugged(List<String> arguments) {
        return arguments.stream()
                .anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"));
    }

    /** Installs the extension in the workspace {@code dev}, and follows what is built until the process ends. */
    static void begin(Server server, DemoLogin login, Path project, JsonObject config, PrintWriter out)
            throws Exception {
        var base = URI.create("http://localhost:" + server.port());
        Callable<DemoClient> signIn = () -> DemoClient.signIn(base, login.email(), login.password());
        var workspace = "/api/workspaces/" + Demo.workspace(signIn.call(), "dev", "Development");
        out.printf("""

                  The workspace   %1$s%2$s
                  administrator   %3$s
                  password        %4$s

                  What is built in %5$s comes into it. Stop it with Ctrl-C.

                """, base, workspace, login.email(), login.password(), project.toAbsolutePath());
        out.flush();
        var following = new Thread(
                () -> {
                    try {
                        new DevelopedExtension(project, signIn, workspace, config, out).follow();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    } catch (Exception failure) {
                        LOG.error("What is built is not followed any more; start dev again", failure);
                    }
                },
                "guildhall-dev");
        following.setDaemon(true);
        following.start();
    }
}
