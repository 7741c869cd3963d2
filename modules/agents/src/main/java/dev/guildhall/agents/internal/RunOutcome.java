package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun.Status;
import java.util.Optional;

/** What became of a run. */
record RunOutcome(Status status, Optional<String> errorCode, Optional<String> error, Used used) {

    static RunOutcome completed(Used used) {
        return new RunOutcome(Status.COMPLETED, Optional.empty(), Optional.empty(), used);
    }

    static RunOutcome failed(String code, String message, Used used) {
        return new RunOutcome(Status.FAILED, Optional.of(code), Optional.of(message), used);
    }

    static RunOutcome cancelled(Used used) {
        return new RunOutcome(Status.CANCELLED, Optional.empty(), Optional.empty(), used);
    }

    static RunOutcome interrupted(Used used) {
        return new RunOutcome(Status.INTERRUPTED, Optional.empty(), Optional.empty(), used);
    }
}
