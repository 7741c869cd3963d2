package dev.guildhall.spi;

/** What a version takes over from in a workspace; handed over by the host, so it may grow. */
public interface Upgrade {

    /** The version that served the workspace until now. */
    String fromVersion();
}
