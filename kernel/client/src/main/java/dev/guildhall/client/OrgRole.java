package dev.guildhall.client;

import java.util.Locale;

/** What a user is in an organization. One that this client does not know yet is read as null. */
public enum OrgRole {
    OWNER,
    ADMIN,
    MEMBER,
    BILLING;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
