package dev.guildhall.identity;

/** The first administrator, with the password that was made up for them; to be shown once and kept nowhere. */
public record GeneratedAdmin(String email, String password) {

    @Override
    public String toString() {
        return "GeneratedAdmin[" + email + "]";
    }
}
