package dev.guildhall.scim.internal;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong by the words of RFC 7644, section 3.12. */
public final class ScimError {

    public static final ErrorCode INVALID_FILTER = new ErrorCode("SCIM.INVALID_FILTER", ErrorKind.INVALID);
    public static final ErrorCode INVALID_SYNTAX = new ErrorCode("SCIM.INVALID_SYNTAX", ErrorKind.INVALID);
    public static final ErrorCode INVALID_PATH = new ErrorCode("SCIM.INVALID_PATH", ErrorKind.INVALID);
    public static final ErrorCode NO_TARGET = new ErrorCode("SCIM.NO_TARGET", ErrorKind.INVALID);
    public static final ErrorCode INVALID_VALUE = new ErrorCode("SCIM.INVALID_VALUE", ErrorKind.INVALID);
    public static final ErrorCode MUTABILITY = new ErrorCode("SCIM.MUTABILITY", ErrorKind.INVALID);
    public static final ErrorCode TOO_MANY = new ErrorCode("SCIM.TOO_MANY", ErrorKind.INVALID);
    public static final ErrorCode UNIQUENESS = new ErrorCode("SCIM.UNIQUENESS", ErrorKind.CONFLICT);
    public static final ErrorCode NOT_FOUND = new ErrorCode("SCIM.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode CONNECTION_NOT_FOUND =
            new ErrorCode("SCIM.CONNECTION_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode CONNECTION_LIMIT_REACHED =
            new ErrorCode("SCIM.CONNECTION_LIMIT_REACHED", ErrorKind.CONFLICT);

    private ScimError() {}
}
