package dev.guildhall.launcher;

import dev.guildhall.core.error.Problem;
import dev.guildhall.host.ArtifactFolder;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * An extension that its author works on, in a workspace of a server: whenever it was built anew, that becomes a version of its
 * own and the workspace is upgraded to it, so that configuration and data stay. By the API alone, as anyone could.
 */
final class DevelopedExtension {

    private static final int LOOK_MILLIS = 100;

    /** Tokens last for somewhat longer. */
    private static final long SIGNED_IN_NANOS = Duration.ofMinutes(10).toNanos();

    private final Path project;
    private final Callable<DemoClient> signIn;
    private final String workspace;
    private final JsonObject config;
    private final PrintWriter out;
    private Map<Path, String> taken = Map.of();
    private DemoClient administrator;
    private long signedInAt;

    /**
     * @param project a Maven project, whose {@code target/classes} is looked at, or a folder with an {@code extension.json}
     * @param signIn signs the administrator in, again and again, for tokens do not last for as long as this
     * @param workspace its path in the API
     * @param config of the first installation
     */
    DevelopedExtension(
            Path project, Callable<DemoClient> signIn, String workspace, JsonObject config, PrintWriter out) {
        this.project = project;
        this.signIn = signIn;
        this.workspace = workspace;
        this.config = config;
        this.out = out;
    }

    /** Takes what is there and whatever is built from then on, until the thread is interrupted. */
    void follow() throws InterruptedException {
        var before = files();
        while (true) {
            Thread.sleep(LOOK_MILLIS);
            var now = files();
            // A build writes file after file: it is over when a look finds what the last one found.
            if (now.equals(before) && !now.equals(taken)) {
                taken = now;
                take();
            }
            before = now;
        }
    }

    private Path folder() {
        return Files.exists(project.resolve("pom.xml")) ? project.resolve("target/classes") : project;
    }

    private Map<Path, String> files() {
        var folder = folder();
        if (Files.notExists(folder.resolve(ExtensionManifest.FILE))) {
            return Map.of();
        }
        var files = new TreeMap<Path, String>();
        try (var walk = Files.walk(folder)) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        } catch (IOException | UncheckedIOException beingWritten) {
            return Map.of();
        }
        return files;
    }

    /** Brings what is built into the workspace, and says how that went. */
    void take() throws InterruptedException {
        var started = System.nanoTime();
        try {
            var manifest = new JsonObject(Buffer.buffer(Files.readAllBytes(folder().resolve(ExtensionManifest.FILE))));
            var key = manifest.getString("id");
            var version = ownVersion(manifest.getString("version", ""));
            manifest.put("version", version);
            var artifact = ArtifactFolder.packed(
                    folder(), Map.of(ExtensionManifest.FILE, manifest.toBuffer().getBytes()));
            var admin = administrator();
            var uploaded = admin.upload("/api/admin/marketplace/extensions", key + ".jar", artifact);
            if (refused("The artifact", uploaded)) {
                return;
            }
            if (!refused("It", bring(admin, key, version, manifest))) {
                say("%s %s serves, after %d ms".formatted(key, version, (System.nanoTime() - started) / 1_000_000));
            }
        } catch (DecodeException malformed) {
            say(ExtensionManifest.FILE + " is no JSON: " + malformed.getMessage());
        } catch (InterruptedException ended) {
            throw ended;
        } catch (Problem | IOException failure) {
            say("It could not be taken: " + failure.getMessage());
        } catch (Exception failure) {
            throw new IllegalStateException("The server could not be asked", failure);
        }
    }

    // A password takes longer to check than many a build to bring.
    private DemoClient administrator() throws Exception {
        if (administrator == null || System.nanoTime() - signedInAt > SIGNED_IN_NANOS) {
            administrator = signIn.call();
            signedInAt = System.nanoTime();
        }
        return administrator;
    }

    // A released version never changes, so each build is one of its own, newer than the one before.
    private static String ownVersion(String version) {
        return version + (version.contains("-") ? ".dev." : "-dev.") + System.currentTimeMillis();
    }

    private DemoClient.Answer bring(DemoClient admin, String key, String version, JsonObject manifest)
            throws Exception {
        var granted = new JsonObject()
                .put("version", version)
                .put("grantedPermissions", manifest.getJsonArray("permissions", new JsonArray()))
                .put("grantedNames", foreignNames(admin, key, version));
        var there = admin.get(workspace + "/extensions/" + key);
        if (there.status() == 404) {
            return admin.post(
                    workspace + "/extensions", granted.put("extensionKey", key).put("config", config));
        }
        return admin.post(
                workspace + "/extensions/" + key + "/upgrade?force=true",
                granted.put("grantedEgress", manifest.getJsonArray("egress", new JsonArray())));
    }

    private JsonArray foreignNames(DemoClient admin, String key, String version) throws Exception {
        var described = admin.get("/api/marketplace/extensions/" + key).orFail().data();
        var names = new JsonArray();
        described.getJsonArray("versions").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("version").equals(version))
                .forEach(one -> {
                    one.getJsonArray("provides").forEach(offer -> names.add(((JsonObject) offer).getString("key")));
                    names.addAll(one.getJsonArray("publishesEvents"));
                });
        return names;
    }

    private boolean refused(String what, DemoClient.Answer answer) {
        if (answer.status() < 300) {
            return false;
        }
        say(what + " is refused: " + answer.body().getString("message"));
        answer.body().getJsonArray("details", new JsonArray()).forEach(detail -> {
            var fault = (JsonObject) detail;
            say("  " + fault.getString("field") + ": " + fault.getString("message"));
        });
        return true;
    }

    private void say(String line) {
        out.println("  " + line);
        out.flush();
    }
}
