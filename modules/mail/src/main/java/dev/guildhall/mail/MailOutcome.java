package dev.guildhall.mail;

import java.util.Optional;

/**
 * What became of a mail for good.
 *
 * @param topic what it is about, as it was handed in
 * @param recipient the address that a mail server has taken it for, or refused it for; empty where it failed
 * @param reason what the mail server said where it refused the mail: one line of bounded length, without addresses
 */
public record MailOutcome(String topic, Optional<String> recipient, State state, Optional<String> reason) {

    /** How a mail ends that was not withdrawn. */
    public enum State {
        /** The mail server has taken it; whether it reaches anybody is for that and those behind it. */
        SENT,
        /** The mail server will not take it, however often it is tried. */
        REFUSED,
        /** It was tried until it was given up on, or until it was of no use any more. */
        FAILED
    }

    public static MailOutcome sent(String topic, String recipient) {
        return new MailOutcome(topic, Optional.of(recipient), State.SENT, Optional.empty());
    }

    public static MailOutcome refused(String topic, String recipient, String reason) {
        return new MailOutcome(topic, Optional.of(recipient), State.REFUSED, Optional.of(reason));
    }

    public static MailOutcome failed(String topic) {
        return new MailOutcome(topic, Optional.empty(), State.FAILED, Optional.empty());
    }
}
