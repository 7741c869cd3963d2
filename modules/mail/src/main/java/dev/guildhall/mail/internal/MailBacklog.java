package dev.guildhall.mail.internal;

/**
 * The mails that are in the queue of all nodes.
 *
 * @param waiting those that are to be sent
 * @param oldestSeconds how long the oldest of them has waited
 * @param dead those that were given up on
 */
record MailBacklog(long waiting, double oldestSeconds, long dead) {

    static final MailBacklog NONE = new MailBacklog(0, 0, 0);
}
