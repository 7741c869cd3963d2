package dev.guildhall.membership;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with teams. */
public final class TeamError {

    public static final ErrorCode NOT_FOUND = new ErrorCode("TEAM.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode NAME_EXISTS = new ErrorCode("TEAM.NAME_EXISTS", ErrorKind.CONFLICT);
    /** The organization has as many teams as it can, the team as many members, or the workspace as many teams. */
    public static final ErrorCode TOO_MANY = new ErrorCode("TEAM.TOO_MANY", ErrorKind.CONFLICT);
    /** The team has no role in the workspace. */
    public static final ErrorCode NOT_GRANTED = new ErrorCode("TEAM.NOT_GRANTED", ErrorKind.NOT_FOUND);

    private TeamError() {}
}
