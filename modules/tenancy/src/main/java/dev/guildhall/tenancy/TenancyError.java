package dev.guildhall.tenancy;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with apps, organizations and workspaces. */
public final class TenancyError {

    public static final ErrorCode KEY_EXISTS = new ErrorCode("WORKSPACE.KEY_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode ALREADY_OWNS_WORKSPACE =
            new ErrorCode("WORKSPACE.ALREADY_OWNS_WORKSPACE", ErrorKind.CONFLICT);
    public static final ErrorCode PLAN_NOT_ALLOWED = new ErrorCode("WORKSPACE.PLAN_NOT_ALLOWED", ErrorKind.FORBIDDEN);

    public static final ErrorCode EXTERNAL_ID_EXISTS =
            new ErrorCode("WORKSPACE.EXTERNAL_ID_EXISTS", ErrorKind.CONFLICT);

    public static final ErrorCode SLUG_EXISTS = new ErrorCode("ORGANIZATION.SLUG_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode DOMAIN_EXISTS = new ErrorCode("ORGANIZATION.DOMAIN_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode ORGANIZATION_EXTERNAL_ID_EXISTS =
            new ErrorCode("ORGANIZATION.EXTERNAL_ID_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode NO_OWNER = new ErrorCode("ORGANIZATION.NO_OWNER", ErrorKind.CONFLICT);
    public static final ErrorCode APP_NOT_FOUND = new ErrorCode("APP.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode APP_NAME_EXISTS = new ErrorCode("APP.NAME_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode APP_HAS_ORGANIZATIONS = new ErrorCode("APP.HAS_ORGANIZATIONS", ErrorKind.CONFLICT);
    public static final ErrorCode APP_KEY_NOT_FOUND = new ErrorCode("APP.KEY_NOT_FOUND", ErrorKind.NOT_FOUND);

    private TenancyError() {}
}
