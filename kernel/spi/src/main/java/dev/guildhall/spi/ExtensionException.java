package dev.guildhall.spi;

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

    /** What sort of failure it is. The HTTP status of an answer follows from it. */
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

    private final Kind kind;
    private final String code;

    public ExtensionException(Kind kind, String code, String message) {
        this(kind, code, message, null);
    }

    /** The cause is logged by the host and never shown to the caller. */
    public ExtensionException(Kind kind, String code, String message, Throwable cause) {
        super(message, cause);
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "A code is upper-case words with dots between, like DIRECTORY.EMAIL_EXISTS, not " + code);
        }
        this.kind = kind;
        this.code = code;
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
}
