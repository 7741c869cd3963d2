package dev.guildhall.spi;

/**
 * Who makes a call.
 *
 * @param id the user's id, the calling extension's key, or {@code system}
 * @param email the user's address; null when the caller is no user
 * @param role the user's role in the workspace, such as {@code MEMBER}; null when the caller is no user
 */
public record Caller(Kind kind, String id, String email, String role) {

    public enum Kind {
        USER,
        EXTENSION,
        SYSTEM
    }

    public static Caller user(String id, String email, String role) {
        return new Caller(Kind.USER, id, email, role);
    }

    public static Caller extension(String key) {
        return new Caller(Kind.EXTENSION, key, null, null);
    }

    public static Caller system() {
        return new Caller(Kind.SYSTEM, "system", null, null);
    }
}
