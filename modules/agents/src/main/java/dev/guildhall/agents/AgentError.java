package dev.guildhall.agents;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What can go wrong with agents and sessions. */
public final class AgentError {

    public static final ErrorCode NOT_FOUND = new ErrorCode("AGENT.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode KEY_EXISTS = new ErrorCode("AGENT.KEY_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode TOO_MANY = new ErrorCode("AGENT.TOO_MANY", ErrorKind.CONFLICT);
    /** Neither the workspace's own, nor granted to it, nor of the platform. */
    public static final ErrorCode NOT_AVAILABLE = new ErrorCode("AGENT.NOT_AVAILABLE", ErrorKind.FORBIDDEN);

    public static final ErrorCode NOT_NAMED = new ErrorCode("AGENT.NOT_NAMED", ErrorKind.INVALID);
    public static final ErrorCode DISABLED = new ErrorCode("AGENT.DISABLED", ErrorKind.CONFLICT);
    public static final ErrorCode CONFIG_INVALID = new ErrorCode("AGENT.CONFIG_INVALID", ErrorKind.CONFLICT);
    public static final ErrorCode PROVIDER_NOT_ALLOWED =
            new ErrorCode("AGENT.PROVIDER_NOT_ALLOWED", ErrorKind.FORBIDDEN);
    public static final ErrorCode MODEL_NOT_ALLOWED = new ErrorCode("AGENT.MODEL_NOT_ALLOWED", ErrorKind.FORBIDDEN);
    public static final ErrorCode NO_PROVIDER = new ErrorCode("AGENT.NO_PROVIDER", ErrorKind.CONFLICT);
    public static final ErrorCode READ_ONLY = new ErrorCode("AGENT.READ_ONLY", ErrorKind.FORBIDDEN);
    public static final ErrorCode BUDGET_EXHAUSTED = new ErrorCode("AGENT.BUDGET_EXHAUSTED", ErrorKind.FORBIDDEN);
    public static final ErrorCode GRANT_NOT_FOUND = new ErrorCode("AGENT_GRANT.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode GRANT_EXISTS = new ErrorCode("AGENT_GRANT.EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode SESSION_NOT_FOUND = new ErrorCode("SESSION.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode SESSION_FULL = new ErrorCode("SESSION.FULL", ErrorKind.CONFLICT);
    public static final ErrorCode KEY_REUSED = new ErrorCode("SESSION.IDEMPOTENCY_KEY_REUSED", ErrorKind.CONFLICT);
    public static final ErrorCode RUN_NOT_FOUND = new ErrorCode("RUN.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode NOT_REPEATABLE = new ErrorCode("RUN.NOT_REPEATABLE", ErrorKind.CONFLICT);
    public static final ErrorCode MEMORY_NOT_FOUND = new ErrorCode("MEMORY.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode MEMORY_FULL = new ErrorCode("MEMORY.FULL", ErrorKind.CONFLICT);
    /** What a run is told that failed by no fault of its own. */
    public static final ErrorCode FAILED = new ErrorCode("AGENT.FAILED", ErrorKind.UPSTREAM_FAILED);

    public static final ErrorCode OVERLOADED = new ErrorCode("AGENT.OVERLOADED", ErrorKind.UNAVAILABLE);

    public static final ErrorCode TIMEOUT = new ErrorCode("AGENT.TIMEOUT", ErrorKind.TIMEOUT);

    private AgentError() {}
}
