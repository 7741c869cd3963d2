package dev.guildhall.host;

/** The permissions that open something to the code of an extension. */
public final class Grants {

    public static final String EVENTS_PUBLISH = "events.publish";
    public static final String EVENTS_READ = "events.read";
    public static final String MEMBERS_READ = "members.read";
    public static final String CAPABILITIES_INVOKE = "capabilities.invoke";

    private Grants() {}
}
