package dev.guildhall.agents.internal;

import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.id.UserId;
import java.util.List;

/** Who follows a {@link SessionTail}: a transport to one client. Called on the event loop on which it was opened. */
public interface SessionFollower {

    /** Whether it is to be given nothing more until it {@linkplain SessionTail#drained takes messages again}. */
    boolean isFull();

    void message(SessionMessage message);

    /** An answer in the making goes on; its message comes when it is whole. */
    void token(AgentToken token);

    /** A run is over without an answer. */
    void ended(EndedRun run);

    /** Who follows the session of a group, on all nodes. */
    void present(List<UserId> users);

    /** It is of no use any more: there is no access, or no session. */
    void end();

    /** What comes next cannot be had here: whoever follows is to come back, and go on after the last message they have. */
    void interrupt();
}
