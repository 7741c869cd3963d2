package dev.guildhall.identity;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with accounts and signing in. */
public enum IdentityError implements ErrorCode {
    AUTH_BAD_CREDENTIALS("AUTH.BAD_CREDENTIALS", ErrorKind.UNAUTHENTICATED),
    AUTH_TOKEN_REUSED("AUTH.TOKEN_REUSED", ErrorKind.UNAUTHENTICATED),
    AUTH_TOO_MANY_ATTEMPTS("AUTH.TOO_MANY_ATTEMPTS", ErrorKind.TOO_MANY_REQUESTS),
    USER_NOT_FOUND("USER.NOT_FOUND", ErrorKind.NOT_FOUND),
    USER_EMAIL_EXISTS("USER.EMAIL_EXISTS", ErrorKind.CONFLICT),
    USER_OWNS_WORKSPACES("USER.OWNS_WORKSPACES", ErrorKind.CONFLICT),
    USER_NOT_A_MEMBER("USER.NOT_A_MEMBER", ErrorKind.CONFLICT),
    USER_LAST_ADMIN("USER.LAST_ADMIN", ErrorKind.CONFLICT);

    private final String code;
    private final ErrorKind kind;

    IdentityError(String code, ErrorKind kind) {
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
