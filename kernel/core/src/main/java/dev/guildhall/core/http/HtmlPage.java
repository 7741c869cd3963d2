package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pages for people, and what belongs to them, from the class path. All have the style {@code /docs/pages.css}, and run and
 * load nothing but what this server has.
 */
public final class HtmlPage {

    static final String TYPE = "text/html; charset=utf-8";

    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private HtmlPage() {}

    /** A page; it may be kept for an hour. */
    public static Future<ApiResponse> page(Vertx vertx, ClassLoader loader, String resource) {
        return file(vertx, loader, resource, TYPE);
    }

    /** A script of a page. */
    public static Future<ApiResponse> script(Vertx vertx, ClassLoader loader, String resource) {
        return file(vertx, loader, resource, "text/javascript; charset=utf-8");
    }

    private static Future<ApiResponse> file(Vertx vertx, ClassLoader loader, String resource, String type) {
        return vertx.executeBlocking(() -> read(loader, resource), false)
                .map(bytes -> new ApiResponse(
                        200,
                        Map.of(
                                "Content-Type",
                                type,
                                "Content-Security-Policy",
                                POLICY,
                                "Cache-Control",
                                "max-age=3600"),
                        Buffer.buffer(bytes)));
    }

    static Filled filled(String resource) {
        return filled(HtmlPage.class.getClassLoader(), resource);
    }

    /** A page with texts in it; {@code ${name}} stands for each. Reads the class path, so it is made once, beforehand. */
    public static Filled filled(ClassLoader loader, String resource) {
        try {
            return new Filled(new String(read(loader, resource), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Its texts are shown as they are, whatever is in them. */
    public record Filled(String html) {

        public Filled with(String name, String text) {
            return new Filled(html.replace("${" + name + "}", escaped(text)));
        }

        /** The same of texts of which each is an item of a list. */
        public Filled withItems(String name, List<String> texts) {
            var items =
                    texts.stream().map(text -> "<li>" + escaped(text) + "</li>").collect(Collectors.joining());
            return new Filled(html.replace("${" + name + "}", items));
        }

        /** The same of rows of a table. */
        Filled withRows(String name, List<List<String>> rows) {
            var lines = rows.stream()
                    .map(row -> row.stream()
                            .map(text -> "<td>" + escaped(text) + "</td>")
                            .collect(Collectors.joining("", "<tr>", "</tr>")))
                    .collect(Collectors.joining("\n"));
            return new Filled(html.replace("${" + name + "}", lines));
        }

        /**
         * An answer that no other page shows in a frame, and that runs and loads nothing but its style.
         *
         * @param formTargets where its form may lead, in the words of {@code form-action}
         */
        public ApiResponse answer(int status, String formTargets) {
            var policy = "default-src 'none'; style-src 'self'; form-action " + formTargets
                    + "; frame-ancestors 'none'; base-uri 'none'";
            return new ApiResponse(
                    status,
                    Map.of("Content-Type", TYPE, "Content-Security-Policy", policy, "Cache-Control", "no-store"),
                    Buffer.buffer(html));
        }

        private static String escaped(String text) {
            return text.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")
                    .replace("$", "&#36;");
        }
    }

    private static byte[] read(ClassLoader loader, String resource) throws IOException {
        try (var in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("Missing on the class path: " + resource);
            }
            return in.readAllBytes();
        }
    }
}
