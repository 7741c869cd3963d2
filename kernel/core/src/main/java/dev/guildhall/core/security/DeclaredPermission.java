package dev.guildhall.core.security;

/**
 * A permission of an extension's own, which is had in the workspaces that have it installed.
 *
 * @param name begins with the extension's key and a dot
 * @param description what it allows, in a few words for people
 * @param heldWith the permission of the platform whose holders have it
 */
public record DeclaredPermission(String name, String description, String heldWith) {

    /** The key of the extension. */
    public String extension() {
        return name.substring(0, name.indexOf('.'));
    }

    public NeededPermission needed() {
        return new NeededPermission(name, heldWith);
    }
}
