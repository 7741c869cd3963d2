package dev.guildhall.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An expected failure with a stable code. An extension fails a call with it to tell the caller what is wrong; the
 * futures of a {@link WorkspaceContext} fail with it to tell the extension.
 *
 * <p>The code is for programs: upper-case words with dots between, begun with the extension's own name, such as
 * {@code DIRECTORY.EMAIL_EXISTS}, and never changed once released. Callers see a code that begins otherwise with that
 * name before it, as in {@code NOTIFIER.DIRECTORY.EMAIL_EXISTS}: they know by it whose refusal an extension passes on, and
 * take none for the platform's. The message is for people; callers see it.
 */
public final class ExtensionException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*(\\.[A-Z][A-Z0-9_]*)*");

    /** What sort of failure it is. The HTTP status of an answer follows from it. It may grow: switch with a default. */
    public enum Kind {
        /** The input is wrong (400). */
        INVALID,
        /** The caller may not do this (403). */
        FORBIDDEN,
        /** What the call is about does not exist (404). */
        NOT_FOUND,
        /** It does not fit the present state, for example it exists already (409). */
        CONFLICT,
        /** It failed for a reason that is not the caller's (502). */
        FAILED,
        /** It cannot be done now; trying again later may help (503). */
        UNAVAILABLE,
        /** It took too long; whether it had an effect is unknown (504). */
        TIMEOUT
    }

    /** What is wrong with one field. */
    public static final class Field {

        private final String path;
        private final String reason;

        private Field(String path, String reason) {
            this.path = path;
            this.reason = reason;
        }

        /** Dotted, from the call's input, such as {@code address.city}; empty for the whole. */
        public String path() {
            return path;
        }

        /** For people. */
        public String reason() {
            return reason;
        }
    }

    private final Kind kind;
    private final String code;
    private final transient List<Field> fields;
    private final transient Duration retryAfter;

    public ExtensionException(Kind kind, String code, String message) {
        this(kind, code, message, null);
    }

    /** The cause is logged by the host and never shown to the caller. */
    public ExtensionException(Kind kind, String code, String message, Throwable cause) {
        this(kind, code, message, cause, List.of(), null);
    }

    private ExtensionException(
            Kind kind, String code, String message, Throwable cause, List<Field> fields, Duration retryAfter) {
        super(message, cause);
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "A code is upper-case words with dots between, like DIRECTORY.EMAIL_EXISTS, not " + code);
        }
        this.kind = kind;
        this.code = code;
        this.fields = List.copyOf(fields);
        this.retryAfter = retryAfter;
    }

    public static ExtensionException invalid(String code, String message) {
        return new ExtensionException(Kind.INVALID, code, message);
    }

    public static ExtensionException notFound(String code, String message) {
        return new ExtensionException(Kind.NOT_FOUND, code, message);
    }

    public static ExtensionException conflict(String code, String message) {
        return new ExtensionException(Kind.CONFLICT, code, message);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** The fields at fault; empty when none is. A caller sees them beside the message. */
    public List<Field> fields() {
        return fields;
    }

    /** When it may be worth to try again; null when that is not known. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The same, naming one more field at fault. */
    public ExtensionException withField(String path, String reason) {
        var more = new ArrayList<>(fields);
        more.add(new Field(path, reason));
        return copy(more, retryAfter);
    }

    /** The same, saying when to try again. */
    public ExtensionException withRetryAfter(Duration wait) {
        return copy(fields, wait);
    }

    private ExtensionException copy(List<Field> otherFields, Duration otherWait) {
        var copy = new ExtensionException(kind, code, getMessage(), getCause(), otherFields, otherWait);
        copy.setStackTrace(getStackTrace());
        return copy;
    }
}
