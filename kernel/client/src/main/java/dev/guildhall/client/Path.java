package dev.guildhall.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Paths and queries of URLs. */
final class Path {

    private Path() {}

    static String of(String... segments) {
        return Stream.of(segments).map(segment -> "/" + encoded(segment)).collect(Collectors.joining());
    }

    /** With the {@code ?}, where there are any. */
    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
