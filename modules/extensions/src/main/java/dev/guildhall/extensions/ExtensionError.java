package dev.guildhall.extensions;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with extensions. */
public enum ExtensionError implements ErrorCode {
    NOT_FOUND("EXTENSION.NOT_FOUND", ErrorKind.NOT_FOUND),
    VERSION_NOT_FOUND("EXTENSION.VERSION_NOT_FOUND", ErrorKind.NOT_FOUND),
    VERSION_EXISTS("EXTENSION.VERSION_EXISTS", ErrorKind.CONFLICT),
    VERSION_YANKED("EXTENSION.VERSION_YANKED", ErrorKind.CONFLICT),
    SIGNATURE_INVALID("EXTENSION.SIGNATURE_INVALID", ErrorKind.INVALID),
    SIGNATURE_REQUIRED("EXTENSION.SIGNATURE_REQUIRED", ErrorKind.INVALID),
    RUNTIME_UNSUPPORTED("EXTENSION.RUNTIME_UNSUPPORTED", ErrorKind.INVALID),

    NOT_INSTALLED("EXTENSION.NOT_INSTALLED", ErrorKind.NOT_FOUND),
    ALREADY_INSTALLED("EXTENSION.ALREADY_INSTALLED", ErrorKind.CONFLICT),
    REQUIREMENT_MISSING("EXTENSION.REQUIREMENT_MISSING", ErrorKind.CONFLICT),
    REQUIRED_BY("EXTENSION.REQUIRED_BY", ErrorKind.CONFLICT),
    CONSENT_REQUIRED("EXTENSION.CONSENT_REQUIRED", ErrorKind.CONFLICT),
    GRANT_NOT_HELD("EXTENSION.GRANT_NOT_HELD", ErrorKind.FORBIDDEN),
    PLAN_CHANGED("EXTENSION.PLAN_CHANGED", ErrorKind.CONFLICT),
    MIGRATION_FAILED("EXTENSION.MIGRATION_FAILED", ErrorKind.CONFLICT),
    DATA_INCOMPATIBLE("EXTENSION.DATA_INCOMPATIBLE", ErrorKind.CONFLICT),

    NOT_GRANTED("EXTENSION.NOT_GRANTED", ErrorKind.FORBIDDEN),
    DISABLED("EXTENSION.DISABLED", ErrorKind.FORBIDDEN),
    FAILED("EXTENSION.FAILED", ErrorKind.UNAVAILABLE),
    ROUTE_FAILED("EXTENSION.ROUTE_FAILED", ErrorKind.UPSTREAM_FAILED),
    ROUTE_TIMEOUT("EXTENSION.ROUTE_TIMEOUT", ErrorKind.TIMEOUT),
    OVERLOADED("EXTENSION.OVERLOADED", ErrorKind.UNAVAILABLE);

    private final String code;
    private final ErrorKind kind;

    ExtensionError(String code, ErrorKind kind) {
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
