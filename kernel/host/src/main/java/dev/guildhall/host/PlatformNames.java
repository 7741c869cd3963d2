package dev.guildhall.host;

import java.util.Locale;
import java.util.Set;

/** What the platform's own error codes begin with, so that no extension can be called so. */
public final class PlatformNames {

    private static final Set<String> DOMAINS = Set.of(
            "ACCESS",
            "AGENT",
            "APP",
            "AUDIT",
            "AUTH",
            "CAPABILITY",
            "EVENT",
            "EXTENSION",
            "GUILDHALL",
            "INVITATION",
            "MAIL",
            "MEMBER",
            "ORGANIZATION",
            "PLATFORM",
            "PORTAL",
            "REQUEST",
            "RESOURCE",
            "ROLE",
            "SERVICE",
            "SESSION",
            "STORAGE",
            "SUBSCRIPTION",
            "SYSTEM",
            "TEAM",
            "URL",
            "USER",
            "WORKSPACE");

    private PlatformNames() {}

    /** Whether the platform itself goes by the name, in whatever case. */
    public static boolean include(String name) {
        return DOMAINS.contains(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
