package dev.guildhall.extensions;

/** Where an installation stands. */
public enum InstallationState {
    /** Being installed. */
    INSTALLING,
    /** At work, or ready to be as soon as somebody needs it. */
    ACTIVE,
    /** Switched off by an administrator of the workspace. */
    DISABLED,
    /** Switched off by the host, because the extension did not start or went on misbehaving. */
    FAILED,
    /** Being brought to another version. */
    UPGRADING,
    /** Being removed. */
    UNINSTALLING
}
