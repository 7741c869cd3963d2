package dev.guildhall.spi;

import java.util.Optional;

/** Who makes a call. Handed over by the host, so it may grow. */
public interface Caller {

    /** It may grow: have a {@code default} branch where you switch over it. */
    enum Kind {
        USER,
        EXTENSION,
        SYSTEM,
        /** A request that a signature vouches for, and no caller. */
        NOBODY
    }

    Kind kind();

    /** The user's id, the calling extension's key, {@code system} or {@code nobody}. */
    String id();

    /** The user's address; null when the caller is no user, and without the permission {@code members.read}. */
    String email();

    /** The user's role in the workspace, such as {@code MEMBER}; null when the caller is no user. */
    String role();

    /**
     * For whom an extension calls: whoever made the call that it serves meanwhile. Empty when it acts by itself, and for
     * every other caller. What the call may do is decided by the calling extension's own permissions and by this caller's.
     */
    Optional<Caller> onBehalfOf();
}
