package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with portals and what they send. */
final class PortalError {

    static final ErrorCode ACCESS_CODE_INVALID = new ErrorCode("PORTAL.ACCESS_CODE_INVALID", ErrorKind.FORBIDDEN);
    static final ErrorCode NOT_FOUND = new ErrorCode("PORTAL.NOT_FOUND", ErrorKind.NOT_FOUND);
    static final ErrorCode NAME_EXISTS = new ErrorCode("PORTAL.NAME_EXISTS", ErrorKind.CONFLICT);
    static final ErrorCode SECURE_CHANNEL_REQUIRED =
            new ErrorCode("PORTAL.SECURE_CHANNEL_REQUIRED", ErrorKind.FORBIDDEN);
    static final ErrorCode SECURE_CHANNEL_INVALID = new ErrorCode("PORTAL.SECURE_CHANNEL_INVALID", ErrorKind.INVALID);
    static final ErrorCode SECURE_CHANNEL_REPEATED =
            new ErrorCode("PORTAL.SECURE_CHANNEL_REPEATED", ErrorKind.CONFLICT);

    private PortalError() {}
}
