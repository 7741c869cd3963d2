package dev.guildhall.mail.internal;

/** A mail will not be taken, however often it is tried. */
final class MailRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MailRefusedException(String message) {
        super(message);
    }

    MailRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
