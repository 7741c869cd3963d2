package dev.guildhall.agents;

/** Whose a session is. */
public enum Surface {
    /** One user's with one agent. */
    PRIVATE,
    /** Everybody's who may read the workspace's sessions. */
    GROUP
}
