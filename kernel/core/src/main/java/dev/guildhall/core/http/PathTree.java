package dev.guildhall.core.http;

import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The routers of a surface by the templates of their paths, so that a request costs the same however many paths there
 * are. Vert.x itself tries the regular expressions of all routes in turn. As OpenAPI has it, a concrete segment goes
 * before a templated one.
 */
final class PathTree {

    private final Map<String, PathTree> concrete = new HashMap<>();
    private PathTree templated;
    private Router here;
    private Router below;

    /** Serves one path with the router. */
    void put(String template, Router router) {
        at(template).here = router;
    }

    /** Serves a path and everything below it with the router. */
    void putAll(String template, Router router) {
        at(template).below = router;
    }

    private PathTree at(String template) {
        var node = this;
        for (var segment : segments(template)) {
            node = node.next(segment);
        }
        return node;
    }

    private PathTree next(String segment) {
        if (!segment.startsWith("{")) {
            return concrete.computeIfAbsent(segment, absent -> new PathTree());
        }
        if (templated == null) {
            templated = new PathTree();
        }
        return templated;
    }

    /** The router whose template fits the normalized path of a request. A slash at the end makes no difference. */
    Optional<Router> find(String path) {
        return Optional.ofNullable(find(segments(path), 0));
    }

    private Router find(String[] segments, int depth) {
        if (depth == segments.length) {
            return here == null ? below : here;
        }
        var named = concrete.get(segments[depth]);
        var found = named == null ? null : named.find(segments, depth + 1);
        if (found == null && templated != null && !segments[depth].isEmpty()) {
            found = templated.find(segments, depth + 1);
        }
        return found == null ? below : found;
    }

    private static String[] segments(String path) {
        var end = path.endsWith("/") ? path.length() - 1 : path.length();
        return end <= 1 ? new String[0] : path.substring(1, end).split("/", -1);
    }
}
