package dev.guildhall.capabilities;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with capabilities. */
public enum CapabilityError implements ErrorCode {
    NOT_FOUND("CAPABILITY.NOT_FOUND", ErrorKind.NOT_FOUND),
    EXISTS("CAPABILITY.EXISTS", ErrorKind.CONFLICT),
    TIMEOUT("CAPABILITY.TIMEOUT", ErrorKind.TIMEOUT),
    RESULT_TOO_LARGE("CAPABILITY.RESULT_TOO_LARGE", ErrorKind.UPSTREAM_FAILED),
    FAILED("CAPABILITY.FAILED", ErrorKind.UPSTREAM_FAILED),
    OVERLOADED("CAPABILITY.OVERLOADED", ErrorKind.UNAVAILABLE);

    private final String code;
    private final ErrorKind kind;

    CapabilityError(String code, ErrorKind kind) {
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
