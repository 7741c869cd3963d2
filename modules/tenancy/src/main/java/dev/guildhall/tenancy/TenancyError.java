package dev.guildhall.tenancy;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with workspaces. */
public enum TenancyError implements ErrorCode {
    KEY_EXISTS("WORKSPACE.KEY_EXISTS", ErrorKind.CONFLICT),
    ALREADY_OWNS_WORKSPACE("WORKSPACE.ALREADY_OWNS_WORKSPACE", ErrorKind.CONFLICT),
    PLAN_NOT_ALLOWED("WORKSPACE.PLAN_NOT_ALLOWED", ErrorKind.FORBIDDEN),
    ORGANIZATION_NOT_FOUND("ORGANIZATION.NOT_FOUND", ErrorKind.NOT_FOUND);

    private final String code;
    private final ErrorKind kind;

    TenancyError(String code, ErrorKind kind) {
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
