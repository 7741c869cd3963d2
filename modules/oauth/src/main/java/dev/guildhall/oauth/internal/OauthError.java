package dev.guildhall.oauth.internal;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/**
 * What can go wrong: by the words of RFC 6749 and those that build on it, as the endpoints of the protocol tell it, and in
 * the management of applications.
 */
public final class OauthError {

    public static final ErrorCode INVALID_REQUEST = new ErrorCode("OAUTH.INVALID_REQUEST", ErrorKind.INVALID);
    public static final ErrorCode INVALID_CLIENT = new ErrorCode("OAUTH.INVALID_CLIENT", ErrorKind.UNAUTHENTICATED);
    public static final ErrorCode INVALID_GRANT = new ErrorCode("OAUTH.INVALID_GRANT", ErrorKind.INVALID);
    public static final ErrorCode UNAUTHORIZED_CLIENT = new ErrorCode("OAUTH.UNAUTHORIZED_CLIENT", ErrorKind.INVALID);
    public static final ErrorCode UNSUPPORTED_GRANT_TYPE =
            new ErrorCode("OAUTH.UNSUPPORTED_GRANT_TYPE", ErrorKind.INVALID);
    public static final ErrorCode INVALID_SCOPE = new ErrorCode("OAUTH.INVALID_SCOPE", ErrorKind.INVALID);
    public static final ErrorCode UNSUPPORTED_RESPONSE_TYPE =
            new ErrorCode("OAUTH.UNSUPPORTED_RESPONSE_TYPE", ErrorKind.INVALID);
    public static final ErrorCode REQUEST_NOT_SUPPORTED =
            new ErrorCode("OAUTH.REQUEST_NOT_SUPPORTED", ErrorKind.INVALID);
    public static final ErrorCode INVALID_TARGET = new ErrorCode("OAUTH.INVALID_TARGET", ErrorKind.INVALID);

    public static final ErrorCode AUTHORIZATION_PENDING =
            new ErrorCode("OAUTH.AUTHORIZATION_PENDING", ErrorKind.INVALID);
    public static final ErrorCode SLOW_DOWN = new ErrorCode("OAUTH.SLOW_DOWN", ErrorKind.INVALID);
    public static final ErrorCode EXPIRED_TOKEN = new ErrorCode("OAUTH.EXPIRED_TOKEN", ErrorKind.INVALID);
    public static final ErrorCode ACCESS_DENIED = new ErrorCode("OAUTH.ACCESS_DENIED", ErrorKind.INVALID);

    public static final ErrorCode INVALID_CLIENT_METADATA =
            new ErrorCode("OAUTH.INVALID_CLIENT_METADATA", ErrorKind.INVALID);
    public static final ErrorCode INVALID_REDIRECT_URI = new ErrorCode("OAUTH.INVALID_REDIRECT_URI", ErrorKind.INVALID);

    /** Of a request to authorize of which nobody can be told by a redirection. */
    public static final ErrorCode REQUEST_NOT_SOUND = new ErrorCode("OAUTH.REQUEST_NOT_SOUND", ErrorKind.INVALID);

    public static final ErrorCode CLIENT_NOT_FOUND = new ErrorCode("OAUTH.CLIENT_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode CLIENT_LIMIT_REACHED =
            new ErrorCode("OAUTH.CLIENT_LIMIT_REACHED", ErrorKind.CONFLICT);
    public static final ErrorCode CLIENT_IS_PUBLIC = new ErrorCode("OAUTH.CLIENT_IS_PUBLIC", ErrorKind.CONFLICT);
    public static final ErrorCode DEVICE_NOT_FOUND = new ErrorCode("OAUTH.DEVICE_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode CONSENT_NOT_FOUND = new ErrorCode("OAUTH.CONSENT_NOT_FOUND", ErrorKind.NOT_FOUND);

    private OauthError() {}
}
