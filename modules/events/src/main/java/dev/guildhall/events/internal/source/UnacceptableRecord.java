package dev.guildhall.events.internal.source;

/** No event can be made of a record; the message says why, for whoever wrote it. */
final class UnacceptableRecord extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnacceptableRecord(String why) {
        super(why, null, false, false);
    }
}
