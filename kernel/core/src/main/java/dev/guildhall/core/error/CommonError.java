package dev.guildhall.core.error;

/** The failures every part of the product shares. */
public final class CommonError {

    public static final ErrorCode REQUEST_INVALID = new ErrorCode("REQUEST.INVALID", ErrorKind.INVALID);
    public static final ErrorCode AUTH_REQUIRED = new ErrorCode("AUTH.REQUIRED", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_TOKEN_INVALID = new ErrorCode("AUTH.TOKEN_INVALID", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_CROSS_SITE = new ErrorCode("AUTH.CROSS_SITE", ErrorKind.FORBIDDEN);
    /** Of who has signed in, but not lately or not by enough for what they want to do (RFC 9470). */
    public static final ErrorCode AUTH_STEP_UP_REQUIRED =
            new ErrorCode("AUTH.STEP_UP_REQUIRED", ErrorKind.UNAUTHENTICATED);

    public static final ErrorCode AUTH_SECOND_FACTOR_REQUIRED =
            new ErrorCode("AUTH.SECOND_FACTOR_REQUIRED", ErrorKind.FORBIDDEN);
    public static final ErrorCode ACCESS_DENIED = new ErrorCode("ACCESS.DENIED", ErrorKind.FORBIDDEN);
    public static final ErrorCode ORGANIZATION_NOT_FOUND = new ErrorCode("ORGANIZATION.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode ORGANIZATION_SUSPENDED = new ErrorCode("ORGANIZATION.SUSPENDED", ErrorKind.FORBIDDEN);
    public static final ErrorCode WORKSPACE_NOT_FOUND = new ErrorCode("WORKSPACE.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode NOT_FOUND = new ErrorCode("RESOURCE.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode METHOD_NOT_ALLOWED =
            new ErrorCode("REQUEST.METHOD_NOT_ALLOWED", ErrorKind.METHOD_NOT_ALLOWED);
    public static final ErrorCode CONFLICT = new ErrorCode("RESOURCE.CONFLICT", ErrorKind.CONFLICT);
    public static final ErrorCode PRECONDITION_FAILED =
            new ErrorCode("REQUEST.PRECONDITION_FAILED", ErrorKind.PRECONDITION_FAILED);
    public static final ErrorCode IDEMPOTENCY_KEY_REUSED =
            new ErrorCode("REQUEST.IDEMPOTENCY_KEY_REUSED", ErrorKind.CONFLICT);
    public static final ErrorCode IDEMPOTENCY_ANSWER_LOST =
            new ErrorCode("REQUEST.IDEMPOTENCY_ANSWER_LOST", ErrorKind.CONFLICT);
    public static final ErrorCode REQUEST_TIMEOUT = new ErrorCode("REQUEST.TIMEOUT", ErrorKind.TOO_SLOW);
    public static final ErrorCode REQUEST_TOO_LARGE = new ErrorCode("REQUEST.TOO_LARGE", ErrorKind.TOO_LARGE);
    public static final ErrorCode HEADERS_TOO_LARGE =
            new ErrorCode("REQUEST.HEADERS_TOO_LARGE", ErrorKind.HEADERS_TOO_LARGE);
    public static final ErrorCode UNSUPPORTED_MEDIA_TYPE =
            new ErrorCode("REQUEST.UNSUPPORTED_MEDIA_TYPE", ErrorKind.UNSUPPORTED_MEDIA_TYPE);
    public static final ErrorCode RATE_LIMITED = new ErrorCode("REQUEST.RATE_LIMITED", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode SECRET_ROTATED_TOO_OFTEN =
            new ErrorCode("SECRET.ROTATED_TOO_OFTEN", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode URL_NOT_ALLOWED = new ErrorCode("URL.NOT_ALLOWED", ErrorKind.INVALID);
    public static final ErrorCode UNAVAILABLE = new ErrorCode("SERVICE.UNAVAILABLE", ErrorKind.UNAVAILABLE);
    public static final ErrorCode INTERNAL = new ErrorCode("SERVICE.INTERNAL", ErrorKind.INTERNAL);

    private CommonError() {}

    /** What is told of a workspace that is not there, and in the same words of one that somebody must not know of. */
    public static Problem workspaceNotFound() {
        return WORKSPACE_NOT_FOUND.because("There is no such workspace, or you have no access to it.");
    }
}
