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
    /** Of who has given the right password of an account with a second factor. */
    public static final ErrorCode AUTH_CODE_REQUIRED = new ErrorCode("AUTH.CODE_REQUIRED", ErrorKind.UNAUTHENTICATED);

    public static final ErrorCode AUTH_BAD_CODE = new ErrorCode("AUTH.BAD_CODE", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_BAD_PASSKEY = new ErrorCode("AUTH.BAD_PASSKEY", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_CHALLENGE_INVALID =
            new ErrorCode("AUTH.CHALLENGE_INVALID", ErrorKind.UNAUTHENTICATED);

    /** Of a link that was mailed to somebody. */
    public static final ErrorCode AUTH_LINK_INVALID = new ErrorCode("AUTH.LINK_INVALID", ErrorKind.INVALID);

    public static final ErrorCode FACTOR_EXISTS = new ErrorCode("FACTOR.EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode FACTOR_NOT_FOUND = new ErrorCode("FACTOR.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode FACTOR_LIMIT_REACHED = new ErrorCode("FACTOR.LIMIT_REACHED", ErrorKind.CONFLICT);
    public static final ErrorCode FACTOR_REQUIRED = new ErrorCode("FACTOR.REQUIRED", ErrorKind.CONFLICT);
    public static final ErrorCode TOKEN_NOT_FOUND = new ErrorCode("TOKEN.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode TOKEN_LIMIT_REACHED = new ErrorCode("TOKEN.LIMIT_REACHED", ErrorKind.CONFLICT);
    public static final ErrorCode USER_NOT_FOUND = new ErrorCode("USER.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode USER_EMAIL_EXISTS = new ErrorCode("USER.EMAIL_EXISTS", ErrorKind.CONFLICT);

    /** Of an address that an organization answers for. */
    public static final ErrorCode USER_EMAIL_MANAGED = new ErrorCode("USER.EMAIL_MANAGED", ErrorKind.CONFLICT);

    public static final ErrorCode USER_PASSWORD_NOT_ALLOWED =
            new ErrorCode("USER.PASSWORD_NOT_ALLOWED", ErrorKind.CONFLICT);
    public static final ErrorCode USER_EXTERNAL_ID_EXISTS =
            new ErrorCode("USER.EXTERNAL_ID_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode USER_OWNS_WORKSPACES = new ErrorCode("USER.OWNS_WORKSPACES", ErrorKind.CONFLICT);
    public static final ErrorCode USER_NOT_A_MEMBER = new ErrorCode("USER.NOT_A_MEMBER", ErrorKind.CONFLICT);
    public static final ErrorCode USER_LAST_ADMIN = new ErrorCode("USER.LAST_ADMIN", ErrorKind.CONFLICT);

    public static final ErrorCode SSO_NOT_CONFIGURED = new ErrorCode("SSO.NOT_CONFIGURED", ErrorKind.NOT_FOUND);

    public static final ErrorCode SSO_TEST_FAILED = new ErrorCode("SSO.TEST_FAILED", ErrorKind.CONFLICT);
    public static final ErrorCode SSO_IDENTITY_NOT_FOUND = new ErrorCode("SSO.IDENTITY_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode SSO_DOMAIN_NOT_FOUND = new ErrorCode("SSO.DOMAIN_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode SSO_DOMAIN_TAKEN = new ErrorCode("SSO.DOMAIN_TAKEN", ErrorKind.CONFLICT);
    public static final ErrorCode SSO_DOMAIN_LIMIT_REACHED =
            new ErrorCode("SSO.DOMAIN_LIMIT_REACHED", ErrorKind.CONFLICT);

    public static final ErrorCode AUTH_SSO_REQUIRED = new ErrorCode("AUTH.SSO_REQUIRED", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_NOT_OFFERED = new ErrorCode("AUTH.SSO_NOT_OFFERED", ErrorKind.NOT_FOUND);
    public static final ErrorCode AUTH_SSO_STATE_INVALID = new ErrorCode("AUTH.SSO_STATE_INVALID", ErrorKind.INVALID);
    public static final ErrorCode AUTH_SSO_DENIED = new ErrorCode("AUTH.SSO_DENIED", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_TOKEN_INVALID =
            new ErrorCode("AUTH.SSO_TOKEN_INVALID", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode AUTH_SSO_PROVIDER_FAILED =
            new ErrorCode("AUTH.SSO_PROVIDER_FAILED", ErrorKind.UPSTREAM_FAILED);

    /** Of who has signed in at their provider, and may not sign in here. */
    public static final ErrorCode AUTH_SSO_NOT_A_MEMBER = new ErrorCode("AUTH.SSO_NOT_A_MEMBER", ErrorKind.FORBIDDEN);

    public static final ErrorCode AUTH_SSO_ACCOUNT_CLOSED =
            new ErrorCode("AUTH.SSO_ACCOUNT_CLOSED", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_PLATFORM_ACCOUNT =
            new ErrorCode("AUTH.SSO_PLATFORM_ACCOUNT", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_EMAIL_NOT_PROVEN =
            new ErrorCode("AUTH.SSO_EMAIL_NOT_PROVEN", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_DOMAIN_NOT_PROVEN =
            new ErrorCode("AUTH.SSO_DOMAIN_NOT_PROVEN", ErrorKind.FORBIDDEN);
    public static final ErrorCode AUTH_SSO_LINKED_OTHERWISE =
            new ErrorCode("AUTH.SSO_LINKED_OTHERWISE", ErrorKind.FORBIDDEN);

    private IdentityError() {}
}
