package dev.guildhall.tenancy;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with workspaces. */
public final class TenancyError {

    public static final ErrorCode KEY_EXISTS = new ErrorCode("WORKSPACE.KEY_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode ALREADY_OWNS_WORKSPACE =
            new ErrorCode("WORKSPACE.ALREADY_OWNS_WORKSPACE", ErrorKind.CONFLICT);
    public static final ErrorCode PLAN_NOT_ALLOWED = new ErrorCode("WORKSPACE.PLAN_NOT_ALLOWED", ErrorKind.FORBIDDEN);
    public static final ErrorCode ORGANIZATION_NOT_FOUND = new ErrorCode("ORGANIZATION.NOT_FOUND", ErrorKind.NOT_FOUND);

    private TenancyError() {}
}
