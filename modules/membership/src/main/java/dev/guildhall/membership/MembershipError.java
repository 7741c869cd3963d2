package dev.guildhall.membership;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with members and roles. */
public enum MembershipError implements ErrorCode {
    ROLE_NOT_FOUND("ROLE.NOT_FOUND", ErrorKind.NOT_FOUND),
    ROLE_ESCALATION("ROLE.ESCALATION", ErrorKind.FORBIDDEN),
    ROLE_BUILT_IN("ROLE.BUILT_IN", ErrorKind.CONFLICT),
    ROLE_IN_USE("ROLE.IN_USE", ErrorKind.CONFLICT),
    ROLE_NAME_EXISTS("WORKSPACE.ROLE_NAME_EXISTS", ErrorKind.CONFLICT),
    TOO_MANY_ROLES("ROLE.TOO_MANY", ErrorKind.CONFLICT),
    USER_NOT_FOUND("USER.NOT_FOUND", ErrorKind.NOT_FOUND),
    MEMBER_NOT_FOUND("MEMBER.NOT_FOUND", ErrorKind.NOT_FOUND),
    OWNER_MUST_TRANSFER("MEMBER.OWNER_MUST_TRANSFER", ErrorKind.CONFLICT),
    SINGLE_USER_PLAN("WORKSPACE.SINGLE_USER_PLAN", ErrorKind.CONFLICT),
    HAS_OTHER_MEMBERS("WORKSPACE.HAS_OTHER_MEMBERS", ErrorKind.CONFLICT);

    private final String code;
    private final ErrorKind kind;

    MembershipError(String code, ErrorKind kind) {
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
