package dev.guildhall.identity;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with accounts and signing in. */
public final class IdentityError {

    public static final ErrorCode AUTH_BAD_CREDENTIALS =
            new ErrorCode("AUTH.BAD_CREDENTIALS", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_TOKEN_REUSED = new ErrorCode("AUTH.TOKEN_REUSED", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_SESSION_NOT_FOUND = new ErrorCode("AUTH.SESSION_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode AUTH_TOO_MANY_ATTEMPTS =
            new ErrorCode("AUTH.TOO_MANY_ATTEMPTS", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode TOKEN_NOT_FOUND = new ErrorCode("TOKEN.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode TOKEN_LIMIT_REACHED = new ErrorCode("TOKEN.LIMIT_REACHED", ErrorKind.CONFLICT);
    public static final ErrorCode USER_NOT_FOUND = new ErrorCode("USER.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode USER_EMAIL_EXISTS = new ErrorCode("USER.EMAIL_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode USER_EXTERNAL_ID_EXISTS =
            new ErrorCode("USER.EXTERNAL_ID_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode USER_OWNS_WORKSPACES = new ErrorCode("USER.OWNS_WORKSPACES", ErrorKind.CONFLICT);
    public static final ErrorCode USER_NOT_A_MEMBER = new ErrorCode("USER.NOT_A_MEMBER", ErrorKind.CONFLICT);
    public static final ErrorCode USER_LAST_ADMIN = new ErrorCode("USER.LAST_ADMIN", ErrorKind.CONFLICT);

    public static final ErrorCode SSO_NOT_CONFIGURED = new ErrorCode("SSO.NOT_CONFIGURED", ErrorKind.NOT_FOUND);

    private IdentityError() {}
}
