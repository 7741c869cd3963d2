package dev.guildhall.capabilities;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with capabilities. */
public final class CapabilityError {

    public static final ErrorCode NOT_FOUND = new ErrorCode("CAPABILITY.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode UNBOUND = new ErrorCode("CAPABILITY.UNBOUND", ErrorKind.CONFLICT);
    public static final ErrorCode NO_CANDIDATE = new ErrorCode("CAPABILITY.NO_CANDIDATE", ErrorKind.INVALID);
    public static final ErrorCode REQUIRED_BY = new ErrorCode("CAPABILITY.REQUIRED_BY", ErrorKind.CONFLICT);
    public static final ErrorCode PROVIDED_BY_EXTENSION =
            new ErrorCode("CAPABILITY.PROVIDED_BY_EXTENSION", ErrorKind.CONFLICT);
    public static final ErrorCode TOO_MANY = new ErrorCode("CAPABILITY.TOO_MANY", ErrorKind.CONFLICT);
    public static final ErrorCode TIMEOUT = new ErrorCode("CAPABILITY.TIMEOUT", ErrorKind.TIMEOUT);
    public static final ErrorCode RESULT_TOO_LARGE =
            new ErrorCode("CAPABILITY.RESULT_TOO_LARGE", ErrorKind.UPSTREAM_FAILED);
    public static final ErrorCode FAILED = new ErrorCode("CAPABILITY.FAILED", ErrorKind.UPSTREAM_FAILED);
    public static final ErrorCode OVERLOADED = new ErrorCode("CAPABILITY.OVERLOADED", ErrorKind.UNAVAILABLE);

    private CapabilityError() {}
}
