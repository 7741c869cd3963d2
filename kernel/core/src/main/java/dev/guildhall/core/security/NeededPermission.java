package dev.guildhall.core.security;

/**
 * What a caller must have: a permission of the platform, or one that an extension declares.
 *
 * @param heldWith the permission of the platform whose holders have it; of one of the platform it is the same as the name
 */
public record NeededPermission(String name, String heldWith) {

    private static final String READING = ".read";

    /** One of the platform. */
    public static NeededPermission of(Permission permission) {
        return new NeededPermission(permission.name(), permission.name());
    }

    /** Whether it lets somebody see something and change nothing, as its name says. */
    public boolean reads() {
        return name.endsWith(READING);
    }

    @Override
    public String toString() {
        return name;
    }
}
