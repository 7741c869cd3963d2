package dev.guildhall.db.embedded;

import java.util.Locale;

/** The operating systems and processors that PostgreSQL binaries are published for. */
enum Platform {
    LINUX_AMD64("linux-x86_64"),
    LINUX_ARM64("linux-arm_64"),
    DARWIN_AMD64("darwin-x86_64"),
    DARWIN_ARM64("darwin-arm_64");

    private final String archive;

    Platform(String archive) {
        this.archive = archive;
    }

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT);
        boolean linux = system.startsWith("linux");
        boolean darwin = system.startsWith("mac") || system.startsWith("darwin");
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> pick(linux, LINUX_AMD64, darwin, DARWIN_AMD64, osName, osArch);
            case "aarch64", "arm64" -> pick(linux, LINUX_ARM64, darwin, DARWIN_ARM64, osName, osArch);
            default -> throw unsupported(osName, osArch);
        };
    }

    private static Platform pick(
            boolean linux, Platform onLinux, boolean darwin, Platform onDarwin, String osName, String osArch) {
        if (linux) {
            return onLinux;
        }
        if (darwin) {
            return onDarwin;
        }
        throw unsupported(osName, osArch);
    }

    private static EmbeddedPostgresException unsupported(String osName, String osArch) {
        return new EmbeddedPostgresException("There is no embedded PostgreSQL for " + osName + " on " + osArch
                + " (only Linux and macOS on amd64 and arm64)."
                + " Give a PostgreSQL 15 or later of your own with --database-url.");
    }

    /** The class path resource that holds the binaries. */
    String resource() {
        return "/postgres-" + archive + ".txz";
    }

    /** Names the platform in directories and messages. */
    String label() {
        return archive;
    }
}
