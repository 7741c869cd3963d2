package dev.guildhall.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.guildhall.archive.internal.ArchiveContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an archive says, in words that are the same for every copy of a workspace: each id is the number of its first
 * appearance. Left out is what an import makes different:
 *
 * <ul>
 *   <li>when it was exported, and under which key the workspace is known;
 *   <li>the audit log, which begins anew, and the events that tell of the import, with how many there are;
 *   <li>whether extensions that reach beyond the server are enabled, and what follows from that: their state with its
 *       conditions and revision, and whether their events and jobs are held;
 *   <li>names and addresses of members, which are those of their accounts, and accounts that are not everywhere.
 * </ul>
 *
 * Two archives of one workspace are equal when these are. Reads an archive into memory, so it is for small ones.
 */
public final class CanonicalArchive {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Map<String, Set<String>> DIFFERENT = Map.of(
            "tables/workspace.ndjson", Set.of("creator_id"),
            "tables/member.ndjson", Set.of("full_name", "email"),
            "tables/installation.ndjson",
                    Set.of("state", "conditions", "generation", "revision", "updated_at", "installed_by"),
            "tables/event_counter.ndjson", Set.of("last_sequence"),
            "tables/event_cursor.ndjson", Set.of("state"),
            "tables/extension_job.ndjson", Set.of("held"));

    private static final Set<String> TELLING_OF_IMPORTS = Set.of("workspace.imported", "extension.disabled");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final Map<String, String> numbers = new HashMap<>();

    private CanonicalArchive() {}

    /** Fails with {@code ARCHIVE.CHANGED} when it is not as it was written. Blocks. */
    public static List<String> of(Path file) throws IOException {
        var canonical = new CanonicalArchive();
        var lines = new ArrayList<String>();
        for (var part : ArchiveContent.read(file)) {
            if (!part.name().startsWith("tables/audit_")) {
                for (var row : part.rows()) {
                    canonical.line(part.name(), row).ifPresent(lines::add);
                }
            }
        }
        return lines;
    }

    private Optional<String> line(String part, String row) throws JsonProcessingException {
        var columns = (ObjectNode) JSON.readTree(row);
        columns.remove(DIFFERENT.getOrDefault(part, Set.of()));
        if (part.equals("tables/event.ndjson")
                && TELLING_OF_IMPORTS.contains(columns.path("type").asText())) {
            return Optional.empty();
        }
        return Optional.of(part + ": " + numbered(JSON.writeValueAsString(columns)));
    }

    private String numbered(String text) {
        return UUID.matcher(text)
                .replaceAll(found -> numbers.computeIfAbsent(found.group(), id -> "#" + (numbers.size() + 1)));
    }
}
