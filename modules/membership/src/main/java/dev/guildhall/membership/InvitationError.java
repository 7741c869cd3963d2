package dev.guildhall.membership;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with invitations. */
public final class InvitationError {

    /** Also for a secret that was never given out, or was replaced by a newer one. */
    public static final ErrorCode NOT_FOUND = new ErrorCode("INVITATION.NOT_FOUND", ErrorKind.NOT_FOUND);

    public static final ErrorCode ALREADY_PENDING = new ErrorCode("INVITATION.ALREADY_PENDING", ErrorKind.CONFLICT);
    public static final ErrorCode ALREADY_MEMBER = new ErrorCode("INVITATION.ALREADY_MEMBER", ErrorKind.CONFLICT);
    /** It was answered, taken back, or its time has passed. */
    public static final ErrorCode NOT_PENDING = new ErrorCode("INVITATION.NOT_PENDING", ErrorKind.CONFLICT);

    public static final ErrorCode OTHER_ADDRESS = new ErrorCode("INVITATION.OTHER_ADDRESS", ErrorKind.FORBIDDEN);
    public static final ErrorCode ADDRESS_NOT_PROVEN =
            new ErrorCode("INVITATION.ADDRESS_NOT_PROVEN", ErrorKind.FORBIDDEN);
    /** Whether the invited address has an account or not. */
    public static final ErrorCode OPENS_NO_ACCOUNT = new ErrorCode("INVITATION.OPENS_NO_ACCOUNT", ErrorKind.FORBIDDEN);

    public static final ErrorCode ACCOUNT_EXISTS = new ErrorCode("INVITATION.ACCOUNT_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode TOO_MANY = new ErrorCode("INVITATION.TOO_MANY", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode TOO_MANY_MAILS =
            new ErrorCode("INVITATION.TOO_MANY_MAILS", ErrorKind.TOO_MANY_REQUESTS);
    public static final ErrorCode TOO_MANY_ATTEMPTS =
            new ErrorCode("INVITATION.TOO_MANY_ATTEMPTS", ErrorKind.TOO_MANY_REQUESTS);

    private InvitationError() {}
}
