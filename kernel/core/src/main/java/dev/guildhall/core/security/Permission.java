package dev.guildhall.core.security;

import dev.guildhall.core.id.Tenant;

/**
 * A named right such as {@code members.manage}. It is declared once, as a constant of the module that guards something by
 * it, and found by its name in the {@link PermissionRegistry}.
 *
 * @param description what it allows, in a few words for people
 * @param level the least of the built-in roles that has it
 * @param tenant what it is had in
 */
public record Permission(String name, String description, Level level, Tenant.Kind tenant) {

    /** One that is had in a workspace. */
    public Permission(String name, String description, Level level) {
        this(name, description, level, Tenant.Kind.WORKSPACE);
    }

    /** The built-in roles by what they may do, the least first. */
    public enum Level {
        VIEWER,
        TOOL_RUNNER,
        EDITOR,
        OWNER;

        /** Whether a role of this level has the permissions of the other. */
        public boolean includes(Level other) {
            return compareTo(other) >= 0;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
