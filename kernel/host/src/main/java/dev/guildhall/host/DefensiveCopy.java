package dev.guildhall.host;

import dev.guildhall.core.error.OutOfMemory;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Health;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.RouteResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Copies of what an extension hands to the host. They share nothing with the original, so the extension cannot change
 * them afterwards, and nothing of its classes stays behind in the host.
 */
final class DefensiveCopy {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8000}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]");
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 8;
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_PARAMETER = 16 * 1024 * 1024;
    static final int MAX_BODY = 8 * 1024 * 1024;
    private static final int MAX_HEADERS = 64 * 1024;

    private DefensiveCopy() {}

    /** There is more than may be copied. */
    static final class TooLargeException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        TooLargeException(int limit) {
            super("larger than " + limit + " bytes");
        }
    }

    /**
     * Throws an {@link IllegalArgumentException} when the object holds something that is not JSON, and a
     * {@link TooLargeException} when its text would be longer than the limit.
     */
    static JsonObject of(JsonObject json, int limit) {
        if (json == null) {
            throw new IllegalArgumentException("null instead of a JSON object");
        }
        return new JsonCopy(limit).object(json.getMap(), 0);
    }

    interface Use<T> {
        Future<T> of(JsonObject copy);
    }

    static <T> Future<T> detached(JsonObject json, int limit, String tooLarge, Use<T> use) {
        JsonObject copy;
        try {
            copy = json == null ? new JsonObject() : DefensiveCopy.of(json, limit);
        } catch (TooLargeException refused) {
            return Future.failedFuture(ExtensionException.invalid(tooLarge, "It is " + refused.getMessage() + "."));
        } catch (IllegalArgumentException notJson) {
            return Future.failedFuture(notJson);
        }
        return use.of(copy);
    }

    static Buffer of(Buffer buffer) {
        return buffer == null ? Buffer.buffer() : Buffer.buffer(buffer.getBytes());
    }

    /** Throws an {@link IllegalArgumentException} when the response cannot be sent. */
    static RouteResponse of(RouteResponse response) {
        if (response == null) {
            throw new IllegalArgumentException("null instead of a response");
        }
        if (response.status() < 200 || response.status() > 599) {
            throw new IllegalArgumentException("a status of " + response.status());
        }
        if (response.body() != null && response.body().length() > MAX_BODY) {
            throw new TooLargeException(MAX_BODY);
        }
        requireSendable(response.headers());
        // Of an answer only the body can change.
        return response.withBody(of(response.body()));
    }

    static OutboundRequest of(OutboundRequest request) {
        return request.body() == null ? request : request.withBody(of(request.body()));
    }

    private static void requireSendable(Map<String, List<String>> headers) {
        var size = 0;
        for (var header : headers.entrySet()) {
            for (var value : header.getValue()) {
                size += header.getKey().length() + value.length();
                if (size > MAX_HEADERS) {
                    throw new TooLargeException(MAX_HEADERS);
                }
                if (!HEADER_NAME.matcher(header.getKey()).matches()
                        || !HEADER_VALUE.matcher(value).matches()) {
                    throw new IllegalArgumentException("a malformed header " + header.getKey());
                }
            }
        }
    }

    static Health of(Health health) {
        if (health == null) {
            throw new IllegalArgumentException("null instead of its health");
        }
        return health.status() == Health.Status.UP ? Health.up() : Health.down(text(health.reason()));
    }

    /** A parameter of an SQL statement; throws an {@link IllegalArgumentException} for a type that cannot be one. */
    static Object parameter(Object value) {
        if (value instanceof Buffer buffer) {
            return of(buffer);
        }
        if (value instanceof byte[] bytes) {
            return Buffer.buffer(bytes.clone());
        }
        if (value instanceof List<?> list) {
            var items = new ArrayList<Object>(list.size());
            list.forEach(item -> items.add(parameter(item)));
            return items;
        }
        return value instanceof Instant || value instanceof LocalDate || value instanceof UUID
                ? value
                : new JsonCopy(MAX_PARAMETER).json(value, 0);
    }

    /** A throwable with the same text, stack trace and causes. */
    static Throwable of(Throwable thrown) {
        return of(thrown, 0);
    }

    private static Throwable of(Throwable thrown, int depth) {
        if (thrown == null || depth == MAX_CAUSES) {
            return null;
        }
        try {
            var copy = new Thrown(describe(thrown), of(thrown.getCause(), depth + 1));
            copy.setStackTrace(thrown.getStackTrace());
            return copy;
        } catch (Throwable hostile) {
            OutOfMemory.endIf(hostile);
            return new Thrown(thrown.getClass().getName(), null);
        }
    }

    /** The class and the message of a throwable, whose own methods may fail as well. */
    static String describe(Throwable thrown) {
        OutOfMemory.endIf(thrown);
        try {
            var message = thrown.getMessage();
            return text(
                    message == null
                            ? thrown.getClass().getName()
                            : thrown.getClass().getName() + ": " + message);
        } catch (Throwable hostile) {
            OutOfMemory.endIf(hostile);
            return thrown.getClass().getName();
        }
    }

    /** What an extension says, short enough and without what could not be stored, sent or shown on a terminal. */
    static String text(String said) {
        var text = said.length() > MAX_MESSAGE ? said.substring(0, MAX_MESSAGE) + "…" : said;
        return UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
    }

    /** What was thrown with the first lines of where, for people. */
    static String trace(Throwable copy) {
        var trace = new StringBuilder();
        for (var cause = copy; cause != null; cause = cause.getCause()) {
            trace.append(trace.isEmpty() ? "" : "\ncaused by ").append(cause);
            Arrays.stream(cause.getStackTrace())
                    .limit(MAX_FRAMES)
                    .forEach(frame -> trace.append("\n  at ").append(frame));
        }
        return text(trace.toString());
    }

    private static final class Thrown extends Exception {

        private static final long serialVersionUID = 1L;

        Thrown(String description, Throwable cause) {
            super(description, cause);
        }

        // the JVM's own record of the stack would hold on to the extension's classes
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
