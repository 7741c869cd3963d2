package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.extensions.StoredSequence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What an archive says of itself.
 *
 * @param workspaceId the id that it had
 * @param parts everything else that is in it
 */
record Manifest(
        Instant exportedAt,
        String workspaceId,
        String workspaceKey,
        String workspaceName,
        List<Part> parts,
        List<Extension> extensions) {

    static final String FILE = "manifest.json";
    static final int FORMAT = 1;

    Manifest {
        parts = List.copyOf(parts);
        extensions = List.copyOf(extensions);
    }

    /**
     * A file in the archive.
     *
     * @param table whose rows it has, a line each; empty for an artifact
     * @param columns of the rows
     */
    record Part(String file, String table, List<String> columns, long rows, long bytes, String sha256) {

        Part {
            columns = List.copyOf(columns);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("file", file)
                    .put("table", table)
                    .put("columns", new JsonArray(columns))
                    .put("rows", rows)
                    .put("bytes", bytes)
                    .put("sha256", sha256);
        }

        static Part of(JsonObject json) {
            return new Part(
                    json.getString("file"),
                    json.getString("table"),
                    json.getJsonArray("columns").stream()
                            .map(String.class::cast)
                            .toList(),
                    json.getLong("rows"),
                    json.getLong("bytes"),
                    json.getString("sha256"));
        }
    }

    /**
     * An extension that is installed in the workspace.
     *
     * @param sha256 of its artifact
     * @param signature its publisher's over the artifact, in Base64
     * @param tables the files with what it has stored, empty when it stores nothing
     */
    record Extension(
            String key,
            String version,
            String sha256,
            String artifact,
            Optional<String> signature,
            boolean stores,
            List<String> tables,
            List<StoredSequence> sequences) {

        JsonObject toJson() {
            var json = new JsonObject()
                    .put("key", key)
                    .put("version", version)
                    .put("sha256", sha256)
                    .put("artifact", artifact)
                    .put("stores", stores)
                    .put("tables", new JsonArray(tables))
                    .put("sequences", array(sequences, Extension::json));
            signature.ifPresent(text -> json.put("signature", text));
            return json;
        }

        private static JsonObject json(StoredSequence sequence) {
            return new JsonObject()
                    .put("name", sequence.name())
                    .put("value", sequence.value())
                    .put("called", sequence.isCalled());
        }

        static Extension of(JsonObject json) {
            return new Extension(
                    json.getString("key"),
                    json.getString("version"),
                    json.getString("sha256"),
                    json.getString("artifact"),
                    Optional.ofNullable(json.getString("signature")),
                    json.getBoolean("stores"),
                    json.getJsonArray("tables").stream().map(String.class::cast).toList(),
                    objects(json, "sequences")
                            .map(one -> new StoredSequence(
                                    one.getString("name"), one.getLong("value"), one.getBoolean("called")))
                            .toList());
        }
    }

    long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }

    Part part(String file) {
        return parts.stream()
                .filter(part -> part.file().equals(file))
                .findFirst()
                .orElseThrow(() -> ArchiveError.UNREADABLE.because("The archive lacks " + file + "."));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("format", FORMAT)
                .put("exportedAt", exportedAt.toString())
                .put(
                        "workspace",
                        new JsonObject()
                                .put("id", workspaceId)
                                .put("key", workspaceKey)
                                .put("name", workspaceName))
                .put("parts", array(parts, Part::toJson))
                .put("extensions", array(extensions, Extension::toJson));
    }

    /** Fails with {@code ARCHIVE.OTHER_RELEASE} when it is written in a way that is not known here. */
    static Manifest of(byte[] json) {
        try {
            var read = new JsonObject(Buffer.buffer(json));
            if (!Integer.valueOf(FORMAT).equals(read.getInteger("format"))) {
                throw ArchiveError.OTHER_RELEASE.because(
                        "The archive is of format " + read.getValue("format") + ", and this release reads " + FORMAT
                                + "; import it with the release that made it, or later.");
            }
            var workspace = read.getJsonObject("workspace");
            return new Manifest(
                    Instant.parse(read.getString("exportedAt")),
                    workspace.getString("id"),
                    workspace.getString("key"),
                    workspace.getString("name"),
                    objects(read, "parts").map(Part::of).toList(),
                    objects(read, "extensions").map(Extension::of).toList());
        } catch (DecodeException | ClassCastException | NullPointerException malformed) {
            throw ArchiveError.UNREADABLE.because("The archive's " + FILE + " is not as it must be: " + malformed);
        }
    }

    private static Stream<JsonObject> objects(JsonObject json, String field) {
        return json.getJsonArray(field).stream().map(JsonObject.class::cast);
    }

    private static <T> JsonArray array(List<T> some, Function<T, JsonObject> toJson) {
        return new JsonArray(some.stream().map(toJson).toList());
    }
}
