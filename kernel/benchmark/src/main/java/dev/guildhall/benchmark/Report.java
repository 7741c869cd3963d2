package dev.guildhall.benchmark;

import com.samskivert.mustache.Mustache;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One page that shows what runs of the {@link Suite} left, side by side. It needs no network: the charts are drawn by what is in it. */
final class Report {

    private static final String CHARTS = "META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

    private Report() {}

    /** Beside the last of the files. */
    static void write(List<Path> results) throws IOException {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("report needs the files that runs of all have left");
        }
        var runs = new JsonArray();
        for (var file : results) {
            runs.add(new JsonObject(Files.readString(file)));
        }
        // In a script no text may end it.
        var data = runs.encode().replace("<", "\\u003c");
        var page = Mustache.compiler()
                .escapeHTML(false)
                .compile(resource("report.html"))
                .execute(Map.of("charts", resource(CHARTS), "runs", data));
        var last = results.get(results.size() - 1);
        var file = last.resolveSibling("report.html");
        Files.writeString(file, page);
        System.out.println(System.lineSeparator() + "See " + last + " and " + file);
    }

    private static String resource(String name) throws IOException {
        try (var in = Report.class.getClassLoader().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
