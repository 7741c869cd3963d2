package dev.guildhall.membership;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with members and roles. */
public final class MembershipError {

    public static final ErrorCode ROLE_NOT_FOUND = new ErrorCode("ROLE.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode ROLE_ESCALATION = new ErrorCode("ROLE.ESCALATION", ErrorKind.FORBIDDEN);
    public static final ErrorCode ROLE_BUILT_IN = new ErrorCode("ROLE.BUILT_IN", ErrorKind.CONFLICT);
    public static final ErrorCode ROLE_IN_USE = new ErrorCode("ROLE.IN_USE", ErrorKind.CONFLICT);
    public static final ErrorCode ROLE_NAME_EXISTS = new ErrorCode("WORKSPACE.ROLE_NAME_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode TOO_MANY_ROLES = new ErrorCode("ROLE.TOO_MANY", ErrorKind.CONFLICT);
    public static final ErrorCode USER_NOT_FOUND = new ErrorCode("USER.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode MEMBER_NOT_FOUND = new ErrorCode("MEMBER.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode MEMBER_EXTERNAL_ID_EXISTS =
            new ErrorCode("MEMBER.EXTERNAL_ID_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode MEMBER_SUSPENDED = new ErrorCode("MEMBER.SUSPENDED", ErrorKind.CONFLICT);
    public static final ErrorCode OWNER_MUST_TRANSFER = new ErrorCode("MEMBER.OWNER_MUST_TRANSFER", ErrorKind.CONFLICT);
    public static final ErrorCode SINGLE_USER_PLAN = new ErrorCode("WORKSPACE.SINGLE_USER_PLAN", ErrorKind.CONFLICT);
    public static final ErrorCode HAS_OTHER_MEMBERS = new ErrorCode("WORKSPACE.HAS_OTHER_MEMBERS", ErrorKind.CONFLICT);

    public static final ErrorCode OTHER_ORGANIZATION = new ErrorCode("MEMBER.OTHER_ORGANIZATION", ErrorKind.CONFLICT);

    public static final ErrorCode OWNS_ORGANIZATIONS = new ErrorCode("USER.OWNS_ORGANIZATIONS", ErrorKind.CONFLICT);

    private MembershipError() {}
}
