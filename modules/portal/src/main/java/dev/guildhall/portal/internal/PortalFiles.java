package dev.guildhall.portal.internal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the build has made of the portal, in memory: files whose names change with what is in them, and a page that names
 * those it begins with.
 *
 * @param page HTML
 * @param assets by their names
 */
public record PortalFiles(Buffer page, Map<String, Asset> assets) {

    private static final String FOLDER = "portal/";

    private static final String ASSETS = "assets/";

    /** Where the build says which files it has made of which sources. */
    private static final String BUILT = FOLDER + "meta.json";

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    /** A file, with its media type. */
    record Asset(String type, Buffer content) {}

    /** Reads them from the class path, which blocks; empty when nothing has made them. */
    public static Optional<PortalFiles> read() throws IOException {
        var built = resource(BUILT);
        if (built.isEmpty()) {
            return Optional.empty();
        }
        var assets = new HashMap<String, Asset>();
        var bySource = new HashMap<String, String>();
        for (var output : new JsonObject(built.get()).getJsonObject("outputs")) {
            var name = output.getKey().substring(output.getKey().lastIndexOf(ASSETS) + ASSETS.length());
            assets.put(name, new Asset(type(name), required(FOLDER + ASSETS + name)));
            sourceOf((JsonObject) output.getValue()).ifPresent(source -> bySource.put(source, name));
        }
        var page = required(FOLDER + "index.html").toString(StandardCharsets.UTF_8);
        for (var part : Map.of("script", "main.tsx", "style", "main.css", "icon", "icon.svg")
                .entrySet()) {
            page = page.replace("${" + part.getKey() + "}", made(bySource, part.getValue()));
        }
        return Optional.of(new PortalFiles(Buffer.buffer(page), Map.copyOf(assets)));
    }

    private static Optional<String> sourceOf(JsonObject output) {
        return Optional.ofNullable(output.getString("entryPoint"));
    }

    private static String made(Map<String, String> bySource, String source) {
        var name = bySource.get(source);
        if (name == null) {
            throw new IllegalStateException("The build has made nothing of " + source);
        }
        return name;
    }

    private static String type(String name) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("No media type is known for " + name);
        }
        return type;
    }

    private static Buffer required(String name) throws IOException {
        return resource(name).orElseThrow(() -> new IOException("Missing on the class path: " + name));
    }

    private static Optional<Buffer> resource(String name) throws IOException {
        try (var in = PortalFiles.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(Buffer.buffer(in.readAllBytes()));
        }
    }
}
