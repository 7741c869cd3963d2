package dev.guildhall.agents;

import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with agents and in the sessions with them. */
public final class AgentPermissions {

    public static final Permission AGENTS_READ = new Permission("agents.read", "See agents", Level.VIEWER);
    public static final Permission AGENTS_RUN = new Permission("agents.run", "Run agents", Level.TOOL_RUNNER);
    public static final Permission AGENTS_MANAGE =
            new Permission("agents.manage", "Define agents, restrictions and grants", Level.EDITOR);
    public static final Permission SESSIONS_READ = new Permission("sessions.read", "Read agent sessions", Level.VIEWER);
    public static final Permission SESSIONS_WRITE =
            new Permission("sessions.write", "Write to agent sessions", Level.TOOL_RUNNER);

    public static final List<Permission> ALL =
            List.of(AGENTS_READ, AGENTS_RUN, AGENTS_MANAGE, SESSIONS_READ, SESSIONS_WRITE);

    private AgentPermissions() {}
}
