package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with portals and what they send. */
enum PortalError implements ErrorCode {
    ACCESS_CODE_INVALID("PORTAL.ACCESS_CODE_INVALID", ErrorKind.FORBIDDEN),
    NOT_FOUND("PORTAL.NOT_FOUND", ErrorKind.NOT_FOUND),
    NAME_EXISTS("PORTAL.NAME_EXISTS", ErrorKind.CONFLICT),
    SECURE_CHANNEL_REQUIRED("PORTAL.SECURE_CHANNEL_REQUIRED", ErrorKind.FORBIDDEN),
    SECURE_CHANNEL_INVALID("PORTAL.SECURE_CHANNEL_INVALID", ErrorKind.INVALID),
    SECURE_CHANNEL_REPEATED("PORTAL.SECURE_CHANNEL_REPEATED", ErrorKind.CONFLICT);

    private final String code;
    private final ErrorKind kind;

    PortalError(String code, ErrorKind kind) {
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
