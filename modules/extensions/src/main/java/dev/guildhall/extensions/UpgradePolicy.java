package dev.guildhall.extensions;

import org.semver4j.Semver;

/** Which newer releases of an extension come to an installation by themselves. */
public enum UpgradePolicy {
    /** None. */
    OFF,
    /** Those that differ in the patch number alone. */
    PATCH,
    /** Those of the same major version. */
    MINOR;

    /** Whether a release takes the place of the version that is there. */
    public boolean admits(Semver present, Semver release) {
        if (!release.isGreaterThan(present)
                || !release.getPreRelease().isEmpty()
                || release.getMajor() != present.getMajor()) {
            return false;
        }
        return switch (this) {
            case OFF -> false;
            case PATCH -> release.getMinor() == present.getMinor();
            case MINOR -> true;
        };
    }
}
