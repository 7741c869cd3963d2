package dev.guildhall.host;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteHandler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The routes of one installation. */
final class RouteTable {

    private static final int MAX_ROUTES = 200;
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]{1,100}");
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]{0,39})}");

    /** In the order in which they are tried: at the first segment that differs in kind, the literal one goes first. */
    private final List<Route> routes = new ArrayList<>();

    private record Route(
            HttpVerb method, String template, List<String> segments, String permission, RouteHandler handler) {

        /** What the route matches, whatever its parameters are called; it sorts literals before parameters. */
        String shape() {
            var shape = new StringBuilder(method.name());
            segments.forEach(segment -> shape.append('/').append(isParameter(segment) ? "\uffff" : segment));
            return shape.toString();
        }

        Optional<Map<String, String>> match(List<String> path) {
            if (path.size() != segments.size()) {
                return Optional.empty();
            }
            var parameters = new LinkedHashMap<String, String>();
            for (var index = 0; index < path.size(); index++) {
                var segment = segments.get(index);
                var value = path.get(index);
                if (isParameter(segment) && !value.isEmpty()) {
                    parameters.put(segment.substring(1, segment.length() - 1), value);
                } else if (!segment.equals(value)) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        }
    }

    /** Throws an {@link IllegalArgumentException} when the path is malformed or serves what another route serves. */
    void add(HttpVerb method, String template, String permission, RouteHandler handler) {
        var route = new Route(method, template, segmentsOf(template), permission, handler);
        if (routes.size() == MAX_ROUTES) {
            throw new IllegalArgumentException("There are more than " + MAX_ROUTES + " routes");
        }
        if (routes.stream().anyMatch(other -> other.shape().equals(route.shape()))) {
            throw new IllegalArgumentException("Two routes serve " + method + " " + template);
        }
        routes.add(route);
        routes.sort(Comparator.comparing(Route::shape));
    }

    /** The route for a request; {@code path} as in the URL, not decoded. */
    Optional<RouteMatch> find(HttpVerb method, String path) {
        var decoded = decode(path);
        for (var route : routes) {
            var parameters = route.method() == method ? route.match(decoded) : Optional.<Map<String, String>>empty();
            if (parameters.isPresent()) {
                return Optional.of(
                        new RouteMatch(route.template(), route.permission(), parameters.get(), route.handler()));
            }
        }
        return Optional.empty();
    }

    /** The methods with which there is something at this path. */
    Set<HttpVerb> methodsAt(String path) {
        var decoded = decode(path);
        var methods = EnumSet.noneOf(HttpVerb.class);
        routes.stream().filter(route -> route.match(decoded).isPresent()).forEach(route -> methods.add(route.method()));
        return methods;
    }

    private static List<String> segmentsOf(String template) {
        var segments = split(template);
        var names = new HashSet<String>();
        for (var segment : segments) {
            if (isParameter(segment)
                    ? !names.add(segment)
                    : !LITERAL.matcher(segment).matches()) {
                throw new IllegalArgumentException(
                        "A route's path is like /contacts/{id}, with each parameter once, not " + template);
            }
        }
        return segments;
    }

    private static List<String> split(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("A route's path begins with a slash, unlike " + path);
        }
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    private static List<String> decode(String path) {
        try {
            // a plus is a plus in a path
            return split(path).stream()
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw CommonError.REQUEST_INVALID.because("The path is malformed: " + malformed.getMessage());
        }
    }

    private static boolean isParameter(String segment) {
        return PARAMETER.matcher(segment).matches();
    }
}
