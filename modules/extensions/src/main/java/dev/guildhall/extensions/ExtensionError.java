package dev.guildhall.extensions;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with extensions. */
public final class ExtensionError {

    public static final ErrorCode NOT_FOUND = new ErrorCode("EXTENSION.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode VERSION_NOT_FOUND = new ErrorCode("EXTENSION.VERSION_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode VERSION_EXISTS = new ErrorCode("EXTENSION.VERSION_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode VERSION_YANKED = new ErrorCode("EXTENSION.VERSION_YANKED", ErrorKind.CONFLICT);
    public static final ErrorCode SIGNATURE_INVALID = new ErrorCode("EXTENSION.SIGNATURE_INVALID", ErrorKind.INVALID);
    public static final ErrorCode SIGNATURE_REQUIRED = new ErrorCode("EXTENSION.SIGNATURE_REQUIRED", ErrorKind.INVALID);
    public static final ErrorCode MIGRATION_INVALID = new ErrorCode("EXTENSION.MIGRATION_INVALID", ErrorKind.INVALID);
    public static final ErrorCode KEY_EXISTS = new ErrorCode("EXTENSION.KEY_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode KEY_NOT_FOUND = new ErrorCode("EXTENSION.KEY_NOT_FOUND", ErrorKind.NOT_FOUND);

    public static final ErrorCode NOT_INSTALLED = new ErrorCode("EXTENSION.NOT_INSTALLED", ErrorKind.NOT_FOUND);
    public static final ErrorCode ALREADY_INSTALLED = new ErrorCode("EXTENSION.ALREADY_INSTALLED", ErrorKind.CONFLICT);
    public static final ErrorCode REQUIREMENT_MISSING =
            new ErrorCode("EXTENSION.REQUIREMENT_MISSING", ErrorKind.CONFLICT);
    public static final ErrorCode REQUIREMENT_CONFLICT =
            new ErrorCode("EXTENSION.REQUIREMENT_CONFLICT", ErrorKind.CONFLICT);
    public static final ErrorCode REQUIRED_BY = new ErrorCode("EXTENSION.REQUIRED_BY", ErrorKind.CONFLICT);
    public static final ErrorCode CONSENT_REQUIRED = new ErrorCode("EXTENSION.CONSENT_REQUIRED", ErrorKind.CONFLICT);
    public static final ErrorCode GRANT_NOT_HELD = new ErrorCode("EXTENSION.GRANT_NOT_HELD", ErrorKind.FORBIDDEN);
    public static final ErrorCode PLAN_CHANGED = new ErrorCode("EXTENSION.PLAN_CHANGED", ErrorKind.CONFLICT);
    public static final ErrorCode MIGRATION_FAILED = new ErrorCode("EXTENSION.MIGRATION_FAILED", ErrorKind.CONFLICT);
    public static final ErrorCode VERSION_NOT_NEWER = new ErrorCode("EXTENSION.VERSION_NOT_NEWER", ErrorKind.CONFLICT);
    public static final ErrorCode START_FAILED = new ErrorCode("EXTENSION.START_FAILED", ErrorKind.CONFLICT);
    public static final ErrorCode UNHEALTHY = new ErrorCode("EXTENSION.UNHEALTHY", ErrorKind.CONFLICT);
    public static final ErrorCode NOTHING_KEPT = new ErrorCode("EXTENSION.NOTHING_KEPT", ErrorKind.CONFLICT);
    public static final ErrorCode DATA_INCOMPATIBLE = new ErrorCode("EXTENSION.DATA_INCOMPATIBLE", ErrorKind.CONFLICT);

    public static final ErrorCode NOT_GRANTED = new ErrorCode("EXTENSION.NOT_GRANTED", ErrorKind.FORBIDDEN);
    public static final ErrorCode DISABLED = new ErrorCode("EXTENSION.DISABLED", ErrorKind.FORBIDDEN);
    public static final ErrorCode FAILED = new ErrorCode("EXTENSION.FAILED", ErrorKind.UNAVAILABLE);
    public static final ErrorCode ROUTE_FAILED = new ErrorCode("EXTENSION.ROUTE_FAILED", ErrorKind.UPSTREAM_FAILED);
    public static final ErrorCode ROUTE_TIMEOUT = new ErrorCode("EXTENSION.ROUTE_TIMEOUT", ErrorKind.TIMEOUT);
    public static final ErrorCode QUOTA_EXCEEDED =
            new ErrorCode("EXTENSION.QUOTA_EXCEEDED", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode OVERLOADED = new ErrorCode("EXTENSION.OVERLOADED", ErrorKind.UNAVAILABLE);
    public static final ErrorCode NO_SERVICE = new ErrorCode("EXTENSION.NO_SERVICE", ErrorKind.CONFLICT);

    public static final ErrorCode JOB_NOT_FOUND = new ErrorCode("EXTENSION.JOB_NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode JOB_RUNNING = new ErrorCode("EXTENSION.JOB_RUNNING", ErrorKind.CONFLICT);

    private ExtensionError() {}
}
