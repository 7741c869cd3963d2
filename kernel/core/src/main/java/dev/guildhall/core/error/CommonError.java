package dev.guildhall.core.error;

/** The failures every part of the product shares. */
public enum CommonError implements ErrorCode {
    REQUEST_INVALID("REQUEST.INVALID", ErrorKind.INVALID),
    AUTH_REQUIRED("AUTH.REQUIRED", ErrorKind.UNAUTHENTICATED),
    AUTH_TOKEN_INVALID("AUTH.TOKEN_INVALID", ErrorKind.UNAUTHENTICATED),
    AUTH_CROSS_SITE("AUTH.CROSS_SITE", ErrorKind.FORBIDDEN),
    ACCESS_DENIED("ACCESS.DENIED", ErrorKind.FORBIDDEN),
    WORKSPACE_NOT_FOUND("WORKSPACE.NOT_FOUND", ErrorKind.NOT_FOUND),
    NOT_FOUND("RESOURCE.NOT_FOUND", ErrorKind.NOT_FOUND),
    METHOD_NOT_ALLOWED("REQUEST.METHOD_NOT_ALLOWED", ErrorKind.METHOD_NOT_ALLOWED),
    CONFLICT("RESOURCE.CONFLICT", ErrorKind.CONFLICT),
    PRECONDITION_FAILED("REQUEST.PRECONDITION_FAILED", ErrorKind.PRECONDITION_FAILED),
    IDEMPOTENCY_KEY_REUSED("REQUEST.IDEMPOTENCY_KEY_REUSED", ErrorKind.CONFLICT),
    REQUEST_TOO_LARGE("REQUEST.TOO_LARGE", ErrorKind.TOO_LARGE),
    HEADERS_TOO_LARGE("REQUEST.HEADERS_TOO_LARGE", ErrorKind.HEADERS_TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE("REQUEST.UNSUPPORTED_MEDIA_TYPE", ErrorKind.UNSUPPORTED_MEDIA_TYPE),
    RATE_LIMITED("REQUEST.RATE_LIMITED", ErrorKind.TOO_MANY_REQUESTS),
    URL_NOT_ALLOWED("URL.NOT_ALLOWED", ErrorKind.INVALID),
    UNAVAILABLE("SERVICE.UNAVAILABLE", ErrorKind.UNAVAILABLE),
    INTERNAL("SERVICE.INTERNAL", ErrorKind.INTERNAL);

    private final String code;
    private final ErrorKind kind;

    CommonError(String code, ErrorKind kind) {
        this.code = code;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }
}
