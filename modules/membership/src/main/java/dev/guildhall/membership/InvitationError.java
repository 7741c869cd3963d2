package dev.guildhall.membership;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with invitations. */
public enum InvitationError implements ErrorCode {
    /** Also for a secret that was never given out, or was replaced by a newer one. */
    NOT_FOUND("INVITATION.NOT_FOUND", ErrorKind.NOT_FOUND),
    ALREADY_PENDING("INVITATION.ALREADY_PENDING", ErrorKind.CONFLICT),
    ALREADY_MEMBER("INVITATION.ALREADY_MEMBER", ErrorKind.CONFLICT),
    /** It was answered, taken back, or its time has passed. */
    NOT_PENDING("INVITATION.NOT_PENDING", ErrorKind.CONFLICT),
    OTHER_ADDRESS("INVITATION.OTHER_ADDRESS", ErrorKind.FORBIDDEN),
    ADDRESS_NOT_PROVEN("INVITATION.ADDRESS_NOT_PROVEN", ErrorKind.FORBIDDEN),
    /** Whether the invited address has an account or not. */
    OPENS_NO_ACCOUNT("INVITATION.OPENS_NO_ACCOUNT", ErrorKind.FORBIDDEN),
    ACCOUNT_EXISTS("INVITATION.ACCOUNT_EXISTS", ErrorKind.CONFLICT),
    TOO_MANY("INVITATION.TOO_MANY", ErrorKind.TOO_MANY_REQUESTS),
    TOO_MANY_MAILS("INVITATION.TOO_MANY_MAILS", ErrorKind.TOO_MANY_REQUESTS),
    TOO_MANY_ATTEMPTS("INVITATION.TOO_MANY_ATTEMPTS", ErrorKind.TOO_MANY_REQUESTS);

    private final String code;
    private final ErrorKind kind;

    InvitationError(String code, ErrorKind kind) {
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
