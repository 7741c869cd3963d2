package dev.guildhall.core.error;

/** What sort of failure an error is; the HTTP status follows from it in one place, {@link #status()}. */
public enum ErrorKind {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    TOO_SLOW(408),
    CONFLICT(409),
    GONE(410),
    PRECONDITION_FAILED(412),
    TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    HEADERS_TOO_LARGE(431),
    TOO_MANY_REQUESTS(429),
    INTERNAL(500),
    UPSTREAM_FAILED(502),
    UNAVAILABLE(503),
    TIMEOUT(504);

    private final int status;

    ErrorKind(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
